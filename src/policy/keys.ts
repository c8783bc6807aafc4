/** What is known of condition keys: always there, several values at a time, values worth showing in an example. */

/** AWS documents these as part of every request (of an IAM principal). */
const always = new Set([
  'aws:securetransport',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:userid',
  'kms:calleraccount',
]);

const several = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'kms:resourcealiases',
]);

const examples: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:securetransport', ['true', 'false']],
  ['aws:requestedregion', ['us-east-1', 'eu-west-1', 'ap-southeast-2']],
  ['aws:sourceip', ['198.51.100.7', '203.0.113.9', '192.0.2.5']],
  ['aws:principalorgid', ['o-anyorganization']],
  ['aws:sourceaccount', ['444455556666', '777788889999']],
  ['aws:sourcearn', ['arn:aws:cloudtrail:us-east-1:444455556666:trail/somebody-elses']],
  ['s3:tlsversion', ['1.2', '1.3', '1.1']],
  ['s3:x-amz-server-side-encryption', ['AES256', 'aws:kms', 'aws:kms:dsse']],
]);

export function isAlwaysPresent(key: string): boolean {
  return always.has(key);
}

/** A service may define keys with several values that we have never heard of; only `aws:` is known through and through. */
export function severalOf(key: string): 'yes' | 'no' | 'perhaps' {
  if (several.has(key)) return 'yes';
  return /^(?:aws|s3):/.test(key) ? 'no' : 'perhaps';
}

export function examplesOf(key: string): readonly string[] {
  return examples.get(key) ?? ['something-else', 'anything-else'];
}
