/** A verification that is repeated from what it kept and a downloaded copy of the bucket: no network, no credentials. */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { ReportedFinding } from '../../src/digests/report.ts';
import type { Verification } from '../../src/digests/summary.ts';
import { canonical } from '../../src/model/json.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { bucket, digestFolder, type HistoryDocument, logFolder, member } from '../sandbox/log-support.ts';
import { auditConfig, download, startLogged } from '../support/logged-organization.ts';
import { testIo } from '../support/run.ts';

interface Ran {
  readonly cwd: string;
  readonly code: number;
  readonly stdout: string;
  readonly keys: readonly string[];
}

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(folder, 'trailproof.yaml'), auditConfig);
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A run against AWS, and its bucket beside it. */
async function online(history: HistoryDocument, ...flags: string[]): Promise<Ran> {
  const sandbox: Sandbox = await startLogged(history);
  const cwd = newFolder();
  try {
    const { io, said } = testIo(sandbox.environment, { cwd });
    const code = await main(['verify-logs', '--out', 'run', '--format', 'json', ...flags], io);
    const keys = await download(sandbox, join(cwd, 'run/objects'));
    return { cwd, code, keys, stdout: said.stdout };
  } finally {
    await sandbox.stop();
  }
}

/** No credentials, no endpoint, and nothing listens there. */
async function offline(cwd: string, ...flags: string[]) {
  const { io, said } = testIo({}, { cwd });
  const code = await main(['verify-logs', '--offline', 'run', '--format', 'json', ...flags], io);
  return { code, ...said };
}

const findingsOf = (stdout: string): ReportedFinding[] =>
  (JSON.parse(stdout) as Verification).chains.flatMap(({ findings }) => findings);
const words = (stdout: string): string[] =>
  findingsOf(stdout).map(({ of, status, code }) => `${of} ${status} ${code}`);

describe('an untouched copy gives the very bytes of the run', () => {
  const whole = { since: '-31h' };
  test.each<[string, HistoryDocument, string[], number]>([
    ['that holds', whole, [], 0],
    ['of an older window', { since: '-50h' }, ['--since', ago(40), '--until', ago(10)], 0],
    ['of a sample', whole, ['--logs', 'sample:1'], 0],
    ['of digests alone', whole, ['--logs', 'none'], 0],
    ['with backfill', { ...whole, backfill: [{ hoursAgo: 8 }, { hoursAgo: 14 }, { hoursAgo: 27 }] }, [], 0],
    ['over a rotation of keys', { ...whole, keyRotation: 7 }, [], 0],
    ['over an explained restart', { ...whole, restarts: [{ hoursAgo: 9, offHours: 2 }] }, [], 0],
    [
      'over a restart that nothing explains',
      { ...whole, restarts: [{ hoursAgo: 9, offHours: 2, explained: false }] },
      [],
      4,
    ],
    ['with a former name', { ...whole, formerName: 'old_trail', renamedHoursAgo: 12 }, [], 0],
    ...(
      [
        'delete-digests',
        'delete-newest-digests',
        'edit-digest',
        'swap-signature',
        'wrong-algorithm',
        'wrong-key',
        'broken-link-hash',
        'broken-link-signature',
        'copy-digest',
        'edit-log',
        'append-member',
        'recompress-log',
        'extra-log',
        'odd-name',
      ] as const
    ).map((kind): [string, HistoryDocument, string[], number] => [
      `after ${kind}`,
      { ...whole, tampering: [{ kind, account: member, region: 'us-east-1' }] },
      [],
      kind === 'recompress-log' ? 0 : 4,
    ]),
    [
      'after edit-digest of the newest',
      { ...whole, tampering: [{ kind: 'edit-digest', hoursAgo: 1.2, account: member, region: 'us-east-1' }] },
      [],
      4,
    ],
  ])('%s', async (_name, history, flags, expected) => {
    const ran = await online(history, ...flags);
    expect(ran.code).toBe(expected);
    expect((JSON.parse(ran.stdout) as Verification).trails).not.toEqual([]);
    const again = await offline(ran.cwd);
    expect(words(again.stdout)).toEqual(words(ran.stdout));
    expect(again).toEqual({ code: ran.code, stdout: ran.stdout, stderr: '' });
  });

  test('where the bucket would not give what the copy lacks', async () => {
    const denied = { account: member, region: 'us-east-1', object: 'digest' } as const;
    const ran = await online({ since: '-30h', tampering: [{ kind: 'archive', ...denied }] });
    expect(ran.code).toBe(3);
    const again = await offline(ran.cwd);
    expect(again.code).toBe(3);
    expect(words(again.stdout)).toEqual(words(ran.stdout));
  });
});

