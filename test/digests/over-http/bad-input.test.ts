/** Objects made to break a reader: each gets a verdict with a reason, in bounded memory, and the rest goes on. */
import { expect, test } from 'vitest';
import {
  CHAINS,
  type Deed,
  MEMBER,
  organization,
  outcomeOf,
  type Ran,
  served,
  tampered,
  typed,
  verifyLogs,
} from '../../support/attacked.ts';

const TARGET = `${MEMBER} us-east-1`;
const others = CHAINS - 1;

async function ran(...deeds: readonly Deed[]): Promise<Ran> {
  const sandbox = await served(organization(tampered(...deeds)));
  try {
    return await verifyLogs(sandbox);
  } finally {
    await sandbox.stop();
  }
}

test.each<[string, Deed, string]>([
  ['a log file that is not gzip', { kind: 'not-gzip' }, 'log invalid not-gzip'],
  ['a log file that is not JSON', { kind: 'not-json' }, 'log invalid hash'],
  ['a digest that is not gzip', { kind: 'not-gzip', object: 'digest' }, 'digest invalid not-gzip'],
  ['a digest that is not JSON', { kind: 'not-json', object: 'digest' }, 'digest invalid not-json'],
  [
    'a hash algorithm that nobody knows',
    { kind: 'unknown-hash-algorithm' },
    '2 x log invalid hash-algorithm',
  ],
])('%s', async (_what, deed, finding) => {
  expect(outcomeOf(await ran(deed))).toEqual({
    code: 4,
    findings: { [TARGET]: [finding] },
    proven: others,
    broken: 1,
    unread: 0,
  });
});

test('a log file of a gigabyte: hashed in flat memory, and not what its digest names', async () => {
  const before = process.memoryUsage().rss;
  expect(outcomeOf(await ran({ kind: 'inflate-bomb' }))).toEqual({
    code: 4,
    findings: { [TARGET]: ['log invalid hash'] },
    proven: others,
    broken: 1,
    unread: 0,
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('a digest of a gigabyte: not read, and nothing claimed of its hour', async () => {
  const before = process.memoryUsage().rss;
  expect(outcomeOf(await ran({ kind: 'inflate-bomb', object: 'digest' }))).toEqual({
    code: 3,
    findings: { [TARGET]: ['digest unreadable too-large'] },
    proven: others,
    broken: 0,
    unread: 1,
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('names with .. and with control characters: unexpected, and nothing of them reaches a terminal', async () => {
  const sandbox = await served(organization(tampered({ kind: 'odd-name' })));
  try {
    const found = await verifyLogs(sandbox);
    expect(outcomeOf(found)).toEqual({
      code: 4,
      findings: { [TARGET]: ['2 x object unexpected not-a-log-name'] },
      proven: others,
      broken: 1,
      unread: 0,
    });
    const keys = found.verification.chains.flatMap(({ findings }) => findings.map(({ key }) => key));
    expect(keys).toEqual([expect.stringContaining('/../../../'), expect.stringContaining('odd \u0001\n+&')]);
    const { stdout } = await typed(sandbox, []);
    expect(stdout).toContain('/../../../');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  } finally {
    await sandbox.stop();
  }
});
