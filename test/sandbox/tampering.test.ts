/** Every way of tampering: which objects change, and what a verifier can see of it. */
import { crc32 } from 'node:zlib';
import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { bombChecksum, inflateBomb } from '../../src/sandbox/history/bomb.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { type TamperingKind, tamperingKinds } from '../../src/sandbox/schema/history.ts';
import {
  digestAt,
  digestFolder,
  get,
  type HistoryDocument,
  historyDocument,
  keysOf,
  logFolder,
  member,
  noon,
  owner,
  problemsOf,
  s3,
  sha256,
  startHistory,
  trailArn,
} from './log-support.ts';
import { config } from './support.ts';

type Objects = ReadonlyMap<string, string>;
type Tampering = NonNullable<HistoryDocument['tampering']>[number];

/** Two log files an hour, so that the hour aimed at has some; room before it and after it. */
const history = { since: '-10h', logsPerHour: 2 };

/** Every object of the bucket with a word for all that reading it tells. */
async function objectsOf(sandbox: Sandbox): Promise<Objects> {
  const client = s3(sandbox);
  const tell = async (key: string): Promise<[string, string]> => {
    try {
      const { body, metadata } = await get(client, key);
      return [key, `${sha256(body)} ${JSON.stringify(metadata)}`];
    } catch (error) {
      return [key, error instanceof S3ServiceException ? error.name : String(error)];
    }
  };
  return new Map(await Promise.all((await keysOf(client)).map(tell)));
}

let healthy: Objects;
/** Keys of the member, oldest first. */
let digests: string[];
let logs: string[];
/** The place of the digest aimed at among them, and the log files it names. */
let target: number;
let named: string[];

beforeAll(async () => {
  const sandbox = await startHistory(historyDocument(history));
  try {
    const client = s3(sandbox);
    healthy = await objectsOf(sandbox);
    digests = [...healthy.keys()].filter(key => key.startsWith(digestFolder(member)));
    logs = [...healthy.keys()].filter(key => key.startsWith(logFolder(member)));
    const moment = new Date(Date.parse(noon) - 6 * 3_600_000).toISOString();
    const bodies = await Promise.all(digests.map(async key => (await digestAt(client, key)).body));
    target = bodies.findIndex(body => (body.digestEndTime ?? '') >= moment);
    named = bodies[target]?.logFiles.map(log => log.s3Object ?? '') ?? [];
  } finally {
    await sandbox.stop();
  }
});

interface Outcome {
  readonly gone: string[];
  readonly come: string[];
  readonly changed: string[];
  readonly problems: string[];
}

async function outcomeOf(tampering: Tampering): Promise<Outcome> {
  const sandbox = await startHistory(
    historyDocument({ ...history, tampering: [{ account: member, ...tampering }] }),
  );
  try {
    const objects = await objectsOf(sandbox);
    return {
      gone: [...healthy.keys()].filter(key => !objects.has(key)),
      come: [...objects.keys()].filter(key => !healthy.has(key)),
      changed: [...healthy.keys()].filter(key => objects.has(key) && objects.get(key) !== healthy.get(key)),
      problems: await problemsOf(sandbox, member),
    };
  } finally {
    await sandbox.stop();
  }
}

const stamp = (index: number) => /_(\d{8}T\d{6}Z)/.exec(digests[index] ?? '')?.[1] ?? '';
const starts = () => `${stamp(0)} starts`;
const none = { gone: [], come: [], changed: [] };

