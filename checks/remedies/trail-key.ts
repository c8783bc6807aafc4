/** A trail that gets a key of the customer's: in the bucket's region, and in the bucket's account where it is known. Pure. */
import { bucketOwner, bucketRegion, trailBuckets } from '../../src/aws/bucket-owner.ts';
import type { Trail } from '../../src/aws/cloudtrail.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { newKey, trailKeyPolicy } from './new-key.ts';
import { mendTrail } from './trail.ts';

export function encryptTrail(trail: Subject<Trail>, read: Read): Remedy | null {
  const name = must(trail.data.S3BucketName, 'S3BucketName');
  const bucket = must(
    trailBuckets(read).find(candidate => candidate.name === name),
    'the bucket of the trail',
  );
  const region = bucketRegion(read, bucket);
  if (region === null) return null;
  const accountId = bucketOwner(read, name).accountId ?? must(trail.accountId, 'the owner');
  const policy = trailKeyPolicy(read.population.partition, accountId, trail.id);
  const { alias, reference, part } = newKey(read, { accountId, region }, trail.name, policy);
  return mendTrail(
    trail,
    read,
    { fields: { KmsKeyId: alias }, options: { 'kms-key-id': alias }, references: { kms_key_id: reference } },
    'Whoever reads the logs needs kms:Decrypt on the new key from now on: roles of the account of the key by an IAM policy, ' +
      'others by its key policy as well; queries and SIEM imports that fail with AccessDenied show who was forgotten. Older ' +
      'files stay as they are. A bucket policy that demands another encryption stops delivery: watch LatestDeliveryError. ' +
      'The key costs money, and whoever deletes it makes the logs unreadable.',
    [part],
  );
}
