/** The auditor's side of every built-in estate: the tooling session and the role it assumes everywhere. */

const externalId = 'trailproof-demo';
export const auditRoleName = 'TrailproofAudit';

export function toolingCaller(account: string) {
  return {
    account,
    role: 'SecurityTooling',
    sessionName: 'operator',
    accessKeyId: 'ASIASANDBOXTOOLING01',
    secretAccessKey: 'sandbox-secret-of-the-tooling-session',
    sessionToken: 'sandbox-session-token-of-the-tooling-session',
  };
}

export function auditRole(toolingAccount: string) {
  return {
    name: auditRoleName,
    trusts: [`arn:aws:iam::${toolingAccount}:role/SecurityTooling`],
    externalId,
  };
}

/** The services an organization with an audit needs to trust. */
export const trustedServices = [
  'access-analyzer.amazonaws.com',
  'account.amazonaws.com',
  'cloudtrail.amazonaws.com',
  'config.amazonaws.com',
  'guardduty.amazonaws.com',
  'sso.amazonaws.com',
];
