/** Who owns a trail's bucket, and where it lies: proven by an account's own list of buckets, never by a name. */
import { HeadBucketCommand, paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { type Call, defineCall, type Stage } from '../model/call.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { listed } from '../model/subject.ts';
import { describeTrails, trail, ownerOf as trailOwner } from './cloudtrail.ts';
import { everyPage } from './pages.ts';
import { accountIn } from './scopes.ts';
import { type Named, trailsBy } from './trails-by.ts';

/** A bucket that at least one trail names. */
export type TrailBucket = Named;

export type Ownership =
  | { readonly accountId: string; readonly proof: 'log-archive' | 'trail-account' | 'organization' }
  /** Nobody who could be asked owns it; `unread` are the accounts' lists that could not be read. */
  | { readonly accountId: null; readonly unread: readonly string[] };

type NoInput = Record<string, never>;

interface ListBucketsAnswer {
  readonly Buckets: readonly { readonly Name?: string | undefined }[];
}

const groupNames = ['log-archive', 'trail-account', 'organization'] as const;

/** The configured Log Archive account first, then accounts with trails, then all others: no further than needed. */
export const listBuckets: Call<NoInput, ListBucketsAnswer> = defineCall({
  id: 's3.ListBuckets',
  permission: 's3:ListAllMyBuckets',
  stages: groupNames.map(
    (group, rank): Stage<NoInput> => ({
      where: 'once',
      needs: [describeTrails],
      ask: read => {
        const open = trailBuckets(read).filter(
          b => ownerAmong(read, b.name, groupNames.slice(0, rank)).accountId === null,
        );
        if (open.length === 0) return [];
        return candidates(read, group).map(accountId => ({
          scope: listingScope(read, accountId),
          input: {},
        }));
      },
    }),
  ),
  send: async (aws, _input: NoInput) => {
    const pages = paginateListBuckets({ client: aws.client(S3Client), pageSize: 1000 }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Buckets,
      page => page.ContinuationToken,
    );
    return { Buckets: items, $metadata };
  },
});

/** Answers the region of any bucket in the partition, whoever asks, even where it refuses the rest. */
export const headBucket = defineCall({
  id: 's3.HeadBucket',
  permission: 's3:ListBucket',
  absentOn: ['404', 'NotFound', 'NoSuchBucket'],
  stages: [
    {
      where: 'once',
      needs: [listBuckets],
      ask: read =>
        trailBuckets(read).map(bucket => ({
          scope: askedFrom(read, bucket),
          input: { Bucket: bucket.name },
        })),
    },
  ],
  send: async (aws, input: { readonly Bucket: string }) => {
    try {
      const { BucketRegion, $metadata } = await aws.client(S3Client).send(new HeadBucketCommand(input));
      return { BucketRegion, $metadata };
    } catch (error) {
      const { $response, $metadata } = error as RefusedHead;
      const region = $response?.headers?.['x-amz-bucket-region'];
      // A refusal (403) or a redirect (301) names the region as well; only a missing bucket does not.
      if (region === undefined || $metadata?.httpStatusCode === 404) throw error;
      return { BucketRegion: region, $metadata };
    }
  },
});

interface RefusedHead {
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Every bucket that a trail in sight names. */
export function trailBuckets(read: Read): readonly TrailBucket[] {
  return read.derive('trail-buckets', r =>
    trailsBy(r, ({ S3BucketName }) => must(S3BucketName, 'S3BucketName')),
  ).value;
}

export function bucketOwner(read: Read, bucket: string): Ownership {
  return ownerAmong(read, bucket, groupNames);
}

/** null: AWS says that the bucket does not exist. */
export function bucketRegion(read: Read, bucket: TrailBucket): string | null {
  const head = read.find(headBucket, askedFrom(read, bucket), { Bucket: bucket.name });
  return head === undefined ? null : must(head.BucketRegion, 'x-amz-bucket-region');
}

type Group = (typeof groupNames)[number];

function ownerAmong(read: Read, bucket: string, groups: readonly Group[]): Ownership {
  const { value, evidence } = read.derive(`owner/${bucket}/${groups.length}`, r =>
    searchOwner(r, bucket, groups),
  );
  read.cite(evidence);
  return value;
}

function searchOwner(read: Read, bucket: string, groups: readonly Group[]): Ownership {
  const unread: string[] = [];
  for (const proof of groups) {
    for (const accountId of candidates(read, proof)) {
      const seen = read.attempt(r => r.get(listBuckets, listingScope(r, accountId), {}).Buckets);
      if (!seen.ok) unread.push(...seen.blind.gaps);
      else if (seen.value.some(b => b.Name === bucket)) return { accountId, proof };
    }
  }
  return { accountId: null, unread };
}

/** Worked out once: every bucket is looked for in the same accounts. */
function candidates(read: Read, group: Group): readonly string[] {
  return read.derive(`owner-candidates/${group}`, r => accountsIn(r, group)).value;
}

function accountsIn(read: Read, group: Group): readonly string[] {
  const archive = read.parameters.logArchiveAccount;
  const inScope = read.population.accounts.filter(a => a.disposition !== 'excluded').map(a => a.accountId);
  const archives = inScope.filter(id => id === archive);
  if (group === 'log-archive') return archives;
  const owners = new Set(listed(read, trail).subjects.map(subject => trailOwner(subject.id)));
  const trailAccounts = inScope.filter(id => owners.has(id) && id !== archive);
  if (group === 'trail-account') return trailAccounts;
  return inScope.filter(id => id !== archive && !owners.has(id));
}

function listingScope(read: Read, accountId: string): Scope {
  return { accountId, region: read.population.globalRegion };
}

/** The owner where it is known, else an account whose trail writes there. */
function askedFrom(read: Read, bucket: TrailBucket): Scope {
  const owner = bucketOwner(read, bucket.name).accountId;
  const writer = trailOwner(must(bucket.trails[0], 'a trail'));
  const accountId =
    owner !== null && accountIn(read.population, owner)?.disposition === 'evaluated' ? owner : writer;
  return listingScope(read, accountId);
}
