/** A trail that was deleted and made again under another name: the digests of the former one must still be whole. */
import { expect, test } from 'vitest';
import {
  ARCHIVE,
  CHAINS,
  type Deed,
  MANAGEMENT,
  MEMBER,
  organization,
  outcomeOf,
  REGIONS,
  served,
  tampered,
  verifyLogs,
} from '../../support/attacked.ts';

/** Of an organization in which nothing happens: so that no log file that was left behind gives the deletion away. */
const history = { formerName: 'old_trail', renamedHoursAgo: 12, logsPerHour: 0 };

const everywhere = (trail: string, finding: string) =>
  Object.fromEntries(
    [MANAGEMENT, ARCHIVE, MEMBER].flatMap(account =>
      REGIONS.map(region => [`${account} ${region}${trail}`, [finding]]),
    ),
  );
const newChains = everywhere('', 'hours not-started not-created');
const oldChains = everywhere(' old_trail', 'hours not-started logging-off');

async function seen(deed?: Deed, deniedActions: readonly string[] = []) {
  const document = organization({ ...history, ...(deed === undefined ? {} : tampered(deed)) });
  const roles = document.rolesInEveryAccount?.map(role => ({ ...role, deniedActions: [...deniedActions] }));
  const sandbox = await served({
    ...document,
    ...(roles === undefined ? {} : { rolesInEveryAccount: roles }),
  });
  try {
    return outcomeOf(await verifyLogs(sandbox));
  } finally {
    await sandbox.stop();
  }
}

test('untouched: the chains of both names are proven', async () => {
  const findings = { ...newChains, ...oldChains };
  expect(await seen()).toEqual({ code: 0, findings, proven: 2 * CHAINS, broken: 0, unread: 0 });
});

test('its newest digests deleted: they are missing, as it was logging until it was deleted', async () => {
  expect(await seen({ kind: 'delete-digests', hoursAgo: 14.5, hours: 3 })).toEqual({
    code: 4,
    findings: {
      ...newChains,
      ...oldChains,
      [`${MEMBER} us-east-1 old_trail`]: ['3 x hours missing undelivered', 'hours not-started logging-off'],
    },
    proven: 2 * CHAINS - 1,
    broken: 1,
    unread: 0,
  });
});

test('a digest in the midst of it deleted', async () => {
  const { code, findings } = await seen({ kind: 'delete-digests', hoursAgo: 18, hours: 1 });
  expect(code).toBe(4);
  expect(findings).toEqual({
    ...newChains,
    ...oldChains,
    [`${MEMBER} us-east-1 old_trail`]: ['digest missing previous-missing', 'hours not-started logging-off'],
  });
});

test('all its digests of one account and region deleted: nothing is claimed of the time', async () => {
  const { code, findings, ...counts } = await seen({ kind: 'delete-digests', hoursAgo: 29.9, hours: 19 });
  expect({ code, ...counts }).toEqual({ code: 3, proven: 2 * CHAINS - 2, broken: 0, unread: 1 });
  expect(findings[`${MEMBER} us-east-1`]).toEqual([
    'hours not-started not-created',
    'hours unreadable not-checked',
  ]);
});

test('and nobody may look up when it was deleted: its end is not explained', async () => {
  const { code, proven, unread } = await seen(undefined, ['cloudtrail:LookupEvents']);
  expect({ code, proven, unread }).toEqual({ code: 3, proven: 0, unread: 2 * CHAINS });
});
