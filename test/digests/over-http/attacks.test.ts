/** Every attack on an organization's log files, as `trailproof verify-logs` meets it: over HTTP, and against one chain of six. */
import { expect, test } from 'vitest';
import type { EstateDocument } from '../../../src/sandbox/schema/estate.ts';
import {
  CHAINS,
  type Deed,
  type HistoryDocument,
  MEMBER,
  organization,
  outcomeOf,
  REGIONS,
  served,
  tampered,
  trailOf,
  verifyLogs,
} from '../../support/attacked.ts';

const TARGET = `${MEMBER} us-east-1`;

async function seen(document: EstateDocument, flags: readonly string[] = []) {
  const sandbox = await served(document);
  try {
    return outcomeOf(await verifyLogs(sandbox, flags));
  } finally {
    await sandbox.stop();
  }
}
const seenOf = (...deeds: readonly Deed[]) => seen(organization(tampered(...deeds)));

/** One chain is broken, in these ways, and all others are proven. */
const broken = (...findings: readonly string[]) => ({
  code: 4,
  findings: { [TARGET]: findings },
  proven: CHAINS - 1,
  broken: 1,
  unread: 0,
});

test('untouched: every hour of every chain is accounted for', async () => {
  expect(await seen(organization())).toEqual({ code: 0, findings: {}, proven: CHAINS, broken: 0, unread: 0 });
});

test.each<[string, Deed, string[]]>([
  // Of the newest hour nothing is claimed: CloudTrail may deliver it yet, or the last delivery may have been its own.
  [
    'all digests of a chain deleted',
    { kind: 'delete-all-digests' },
    ['23 x hours missing absent', 'hours pending grace'],
  ],
  [
    'the whole prefix of an account deleted',
    { kind: 'delete-account' },
    ['23 x hours missing absent', 'hours pending grace'],
  ],
  [
    'the newest digests deleted',
    { kind: 'delete-newest-digests' },
    ['2 x hours missing absent', 'hours unreadable not-checked'],
  ],
  [
    'a middle run of digests deleted',
    { kind: 'delete-digests' },
    ['2 x hours missing previous-missing', 'digest missing previous-missing'],
  ],
  [
    'the digest before the window deleted, which the first one in it names',
    { kind: 'delete-digests', hoursAgo: 24.2, hours: 1 },
    ['digest missing absent'],
  ],
  [
    'older history deleted behind a restart',
    { kind: 'delete-history' },
    [
      'hours missing deleted-behind-restart',
      'digest restarted unexplained-restart',
      '17 x hours missing deleted-behind-restart',
    ],
  ],
  ['a log file deleted', { kind: 'delete-log' }, ['log missing absent']],
  ['a log file truncated', { kind: 'truncate-log' }, ['log invalid not-gzip']],
  ['a log file edited', { kind: 'edit-log' }, ['log invalid hash']],
  [
    'a log file replaced by an older one that CloudTrail signed for',
    { kind: 'replace-log' },
    ['log invalid hash'],
  ],
  ['a second gzip member behind a log file', { kind: 'append-member' }, ['log invalid second-member']],
  ['an empty gzip member behind a log file', { kind: 'append-empty-member' }, ['log invalid second-member']],
  ['zeros behind a log file', { kind: 'append-bytes' }, ['log invalid trailing-bytes']],
  [
    'a second gzip member behind a digest',
    { kind: 'append-member', object: 'digest' },
    ['digest invalid second-member'],
  ],
  ['zeros behind a digest', { kind: 'append-bytes', object: 'digest' }, ['digest invalid trailing-bytes']],
  ['a digest edited and packed anew', { kind: 'edit-digest' }, ['digest invalid bad-signature']],
  ['the signature of another digest', { kind: 'swap-signature' }, ['digest invalid bad-signature']],
  [
    'the right signature under the wrong algorithm',
    { kind: 'wrong-algorithm' },
    ['digest invalid signature-algorithm'],
  ],
  [
    'a right signature by a key that is not CloudTrail’s',
    { kind: 'wrong-key' },
    ['digest invalid bad-signature'],
  ],
  ['a signature by a key that was rotated away', { kind: 'expired-key' }, ['digest invalid unknown-key']],
  ['another hash of the digest before', { kind: 'broken-link-hash' }, ['digest invalid previous-hash']],
  [
    'another signature of the digest before',
    { kind: 'broken-link-signature' },
    ['digest invalid previous-signature'],
  ],
  ['a digest moved to the place of another', { kind: 'move-digest' }, ['digest invalid moved']],
  ['a digest copied from another account', { kind: 'copy-digest' }, ['digest invalid moved']],
  ['an extra log file', { kind: 'extra-log' }, ['object unexpected in-no-digest']],
  ['an extra object', { kind: 'extra-object' }, ['object unexpected not-a-log-name']],
])('%s', async (_what, deed, findings) => {
  expect(await seenOf(deed)).toEqual(broken(...findings));
});

