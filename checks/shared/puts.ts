/** What bucket policy and RCPs say to puts, by the way they are encrypted. Pure. */
import { arnOf } from '../../src/aws/partition.ts';
import { type Bucket, bucketSetting, getBucketEncryption } from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import type { Context } from '../../src/policy/context.ts';
import { type Coverage, coverDenied } from '../../src/policy/coverage.ts';
import type { Defences, RequestClass } from '../../src/policy/request-class.ts';
import { services } from './defences.ts';
import { getsThrough, steps } from './policy-words.ts';
import { FOREIGN_ACCOUNT } from './sources.ts';

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const CLIENT_KEY = 's3:x-amz-server-side-encryption-customer-algorithm';

/** Any other key will do: one nobody has, beside the trail's own and in a foreign account. */
const OTHER = 'key/00000000-0000-4000-8000-000000000000';

export interface Put {
  /** "aws:kms and arn:..." */
  readonly what: string;
  readonly coverage: Coverage;
}

export interface Puts {
  /** With KMS and the key of each trail; with any key where the trails have none. Not to be covered. */
  readonly rightOnes: readonly Put[];
  /** With KMS and a key that no trail has; empty where no Deny looks at the key. To be covered. */
  readonly otherKeys: readonly Put[];
  readonly aes: Coverage;
  /** With neither KMS nor AES256. */
  readonly others: Coverage;
  readonly headerless: Coverage;
  /** Without the header, with a key of the client's own (SSE-C). */
  readonly clientKey: Coverage;
}

export function putsInto(read: Read, bucketArn: string, defences: Defences, keys: readonly string[]): Puts {
  const cls: RequestClass = {
    targets: [{ actions: ['s3:PutObject'], resources: [`${bucketArn}/*`] }],
    principals: 'anyone',
    partition: read.population.partition,
    tolerates: services,
  };
  const denied = (context: Context) => coverDenied({ ...cls, context }, defences);
  // Whoever gets through will do here: it is not to be shut for everybody.
  const shut = (what: string, context: Context): Put => ({
    what,
    coverage: coverDenied({ ...cls, context, tolerates: () => false }, defences),
  });
  const withKms = { [ALGORITHM]: 'aws:kms', [CLIENT_KEY]: null };
  const rightOnes = keys.map(key => shut(`aws:kms and the key ${key}`, { ...withKms, [KEY]: key }));
  const others = looksAtKeys(defences) ? [...new Set(keys.flatMap(otherKeys))] : [];
  return {
    rightOnes: rightOnes.length > 0 ? rightOnes : [shut('aws:kms', withKms)],
    otherKeys: others.map(key => ({
      what: `aws:kms and another key than the trail's (${key})`,
      coverage: denied({ ...withKms, [KEY]: key }),
    })),
    aes: denied({ [ALGORITHM]: 'AES256', [KEY]: null, [CLIENT_KEY]: null }),
    others: denied({ [ALGORITHM]: 'aws:fsx', [KEY]: null, [CLIENT_KEY]: null }),
    headerless: denied({ [ALGORITHM]: null, [KEY]: null, [CLIENT_KEY]: null }),
    clientKey: denied({ [ALGORITHM]: null, [KEY]: null, [CLIENT_KEY]: 'AES256' }),
  };
}

function looksAtKeys({ resourcePolicies = [], rcps = [] }: Defences): boolean {
  return [...resourcePolicies, ...rcps.flatMap(level => level.policies)]
    .flatMap(policy => policy.statements)
    .filter(statement => statement.effect === 'Deny')
    .flatMap(statement => statement.conditions)
    .some(({ key, test }) => key === KEY && test !== 'Null');
}

function otherKeys(key: string): readonly string[] {
  const arn = arnOf(key);
  if (arn === null) return [];
  return [arn.accountId, FOREIGN_ACCOUNT].map(
    account => `arn:${arn.partition}:kms:${arn.region}:${account}:${OTHER}`,
  );
}

/** Without the header the default encryption of the bucket decides. The note is a fragment. */
export function headerless(data: Bucket, read: Read, puts: Puts): Verdict {
  if (puts.headerless.covered === true) return pass('puts without the header are denied');
  const answer = bucketSetting(read, data, getBucketEncryption);
  const rules = answer?.ServerSideEncryptionConfiguration?.Rules;
  const [rule] = answer === undefined ? [] : must(rules, 'Rules');
  const byDefault = answer === undefined ? null : must(rule?.ApplyServerSideEncryptionByDefault, 'Rules');
  const algorithm = byDefault === null ? 'none' : must(byDefault.SSEAlgorithm, 'SSEAlgorithm');
  const seen = [observed('SSEAlgorithm', ['aws:kms', 'aws:kms:dsse'], algorithm)];
  if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse') {
    const blocked = rule?.BlockedEncryptionTypes?.EncryptionType?.includes('SSE-C') === true;
    const open = blocked || puts.clientKey.covered === true ? '' : ', and SSE-C is not stopped';
    return pass(`puts without the header get the default encryption ${algorithm}${open}`, seen);
  }
  if (puts.headerless.covered === 'unknown') return undetermined(puts.headerless.why);
  const through = getsThrough(puts.headerless);
  return fail(
    `A put without an encryption header is not denied, and the default encryption is ${algorithm}: ${through}.`,
    seen,
    steps(puts.headerless),
  );
}
