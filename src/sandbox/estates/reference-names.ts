/** The names the two halves of the estate `reference` share. */

export const management = '111122223333';
export const logArchive = '222233334444';
export const tooling = '333344445555';
export const payments = '444455556666';
export const web = '555566667777';

export const security = 'ou-ab12-security1';
export const workloads = 'ou-ab12-workload1';
export const production = 'ou-ab12-prodprod1';
export const nonProduction = 'ou-ab12-nonprod01';
export const suspended = 'ou-ab12-suspend01';

export const paymentsTrail = `arn:aws:cloudtrail:us-east-1:${payments}:trail/payments-trail`;
export const detectorsOn = { features: ['S3_DATA_EVENTS' as const] };
export const breakGlass = `arn:aws:iam::${logArchive}:role/BreakGlass`;