/** What each kind does to the member's objects, and what the small verifier says of it. */
const expected: Record<TamperingKind, (object: 'log' | 'digest') => Outcome> = {
  'delete-newest-digests': () => ({ ...none, gone: digests.slice(-3), problems: [starts()] }),
  'delete-all-digests': () => ({ ...none, gone: digests, problems: [] }),
  'delete-account': () => ({ ...none, gone: [...digests, ...logs], problems: [] }),
  'delete-digests': () => ({
    ...none,
    gone: digests.slice(target, target + 3),
    problems: [starts(), `${stamp(target + 3)} predecessor missing`],
  }),
  'delete-history': () => ({
    ...none,
    gone: digests.slice(0, target),
    changed: digests.slice(target),
    problems: [`${stamp(target)} starts`],
  }),
  'delete-log': () => ({ ...none, gone: named.slice(0, 1), problems: [starts(), `${named[0]} NoSuchKey`] }),
  'truncate-log': () => ({ ...none, changed: named.slice(0, 1), problems: [starts(), `${named[0]} Error`] }),
  'edit-log': () => ({ ...none, changed: named.slice(0, 1), problems: [starts(), `${named[0]} hash`] }),
  'recompress-log': () => ({ ...none, changed: named.slice(0, 1), problems: [starts()] }),
  'replace-log': () => ({ ...none, changed: named.slice(0, 1), problems: [starts(), `${named[0]} hash`] }),
  'append-member': object => altered(object, 'Trailing'),
  'append-empty-member': object => altered(object, 'Trailing'),
  'append-bytes': object => altered(object, 'Trailing'),
  'edit-digest': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [
      starts(),
      `${stamp(target)} signature`,
      `${named[0]} hash`,
      `${stamp(target + 1)} previous hash`,
    ],
  }),
  'swap-signature': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [starts(), `${stamp(target)} signature`, `${stamp(target + 1)} previous signature`],
  }),
  'wrong-algorithm': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [starts(), `${stamp(target)} algorithm`],
  }),
  'wrong-key': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [starts(), `${stamp(target)} signature`, `${stamp(target + 1)} previous signature`],
  }),
  'expired-key': () => ({
    ...none,
    changed: digests.slice(target),
    problems: [starts(), `${stamp(target)} signature`],
  }),
  'broken-link-hash': () => ({
    ...none,
    changed: digests.slice(target),
    problems: [starts(), `${stamp(target)} previous hash`],
  }),
  'broken-link-signature': () => ({
    ...none,
    changed: digests.slice(target),
    problems: [starts(), `${stamp(target)} previous signature`],
  }),
  'copy-digest': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [starts(), ...moved(`${stamp(target)} predecessor missing`)],
  }),
  'move-digest': () => ({
    ...none,
    changed: digests.slice(target, target + 1),
    problems: [starts(), ...moved(`${stamp(target)} predecessor missing`)],
  }),
  'extra-log': () => ({
    ...none,
    come: [expect.stringMatching(/_CloudTrail_us-east-1_\d{8}T\d{4}Z_\w{16}\.json\.gz$/)],
    problems: [starts()],
  }),
  'extra-object': () => ({
    ...none,
    come: [`${logFolder(member)}2026/11/20/notes.txt`],
    problems: [starts()],
  }),
  'odd-name': () => ({
    ...none,
    come: [expect.stringContaining('/../../../'), expect.stringContaining('/odd \u0001\n+&')],
    problems: [starts()],
  }),
  'not-gzip': object => altered(object, 'Error'),
  'not-json': object => altered(object, object === 'log' ? 'hash' : 'SyntaxError'),
  'inflate-bomb': object => altered(object, 'RangeError'),
  'unknown-field': () => ({ ...none, changed: digests.slice(target), problems: [starts()] }),
  'unknown-hash-algorithm': () => ({
    ...none,
    changed: digests.slice(target),
    problems: [starts(), ...named.map(key => `${key} hash algorithm`)],
  }),
  archive: object => altered(object, 'InvalidObjectState'),
  deny: object => altered(object, 'AccessDenied'),
  late: () => ({ ...none, gone: digests.slice(-3), problems: [starts()] }),
};

const moved = (linked: string) => [
  `${stamp(target)} location`,
  linked,
  `${stamp(target + 1)} previous hash`,
  `${stamp(target + 1)} previous signature`,
];