test('the newest digest alone deleted: it cannot be told from one that is late, so nothing is claimed', async () => {
  expect(await seenOf({ kind: 'delete-newest-digests', hours: 1 })).toEqual({
    code: 3,
    findings: { [TARGET]: ['hours unreadable not-checked'] },
    proven: CHAINS - 1,
    broken: 0,
    unread: 1,
  });
});

test('the digests of a closed account deleted: CloudTrail goes on to write them, so they are missing', async () => {
  const document = organization({ tampering: [{ kind: 'delete-all-digests', account: MEMBER }] });
  const accounts = document.accounts.map(one =>
    one.id === MEMBER ? { ...one, state: 'CLOSED' as const } : one,
  );
  const missing = ['21 x hours missing undelivered', '3 x hours pending grace'];
  expect(await seen({ ...document, accounts })).toMatchObject({
    code: 4,
    findings: Object.fromEntries(REGIONS.map(region => [`${MEMBER} ${region}`, missing])),
    proven: CHAINS - 2,
    broken: 2,
  });
});

test('logging was off, and no event of the trail says so: the time is missing', async () => {
  const restarts: HistoryDocument['restarts'] = [
    { hoursAgo: 10, offHours: 2, explained: false, account: MEMBER, region: 'us-east-1' },
  ];
  expect(await seen(organization({ restarts }))).toEqual(
    broken(
      'hours missing deleted-behind-restart',
      'digest restarted unexplained-restart',
      'hours missing deleted-behind-restart',
    ),
  );
});

test('two trails in one bucket, one of them attacked: the other holds', async () => {
  const document = organization();
  const [management, ...others] = document.accounts;
  const second = trailOf({ name: 'second', history: tampered({ kind: 'delete-digests', hours: 1 }) });
  const accounts = [{ ...management, trails: [trailOf(), second] }, ...others] as EstateDocument['accounts'];
  const { findings, ...rest } = await seen({ ...document, accounts });
  expect(rest).toEqual({ code: 4, proven: 2 * CHAINS - 1, broken: 1, unread: 0 });
  expect(findings).toEqual({ [`${TARGET} second`]: ['digest missing previous-missing'] });
});

test('several deeds at once are each told', async () => {
  const deeds: Deed[] = [
    { kind: 'edit-digest', hoursAgo: 15 },
    { kind: 'delete-log', hoursAgo: 10 },
    { kind: 'edit-log', hoursAgo: 4 },
    { kind: 'extra-log', hoursAgo: 6 },
  ];
  expect(await seenOf(...deeds)).toEqual(
    broken(
      'digest invalid bad-signature',
      'log missing absent',
      'log invalid hash',
      'object unexpected in-no-digest',
    ),
  );
});

test('everywhere at once: every chain is broken', async () => {
  const { code, proven, broken: all } = await seen(organization({ tampering: [{ kind: 'delete-log' }] }));
  expect({ code, proven, all }).toEqual({ code: 4, proven: 0, all: CHAINS });
});
