/** What looks like tampering and is none: each of these must be proven, or every alarm after it is worth less. */
import { expect, test } from 'vitest';
import type { EstateDocument } from '../../../src/sandbox/schema/estate.ts';
import {
  ARCHIVE,
  CHAINS,
  type HistoryDocument,
  MANAGEMENT,
  MEMBER,
  NOON,
  organization,
  outcomeOf,
  REGIONS,
  served,
  tampered,
  trailOf,
  verifyLogs,
} from '../../support/attacked.ts';

const MINUTE = 60_000;
const TARGET = `${MEMBER} us-east-1`;
const whole = { code: 0, findings: {}, proven: CHAINS, broken: 0, unread: 0 };

async function run(document: EstateDocument) {
  const sandbox = await served(document);
  try {
    return { ran: await verifyLogs(sandbox), requests: [...sandbox.requests] };
  } finally {
    await sandbox.stop();
  }
}
const seen = async (history: HistoryDocument) => outcomeOf((await run(organization(history))).ran);

test('a log file packed anew with equal content', async () => {
  expect(await seen(tampered({ kind: 'recompress-log' }))).toEqual(whole);
});

test('a digest with a field that nobody knows', async () => {
  expect(await seen(tampered({ kind: 'unknown-field' }))).toEqual(whole);
});

test('digests that are late, within the grace: pending', async () => {
  expect(await seen(tampered({ kind: 'late', hours: 2 }))).toEqual({
    ...whole,
    findings: { [TARGET]: ['2 x hours pending grace'] },
  });
});

test('keys served as SPKI in one region, and as PKCS#1 in the other', async () => {
  const { ran, requests } = await run(organization());
  expect(outcomeOf(ran)).toEqual(whole);
  const asked = requests
    .filter(({ operation }) => operation === 'ListPublicKeys')
    .map(({ region }) => region);
  expect(asked.sort()).toEqual([...REGIONS].sort());
});

test('the signing key changes inside the window', async () => {
  expect(await seen({ keyRotation: 6 })).toEqual(whole);
});

test('the signing key changes between the end of an hour and the delivery of its digest', async () => {
  const { requests } = await run(organization());
  const ends = requests.flatMap(({ operation, input }) => {
    const { Key = '' } = input as { Key?: string };
    const stamp = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.json\.gz$/.exec(Key);
    if (operation !== 'GetObject' || !Key.includes(`${MEMBER}/CloudTrail-Digest/us-east-1`) || stamp === null)
      return [];
    const [, year, month, day, hour, minute, second] = stamp;
    return [Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)];
  });
  expect(ends.length).toBeGreaterThan(20);
  for (const after of [1, 4 * MINUTE]) {
    const changed = (ends[10] ?? 0) + after;
    expect(await seen({ keyRotation: (Date.parse(NOON) - changed) / 3_600_000 })).toEqual(whole);
  }
});

test('log files that only a backfill digest names', async () => {
  const { ran, requests } = await run(organization({ backfill: [{ hoursAgo: 9, logs: 2, afterHours: 3 }] }));
  expect(outcomeOf(ran)).toEqual(whole);
  const keys = requests.map(({ input }) => (input as { Key?: string } | null)?.Key ?? '');
  expect(keys.filter(key => key.endsWith('_backfill.json.gz')).length).toBe(CHAINS);
});

test('logging was stopped and started again: the time is off, and the restart explained', async () => {
  const { ran } = await run(organization({ restarts: [{ hoursAgo: 10, offHours: 2 }] }));
  const { findings, ...counts } = outcomeOf(ran);
  expect(counts).toEqual({ code: 0, proven: CHAINS, broken: 0, unread: 0 });
  expect(Object.values(findings)).toEqual(
    Array.from({ length: CHAINS }, () => ['digest restarted explained-restart']),
  );
  expect(ran.verification.trails[0]?.hours).toMatchObject({ off: 2 * CHAINS, missing: 0 });
});

test('two trails in one bucket: each has its own chains, and neither is a stranger to the other', async () => {
  const document = organization();
  const [management, ...others] = document.accounts;
  const trails = [trailOf(), trailOf({ name: 'second' })];
  const accounts = [{ ...management, trails }, ...others] as EstateDocument['accounts'];
  expect(outcomeOf((await run({ ...document, accounts })).ran)).toEqual({ ...whole, proven: 2 * CHAINS });
});

test('a closed account, for which CloudTrail goes on to write empty digests', async () => {
  const document = organization();
  const accounts = document.accounts.map(one =>
    one.id === MEMBER ? { ...one, state: 'CLOSED' as const } : one,
  );
  const { ran, requests } = await run({ ...document, accounts });
  expect(outcomeOf(ran)).toEqual(whole);
  const read = requests.filter(({ operation }) => operation === 'GetObject');
  expect(read.some(({ input }) => JSON.stringify(input).includes(`/${MEMBER}/CloudTrail-Digest/`))).toBe(
    true,
  );
});

test('a trail of one account, in one region', async () => {
  const document = organization();
  const [, archive, member] = document.accounts;
  const own = trailOf({ name: 'own', organization: false, multiRegion: false });
  const accounts = [
    { id: MANAGEMENT, name: 'management' },
    archive,
    { ...member, trails: [own] },
  ] as EstateDocument['accounts'];
  expect(outcomeOf((await run({ ...document, accounts })).ran)).toEqual({ ...whole, proven: 1 });
});

test('who is asked to look at two accounts is not told of the others', async () => {
  const sandbox = await served(organization({ tampering: [{ kind: 'delete-log', account: MEMBER }] }));
  try {
    const { code, proven } = outcomeOf(
      await verifyLogs(sandbox, ['--account', MANAGEMENT, '--account', ARCHIVE]),
    );
    expect({ code, proven }).toEqual({ code: 0, proven: 4 });
  } finally {
    await sandbox.stop();
  }
});
