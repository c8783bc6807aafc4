/** Trails that move to a bucket of their own in the Log Archive account, and the organization trail that is missing. Pure. */
import { arnOfTrail, isOrganizationTrail, ownerOf, type Trail, trail } from '../../src/aws/cloudtrail.ts';
import type { Bucket } from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import { remedy } from './compose.ts';
import { logBucketPolicy, newBucket, type Writer } from './new-bucket.ts';
import { trailPart } from './trail.ts';

/** null: no account is declared, or it owns the bucket already. */
export function moveToArchive(bucket: Subject<Bucket>, read: Read): Remedy | null {
  const archive = read.parameters.logArchiveAccount;
  const { region } = bucket;
  if (archive === null || region === null || bucket.accountId === archive) return null;
  const name = `${bucket.name.slice(0, 50)}-${archive}`;
  const trails = listed(read, trail).subjects.filter(({ id }) => bucket.data.trails.includes(id));
  const policy = logBucketPolicy(
    read.population.partition,
    name,
    trails.map(moved => writer(moved.data, read)),
  );
  const made = newBucket({ accountId: archive, region }, name, policy);
  const change = { fields: { S3BucketName: name }, options: { 's3-bucket-name': name } };
  return remedy(
    read,
    [made, ...trails.map(moved => trailPart(moved, change, [made]))],
    `Logs that were written before stay in ${bucket.name}: keep it as long as they must be kept. Queries, SIEM imports and ` +
      'whoever verifies digests read the new bucket from now on; the first digest there points back into the old one. Rules of ' +
      'the old bucket, such as Object Lock and lifecycle, are not copied. A key that is bound to the old bucket stops ' +
      'delivery: watch LatestDeliveryError.',
  );
}

export function writer(data: Trail, read: Read): Writer {
  const trailArn = arnOfTrail(data);
  const { organization } = read.population;
  const whole = isOrganizationTrail(data);
  return {
    trailArn,
    prefix: data.S3KeyPrefix,
    folders: [ownerOf(trailArn), ...(whole ? [must(organization, 'an organization').id] : [])],
  };
}