/** Without a digest nobody can say whether the next one follows it. */
function altered(object: 'log' | 'digest', problem: string): Outcome {
  if (object === 'log')
    return { ...none, changed: named.slice(0, 1), problems: [starts(), `${named[0]} ${problem}`] };
  const problems = [starts(), `${stamp(target)} ${problem}`, `${stamp(target + 1)} predecessor missing`];
  return { ...none, changed: digests.slice(target, target + 1), problems };
}

const ofBoth = [
  'append-member',
  'append-empty-member',
  'append-bytes',
  'not-gzip',
  'not-json',
  'inflate-bomb',
  'archive',
  'deny',
] as const;

test.each(tamperingKinds)('%s: these objects and no others', async kind => {
  expect(await outcomeOf({ kind })).toEqual(expected[kind]('log'));
});

test.each(ofBoth)('%s of a digest', async kind => {
  expect(await outcomeOf({ kind, object: 'digest' })).toEqual(expected[kind]('digest'));
});

test('left out, account and region mean all; hoursAgo and hours aim', async () => {
  const aimed = await outcomeOf({ kind: 'delete-digests', hoursAgo: 4, hours: 1 });
  expect(aimed.gone).toEqual([digests[target + 2]]);
  const everywhere = await outcomeOf({ kind: 'delete-log', account: undefined });
  const scopes = everywhere.gone.map(key => [key.split('/')[2], key.split('/')[4]].join(' '));
  expect(scopes.sort()).toEqual([`${owner} ap-east-1`, `${owner} us-east-1`, `${member} us-east-1`]);
});

test('several deeds add up', async () => {
  const sandbox = await startHistory(
    historyDocument({
      ...history,
      tampering: [
        { kind: 'append-bytes', account: member },
        { kind: 'edit-log', account: member },
        { kind: 'delete-newest-digests', account: member, hours: 1 },
      ],
    }),
  );
  try {
    const problems = await problemsOf(sandbox, member);
    expect(problems).toEqual([starts(), `${named[0]} hash`]);
    expect((await keysOf(s3(sandbox), digestFolder(member))).length).toBe(digests.length - 1);
  } finally {
    await sandbox.stop();
  }
});

test('an hour without log files: the nearest before it that has some', async () => {
  const sandbox = await startHistory(
    historyDocument({
      since: '-12h',
      logsPerHour: 0.25,
      tampering: [{ kind: 'delete-log', account: member }],
    }),
  );
  try {
    expect(await problemsOf(sandbox, member)).toEqual([
      expect.stringContaining('starts'),
      expect.stringContaining('NoSuchKey'),
    ]);
  } finally {
    await sandbox.stop();
  }
});

describe('what the status says', () => {
  const lastDigest = async (tampering: Tampering[]) => {
    const sandbox = await startHistory(historyDocument({ ...history, tampering }));
    try {
      const client = new CloudTrailClient(config(sandbox));
      const status = await client.send(new GetTrailStatusCommand({ Name: trailArn }));
      return status.LatestDigestDeliveryTime?.getTime() ?? 0;
    } finally {
      await sandbox.stop();
    }
  };

  test('a deletion it knows nothing of; of a delay it does', async () => {
    const usual = await lastDigest([]);
    expect(await lastDigest([{ kind: 'delete-newest-digests' }, { kind: 'delete-all-digests' }])).toBe(usual);
    expect(await lastDigest([{ kind: 'late', hours: 2 }])).toBe(usual - 2 * 3_600_000);
    expect(await lastDigest([{ kind: 'late', hours: 2, account: member }])).toBe(usual);
  });
});

test('the bomb is one gzip member of a gigabyte of zeros', () => {
  const bomb = inflateBomb();
  expect(bomb.length).toBeLessThan(2_000_000);
  const zeros = Buffer.alloc(1 << 20);
  let checksum = 0;
  for (let chunk = 0; chunk < 1024; chunk += 1) checksum = crc32(zeros, checksum);
  expect(checksum).toBe(bombChecksum);
  expect(bomb.readUInt32LE(bomb.length - 8)).toBe(bombChecksum);
  expect(bomb.readUInt32LE(bomb.length - 4)).toBe(2 ** 30);
});
