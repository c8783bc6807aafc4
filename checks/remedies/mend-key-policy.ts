/** Key policies corrected: the present one with what is missing, given only if the check would then pass. Pure. */
import { getKeyPolicy, keyMetadata, keyPolicy, ownedKey, type TrailKey } from '../../src/aws/kms.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { trailKeyPolicy as parsedKeyPolicy } from '../shared/defences.ts';
import { readersIn } from '../shared/readers.ts';
import { servedBy } from '../shared/sources.ts';
import { command } from './command.ts';
import { type Part, remedy } from './compose.ts';
import { encoded, identifier } from './hcl.ts';
import { stackedKey } from './key.ts';
import { grantsFor } from './new-key.ts';
import { type Amendment, ANY_TRAIL, amended, keptWords, letsAnyTrailIn } from './policy-document.ts';
import { supposing } from './supposing.ts';

type Key = Subject<TrailKey>;
type Judge = (read: Read) => Verdict;

export function letCloudTrailEncrypt(key: Key, read: Read, judge: Judge): Remedy | null {
  return mend(
    key,
    read,
    judge,
    { add: grants(key, read) },
    'Nobody loses anything: two statements for each trail are added. Logs that were refused arrive again, for up to 30 days ' +
      'back. A key policy is replaced as a whole: whoever changed it meanwhile is overwritten.',
  );
}

export function scopeGrants(key: Key, read: Read, judge: Judge): Remedy | null {
  return mend(
    key,
    read,
    judge,
    { add: grants(key, read), drop: letsAnyTrailIn, dropped: ANY_TRAIL },
    'Statements that let CloudTrail use the key for any trail give way to one for each trail that was seen: trails that were not, ' +
      'and event data stores that use the key without a source of their own in its policy, can no longer encrypt. Look for ' +
      'LatestDeliveryError with KMS in it.',
  );
}

/** A Deny beside what is allowed: who is named exactly keeps reading, whole accounts do not. */
export function separateReaders(key: Key, read: Read, judge: Judge): Remedy | null {
  const owner = ownedKey(read, key.data).scope.accountId;
  const { named } = readersIn(parsedKeyPolicy(read, key.data).policies, owner);
  const deny = {
    Sid: 'TrailproofDenyOtherReaders',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:PrincipalAccount': owner },
      ...(named.length > 0 ? { ArnNotLike: { 'aws:PrincipalArn': named } } : {}),
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
  return mend(
    key,
    read,
    judge,
    { add: [deny] },
    `Outside ${owner} nobody reads the logs any more but ${named.join(', ') || 'AWS services'}: queries, SIEM imports and other ` +
      'accounts fail with AccessDenied. Add whoever is missing to aws:PrincipalArn in the new statement before you run this.',
  );
}

function grants(key: Key, read: Read) {
  return servedBy(read, key.data.trails).flatMap(({ id }, at) =>
    grantsFor(read.population.partition, id, `${at + 1}`),
  );
}

function mend(key: Key, read: Read, judge: Judge, amendment: Amendment, mayBreak: string): Remedy | null {
  const before = keyPolicy(read, key.data);
  const document = amended(before, amendment);
  if (document === null) return null;
  const metadata = keyMetadata(read, key.data);
  const { arn, scope } = ownedKey(read, key.data);
  const supposed = supposing(read, (call, _scope, input) =>
    call.id === getKeyPolicy.id && (input as { readonly KeyId?: string }).KeyId === arn
      ? { Policy: JSON.stringify(document), PolicyName: 'default' }
      : undefined,
  );
  if (judge(supposed).status !== 'pass') return null;
  const KeyId = must(metadata.KeyId, 'KeyId');
  const part: Part = {
    scope,
    kept: keptWords(before, document, amendment),
    commands: [
      command('kms put-key-policy', {
        'key-id': arn,
        'policy-name': 'default',
        policy: document,
        region: scope.region,
      }),
    ],
    managed: [
      {
        type: 'aws_kms_key_policy',
        name: identifier(`key_${KeyId}`),
        adopt: KeyId,
        body: [
          ['key_id', KeyId],
          ['policy', encoded(document)],
        ],
      },
    ],
    stacked: [stackedKey(metadata, { KeyPolicy: document })],
  };
  return remedy(read, [part], mayBreak);
}
