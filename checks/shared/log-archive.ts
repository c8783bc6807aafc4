/** Which account keeps the logs, and what of an organization trail lies in it. Pure. */
import { listBuckets } from '../../src/aws/bucket-owner.ts';
import {
  homeNotRead,
  isOrganizationTrail,
  managementTrailScopes,
  type Trail,
  trail,
  trailsHomedElsewhere,
} from '../../src/aws/cloudtrail.ts';
import { key } from '../../src/aws/kms.ts';
import { organizationOf } from '../../src/aws/scopes.ts';
import { must, type Read, Unreadable } from '../../src/model/read.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import type { Target } from '../../src/policy/request-class.ts';
import { bucketTargets, keyTargets } from './targets.ts';
import { few } from './wording.ts';

/** The organization trails of the management account. Where it was not seen whole, there may be more of them. */
export function organizationTrails(read: Read): readonly Subject<Trail>[] {
  const management = organizationOf(read.population)?.managementAccount;
  if (management === undefined) return [];
  managementTrailScopes(read, management);
  const [elsewhere] = trailsHomedElsewhere(read, management).filter(isOrganizationTrail);
  if (elsewhere) homeNotRead(elsewhere);
  const { subjects, blind } = listed(read, trail);
  const hidden = blind.filter(spot => spot.scope.accountId === management);
  if (hidden.length > 0) {
    const note = 'Not every trail of the management account could be read.';
    throw new Unreadable({ note, gaps: hidden.flatMap(spot => spot.gaps) });
  }
  const own = subjects.filter(t => t.accountId === management && isOrganizationTrail(t.data));
  for (const { evidence } of own) read.cite(evidence);
  return own;
}

/** Whether it is the configured Log Archive account or, unconfigured, owns the bucket of an organization trail. */
export function archiveOf(read: Read, accountId: string): boolean {
  const configured = read.parameters.logArchiveAccount;
  if (configured !== null) return accountId === configured;
  return logBucketsOf(read, accountId).length > 0;
}

/** What must not be destroyed there, and how a sentence calls it. */
export function guardedTargets(
  read: Read,
  accountId: string,
): { readonly targets: readonly Target[]; readonly what: string } {
  const { partition } = read.population;
  const names = logBucketsOf(read, accountId);
  const arns = new Set(organizationTrails(read).map(({ data }) => data.KmsKeyId));
  const keys = listed(read, key).subjects.filter(k => k.accountId === accountId && arns.has(k.data.keyId));
  const buckets = names.length > 0 ? names : ['*'];
  const named = names.length > 0 ? few(names) : 'any bucket';
  return {
    targets: [
      ...buckets.flatMap(name => bucketTargets(`arn:${partition}:s3:::${name}`)),
      ...keys.flatMap(({ data }) => keyTargets(data.keyId)),
    ],
    what: keys.length > 0 ? `${named} and its key` : `${named} (no key of an organization trail lies here)`,
  };
}

/** By the account's own list. Whoever was not asked is not the owner, for another account is. */
function logBucketsOf(read: Read, accountId: string): readonly string[] {
  const names = organizationTrails(read).map(({ data }) => must(data.S3BucketName, 'S3BucketName'));
  const scope = { accountId, region: read.population.globalRegion };
  if (names.length === 0 || !read.asked(listBuckets, scope, {})) return [];
  const own = read.get(listBuckets, scope, {}).Buckets.map(({ Name }) => must(Name, 'Buckets.Name'));
  return [...new Set(names)].filter(name => own.includes(name)).sort();
}