describe('a copy that is not what the run saw', () => {
  let ran: Ran;
  let cwd: string;
  beforeAll(async () => {
    ran = await online({ since: '-30h', backfill: [{ hoursAgo: 8 }] });
  });
  beforeEach(() => {
    cwd = newFolder();
    cpSync(join(ran.cwd, 'run'), join(cwd, 'run'), { recursive: true });
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  const copyOf = (key: string): string => join(cwd, 'run/objects', bucket, key);
  const among = (folder: string, from = 0): string[] => {
    const keys = ran.keys.filter(key => key.startsWith(folder)).sort();
    return keys.slice(from);
  };
  const digest = (nth: number): string =>
    among(digestFolder(member))
      .filter(key => !key.includes('_backfill'))
      .at(nth) ?? '';
  const log = (nth: number): string => among(logFolder(member)).at(nth) ?? '';
  const edit = (key: string): void => {
    const text = gunzipSync(readFileSync(copyOf(key))).toString();
    writeFileSync(copyOf(key), gzipSync(text.replace('{', '{ ')));
  };

  test('it is the very copy before it is changed', async () => {
    expect(ran.code).toBe(0);
    expect(await offline(cwd)).toMatchObject({ code: 0, stdout: ran.stdout });
  });

  test.each([
    ['a log file edited', () => edit(log(-5)), 4, 'log invalid hash'],
    ['a log file deleted', () => rmSync(copyOf(log(-5))), 4, 'log missing absent'],
    [
      'a log file added',
      () => cpSync(copyOf(log(-5)), copyOf(log(-5).replace(/\w{16}\.json/, `${'A'.repeat(16)}.json`))),
      4,
      'object unexpected in-no-digest',
    ],
    ['a digest edited', () => edit(digest(-5)), 4, 'digest invalid bad-signature'],
    ['the newest digest edited', () => edit(digest(-1)), 4, 'digest invalid bad-signature'],
    [
      'the backfill digest edited',
      () => edit(among(digestFolder(member)).find(k => k.includes('_backfill')) ?? ''),
      4,
      'digest invalid bad-signature',
    ],
    ['a digest deleted', () => rmSync(copyOf(digest(-5))), 4, 'digest missing previous-missing'],
    [
      'all digests of a chain deleted',
      () => rmSync(copyOf(digestFolder(member)), { recursive: true }),
      4,
      'hours missing absent',
    ],
    [
      'no copy at all',
      () => rmSync(join(cwd, 'run/objects'), { recursive: true }),
      3,
      'hours unreadable unreachable',
    ],
    [
      'another bucket',
      () => renameSync(join(cwd, 'run/objects', bucket), join(cwd, 'run/objects/other')),
      3,
      'hours unreadable unreachable',
    ],
    [
      'a link that leads out of it',
      () => {
        renameSync(copyOf(log(-5)), join(cwd, 'elsewhere'));
        symlinkSync(join(cwd, 'elsewhere'), copyOf(log(-5)));
      },
      3,
      'log unreadable unreachable',
    ],
    [
      'a signature that nobody kept',
      () => {
        const path = join(cwd, 'run/chains.ndjson');
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll(digest(-1), 'x'));
      },
      3,
      'digest unreadable unreachable',
    ],
  ])('%s', async (_name, change, code, word) => {
    change();
    const found = await offline(cwd);
    expect(words(found.stdout)).toContain(word);
    expect(found.code).toBe(code);
  });

  test('the checkpoints of the ledger hold as they stood then', async () => {
    const sandbox = await startLogged({ since: '-4h' });
    const again = newFolder();
    const verify = (...flags: string[]): Promise<number> =>
      main(['verify-logs', '--window', '2h', ...flags], testIo(sandbox.environment, { cwd: again }).io);
    let keys: string[];
    try {
      expect(await verify('--ledger', 'led')).toBe(0);
      expect(await verify('--ledger', 'led', '--out', 'run')).toBe(0);
      keys = await download(sandbox, join(again, 'run/objects'));
    } finally {
      await sandbox.stop();
    }
    rmSync(join(again, 'led'), { recursive: true });
    expect((await offline(again)).code).toBe(0);
    const newest = keys.filter(key => key.startsWith(digestFolder(member))).sort();
    rmSync(join(again, 'run/objects', bucket, newest.at(-1) ?? ''));
    const found = await offline(again);
    expect(found.code).toBe(4);
    expect(words(found.stdout)).toContain('digest missing before-checkpoint');
  });

  test('keys that cannot be read prove nothing', async () => {
    const path = join(cwd, 'run/snapshot/evidence.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n');
    const kept = lines.filter(line => !line.includes('ListPublicKeys'));
    expect(kept.length).toBeLessThan(lines.length);
    writeFileSync(path, kept.join('\n'));
    writeFileSync(join(cwd, 'run/snapshot/complete.json'), JSON.stringify({ evidence: kept.length - 1 }));
    const found = await offline(cwd);
    expect(found.code).toBe(3);
    expect(new Set(words(found.stdout))).toContain('digest unreadable no-keys');
    expect((JSON.parse(found.stdout) as Verification).trails[0]?.verdicts.proven).toBe(0);
  });

  test('an account that was taken out of the population is named', async () => {
    const path = join(cwd, 'run/snapshot/population.json');
    const population = JSON.parse(readFileSync(path, 'utf8')) as { accounts: { accountId: string }[] };
    const accounts = population.accounts.filter(({ accountId }) => accountId !== member);
    expect(accounts.length).toBeLessThan(population.accounts.length);
    writeFileSync(path, `${canonical({ ...population, accounts })}\n`);
    const found = await offline(cwd);
    expect(found.stderr).toContain(`lacks account ${member}, which AWS's answers name`);
    expect(found.code).toBe(2);
  });

  test('what was asked for then is asked for again', async () => {
    const other = await offline(cwd, '--logs', 'none');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('begun with --logs all');
  });

  test('a folder that holds no finished run', async () => {
    rmSync(join(cwd, 'run/snapshot/complete.json'));
    const unfinished = await offline(cwd);
    expect([unfinished.code, unfinished.stderr]).toEqual([2, expect.stringContaining('is not finished')]);
    rmSync(join(cwd, 'run/wanted.json'));
    const foreign = await offline(cwd);
    expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining('no run of verify-logs')]);
  });
});

function ago(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}
