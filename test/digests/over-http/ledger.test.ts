/** The ledger of verifications: what it finds that the files alone do not show, and what it refuses. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { appendToLedger } from '../../../src/digests/ledger.ts';
import type { ChainReport } from '../../../src/digests/report.ts';
import { UsageError } from '../../../src/model/error.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import {
  CHAINS,
  type HistoryDocument,
  MEMBER,
  NOON,
  organization,
  outcomeOf,
  type Ran,
  served,
  tampered,
  typed,
  verifyLogs,
} from '../../support/attacked.ts';
import { aChain } from '../../support/digest-chain.ts';
import { demoRole, testIo } from '../../support/run.ts';

const TARGET = `${MEMBER} us-east-1`;
const HOUR = 3_600_000;
const later = (hours: number) => () => new Date(Date.parse(NOON) + hours * HOUR);

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** The past is that of noon; the clock then goes on to `hours` after it. */
async function at<T>(
  hours: number,
  history: HistoryDocument,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  let now = later(0);
  const sandbox = await served(organization(history), () => now());
  now = later(hours);
  try {
    return await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

const verify = (
  hours: number,
  history: HistoryDocument = {},
  flags: readonly string[] = ['--ledger', 'ledger'],
) => at(hours, history, sandbox => verifyLogs(sandbox, flags, { cwd, now: later(hours) }));
const ends = (hours: number, flags: readonly string[] = ['--ledger', 'ledger']) =>
  at(hours, {}, sandbox => typed(sandbox, flags, { cwd, now: later(hours) }));

const entries = (): string[] => readdirSync(join(cwd, 'ledger')).filter(name => /^\d{6}\.json$/.test(name));
const path = (name: string): string => join(cwd, 'ledger', name);

describe('deleted before the window', () => {
  const history = tampered({ kind: 'delete-history', hoursAgo: 8 });

  test('by the files of the window alone, nothing is wrong', async () => {
    expect((await verify(6, history, ['--window', '6h'])).code).toBe(0);
  });

  test('what the last verification saw is not what there is now', async () => {
    expect((await verify(0)).code).toBe(0);
    expect(outcomeOf(await verify(6, history, ['--window', '6h', '--ledger', 'ledger']))).toEqual({
      code: 4,
      findings: { [TARGET]: ['digest invalid checkpoint-differs'] },
      proven: CHAINS - 1,
      broken: 1,
      unread: 0,
    });
  });

  test('hours that neither verification looked at are not passed over', async () => {
    expect((await verify(0)).code).toBe(0);
    const short = ['--window', '6h', '--ledger', 'ledger'];
    for (const hours of [12, 13]) {
      const { code, unread } = outcomeOf(await verify(hours, {}, short));
      expect({ code, unread }).toEqual({ code: 3, unread: CHAINS });
    }
    // Without a window it goes back to where the last one ended that passed no hour over.
    const { code, verification } = await verify(40);
    expect({ code, since: verification.period.since }).toEqual({
      code: 0,
      since: '2026-11-20T08:00:00.000Z',
    });
    expect((await verify(41, {}, short)).code).toBe(0);
  });

  test('without a window, the next one begins where the last one ended', async () => {
    expect((await verify(0)).code).toBe(0);
    const { code, verification } = await verify(40);
    expect({ code, since: verification.period.since }).toEqual({
      code: 0,
      since: '2026-11-20T08:00:00.000Z',
    });
  });

  test('a look into the past does not take the mark back', async () => {
    expect((await verify(0)).code).toBe(0);
    const past = ['--until', '2026-11-20T04:00:00Z', '--window', '6h', '--ledger', 'ledger'];
    expect((await verify(1, {}, past)).code).toBe(0);
    expect((await verify(6, history, ['--window', '6h', '--ledger', 'ledger'])).code).toBe(4);
  });
});

describe('a ledger that was touched', () => {
  beforeEach(async () => {
    for (const hours of [0, 1, 2]) expect((await verify(hours)).code).toBe(0);
  });

  const swap = (a: string, b: string): void => {
    renameSync(path(a), path('swap'));
    renameSync(path(b), path(a));
    renameSync(path('swap'), path(b));
  };
  const edit = (name: string, from: RegExp, to: string): void => {
    const text = readFileSync(path(name), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(path(name), text.replace(from, to));
  };

  test.each<[string, () => void]>([
    ['an entry edited', () => edit('000002.json', /"broken":0/, '"broken":1')],
    ['the newest entry edited', () => edit('000003.json', /"complete":true/, '"complete": true')],
    ['an entry removed', () => rmSync(path('000002.json'))],
    ['the first entry removed', () => rmSync(path('000001.json'))],
    ['two entries swapped', () => swap('000001.json', '000002.json')],
    [
      'the marks of the newest edited',
      () => {
        const name = readdirSync(join(cwd, 'ledger')).find(one => one.startsWith('000003.0')) ?? '';
        edit(name, /"sha256":"./, '"sha256":"x');
      },
    ],
  ])(
    '%s: nothing is verified on top of it, and an audit says that it proves nothing',
    async (_what, touch) => {
      touch();
      const before = entries();
      const refused = await ends(3);
      expect(refused).toMatchObject({ code: 4, stdout: '' });
      expect(refused.stderr).toMatch(/^trailproof: 0000\d\d/m);
      expect(entries()).toEqual(before);

      const { io, said } = await at(3, {}, async sandbox => {
        const process = testIo(sandbox.environment, { cwd, now: later(3) });
        const role = ['--role', demoRole.name, '--external-id', demoRole.externalId];
        const check = ['--check', 'cloudtrail/digest-chain', '--format', 'ndjson', '--ledger', 'ledger'];
        expect(await main(['audit', ...role, ...check], process.io)).toBe(3);
        return process;
      });
      expect(io.cwd).toBe(cwd);
      expect(said.stderr).toContain('is damaged and proves nothing');
    },
  );
});

describe('signatures', () => {
  const pair = (name: string) => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(cwd, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(cwd, `${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  };
  const signed = ['--ledger', 'ledger', '--sign-key', 'ours.pem', '--ledger-key', 'ours.pub'];

  test('signed by our key and read with it; with another, or unsigned, refused', async () => {
    pair('ours');
    pair('other');
    expect((await ends(0, signed)).code).toBe(0);
    expect((await ends(1, signed)).code).toBe(0);
    const unsignedBesideKey = await ends(2, ['--ledger', 'ledger', '--ledger-key', 'ours.pub']);
    expect(unsignedBesideKey.code).toBe(2);
    expect(unsignedBesideKey.stderr).toContain('takes none that is not');
    const theirs = ['--ledger', 'ledger', '--sign-key', 'other.pem', '--ledger-key', 'other.pub'];
    const other = await ends(2, theirs);
    expect(other.code).toBe(4);
    expect(other.stderr).toMatch(/000001\.json.*is not signed by the key/);
    expect(entries()).toEqual(['000001.json', '000002.json']);

    // Somebody who has no key adds an entry of their own: whoever asks for the key no longer believes the ledger.
    expect((await ends(2)).code).toBe(0);
    const unsigned = await ends(3, signed);
    expect(unsigned.code).toBe(4);
    expect(unsigned.stderr).toMatch(/000003\.json.*is not signed by the key/);
  });
});

test('two verifications at once: one entry is refused, and nothing is lost', async () => {
  const [first, second] = await at(0, {}, sandbox =>
    Promise.all([0, 1].map(() => verifyLogs(sandbox, [], { cwd, now: later(0) }))),
  );
  let meet = (): void => {};
  const both = new Promise<void>(resolve => {
    meet = resolve;
  });
  let waiting = 0;
  // Both have read the ledger before either writes to it.
  const signer = {
    keyid: 'a key',
    sign: async () => {
      waiting += 1;
      if (waiting === 2) meet();
      await both;
      return Buffer.from('a signature');
    },
  };
  const dir = join(cwd, 'ledger');
  const appended = await Promise.allSettled(
    [first, second].map(one => appendToLedger(dir, (one as Ran).verification, [], { signer, key: null })),
  );
  expect(appended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(appended.find(one => one.status === 'rejected')?.reason).toBeInstanceOf(UsageError);
  expect(entries()).toEqual(['000001.json']);
  expect((await verify(1)).code).toBe(0);
  expect(entries()).toEqual(['000001.json', '000002.json']);
});

test('a chain that nothing names any more is told in each verification, until --trail leaves it out', async () => {
  const { verification } = await verify(0);
  const [{ trailArn } = { trailArn: '' }] = verification.trails;
  const gone = { ...aChain, accountId: MEMBER, region: 'us-east-1' };
  const last = { key: 'k', endsAt: NOON, signature: 's', fingerprint: 'f', sha256: 'h' };
  const report = { chain: gone, live: true, findings: [], verdict: 'proven', last } as unknown as ChainReport;
  const earlier = { ...verification, runId: 'earlier' };
  await appendToLedger(join(cwd, 'ledger'), earlier, [report], { signer: null, key: null });
  for (const hours of [1, 2]) {
    const ran = await verify(hours);
    expect(ran.code).toBe(3);
    expect(ran.verification.unaccounted).toEqual([
      expect.objectContaining({ trailArn: gone.trailArn, accountId: MEMBER }),
    ]);
  }
  expect((await verify(3, {}, ['--ledger', 'ledger', '--trail', trailArn])).code).toBe(0);
});

describe('a ledger that cannot be written', () => {
  test.each<[string, HistoryDocument, number]>([
    ['whole chains: exit code 5', {}, 5],
    ['a broken chain: exit code 4', tampered({ kind: 'delete-log' }), 4],
  ])('what was found is told and kept; %s', async (_what, history, code) => {
    writeFileSync(join(cwd, 'occupied'), '');
    const ran = await verify(0, history, ['--ledger', 'occupied/ledger', '--out', 'out']);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain('the verification is not in the ledger');
    const kept = JSON.parse(readFileSync(join(cwd, 'out/verification.json'), 'utf8')) as unknown;
    expect(kept).toEqual(ran.verification);
  });
});

test('what is broken is entered too', async () => {
  expect((await verify(0, tampered({ kind: 'delete-log' }))).code).toBe(4);
  const [entry] = entries().map(
    name => JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>,
  );
  expect(entry).toMatchObject({ sequence: 1, trails: [{ proven: CHAINS - 1, broken: 1, unread: 0 }] });
});
