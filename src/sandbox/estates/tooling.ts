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

/** Signs what audits leave behind; encrypts nothing. */
export const evidenceSigningKey = {
  id: '7b1d9c40-52e6-4f83-a0c7-d4e5f6071829',
  region: 'us-east-1',
  aliases: ['alias/evidence-signing'],
  description: 'Signs the evidence of audits',
  spec: 'ECC_NIST_P256',
  usage: 'SIGN_VERIFY' as const,
};

/** The services an organization with an audit needs to trust. */
export const trustedServices = [
  'access-analyzer.amazonaws.com',
  'account.amazonaws.com',
  'cloudtrail.amazonaws.com',
  'config.amazonaws.com',
  'guardduty.amazonaws.com',
  'sso.amazonaws.com',
];
