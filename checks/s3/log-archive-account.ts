import { bucketOwner, listBuckets } from '../../src/aws/bucket-owner.ts';
import {
  arnOfTrail,
  describeTrails,
  isOrganizationTrail,
  ownerOf,
  trail,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { type Bucket, bucket } from '../../src/aws/s3.ts';
import { accountIn, accountLabel, accountScopes } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { listed } from '../../src/model/subject.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import { moveToArchive } from '../remedies/move-bucket.ts';
import { servedBy } from '../shared/sources.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/log-archive-account',
  version: 1,
  title: 'The log bucket lies in a dedicated Log Archive account',
  severity: 'high',
  aspect: 'configured',
  decides:
    "The owner is proven by an account's own ListBuckets, never by a name. It is not the management account, not the only " +
    'account whose activity the bucket holds, and it is the configured Log Archive account; where none is configured, it ' +
    'owns no trail in any enabled region. If the configured account was asked and does not own the bucket, it fails whoever does. Without an ' +
    'owner it is unknown while some account was not asked, and fails once all were: the bucket may lie outside the ' +
    'organization. Closed accounts are not asked.',
  why: 'Whoever takes over the account that works must not find its own records there to delete.',
  fix:
    'Make the bucket in the Log Archive account, then move the trail: aws cloudtrail update-trail --name TRAIL_ARN ' +
    '--s3-bucket-name BUCKET; if the owner is that account, declare it as logArchiveAccount in the configuration.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
    'https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html',
  ],
  map: 'log_bucket_in_log_archive_account',
  subject: bucket,
  needs: [listBuckets, describeTrails],
  judge(bucket, read) {
    const { name } = bucket.data;
    const archive = read.parameters.logArchiveAccount;
    const owner = bucketOwner(read, name);
    if (owner.accountId === null) return withoutOwner(name, owner.unread, read);
    const label = accountLabel(read.population, owner.accountId);
    const proof = `${label} owns the bucket, as its own ListBuckets shows`;
    const seen = [observed('owner', archive ?? 'a dedicated Log Archive account', owner.accountId)];
    if (owner.accountId === read.population.organization?.managementAccount) {
      return fail(`${proof}, and it is the management account.`, seen);
    }
    if (archive !== null && owner.accountId !== archive) {
      return fail(
        `${proof}, and the configured Log Archive account is ${accountLabel(read.population, archive)}.`,
        seen,
      );
    }
    const { organization, unread } = read.population;
    if (organization === null && unread.length > 0) {
      const note = `${proof}, and whether that is the management account of an organization could not be read.`;
      return undetermined(note, unread);
    }
    if (archive !== null && recordsOthers(bucket.data, archive, read)) {
      return pass(`${proof}, and it is the configured Log Archive account.`, seen);
    }
    if (archive !== null) {
      const { blind } = listed(read, trail);
      const note = `${proof}, and no trail of another account writes there`;
      if (blind.length === 0) return fail(`${note}.`, seen);
      return undetermined(`${note}, as far as could be read.`, [
        ...new Set(blind.flatMap(spot => spot.gaps)),
      ]);
    }
    const own = trailsOwnedBy(owner.accountId, read);
    const note = `${proof}; no logArchiveAccount is configured, and`;
    if (own.length > 0) return fail(`${note} it owns the trail ${own.join(', ')}.`, seen);
    const dark = regionsLeftOut(owner.accountId, read);
    if (dark === null || dark.length > 0) {
      const where = dark === null ? 'its regions' : few(dark);
      return undetermined(`${note} whether it owns a trail in ${where} is not known.`);
    }
    return pass(`${note} it owns no trail.`, seen);
  },
  remedy: moveToArchive,
});

function withoutOwner(name: string, unread: readonly string[], read: Read): Verdict {
  const { accounts, globalRegion, unread: unlisted } = read.population;
  const archive = read.parameters.logArchiveAccount;
  const scope = { accountId: archive ?? '', region: globalRegion };
  if (archive !== null && read.asked(listBuckets, scope, {})) {
    const lists = read.attempt(r => r.get(listBuckets, scope, {}).Buckets);
    if (lists.ok) {
      return fail(
        `The configured Log Archive account ${archive} does not own ${name}, as its own ListBuckets shows.`,
      );
    }
  }
  const skipped = accounts
    .filter(a => a.disposition === 'excluded' && a.state !== 'CLOSED')
    .map(a => a.accountId);
  const outside = archive !== null && !read.asked(listBuckets, scope, {}) ? [archive] : [];
  const notAsked = [...new Set([...skipped, ...outside])];
  if (unread.length > 0 || unlisted.length > 0) {
    const gaps = [...unread, ...unlisted];
    return undetermined(
      `No account that could be asked owns ${name}, and ${gaps.length} could not be asked.`,
      gaps,
    );
  }
  if (notAsked.length > 0) {
    return undetermined(
      `No account that was asked owns ${name}, and ${notAsked.join(', ')} is not part of this audit.`,
    );
  }
  return fail(`The owner of ${name} is unknown, perhaps outside the organization: no account owns it.`);
}

/** An organization trail records others, too; a trail of the owner's own does not. */
function recordsOthers(data: Bucket, accountId: string, read: Read): boolean {
  return servedBy(read, data.trails).some(t => isOrganizationTrail(t.data) || t.accountId !== accountId);
}

function trailsOwnedBy(accountId: string, read: Read): readonly string[] {
  const scopes = accountScopes(must(accountIn(read.population, accountId), 'the owner'));
  const arns = scopes.flatMap(scope => trailsSeen(read, scope).map(arnOfTrail));
  return [...new Set(arns)].filter(arn => ownerOf(arn) === accountId).sort();
}

/** Enabled, and not part of the audit. null: nobody could list its regions. */
function regionsLeftOut(accountId: string, read: Read): readonly string[] | null {
  const { regions } = must(accountIn(read.population, accountId), 'the owner');
  return regions?.filter(r => r.disposition !== 'evaluated').map(r => r.region) ?? null;
}
