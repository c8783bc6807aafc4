/** A bundle that is judged again keeps the run before and the waivers that it was made with, unless it is told otherwise. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { main } from '../../src/cli/main.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { type Ended, forge, small, workplace } from '../support/bundle.ts';
import { testIo } from '../support/run.ts';

const { cwd } = workplace();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeEach(() => rmSync(join(cwd, 'again'), { recursive: true, force: true }));

const at = (day: number) => () => new Date(`2026-11-${String(day).padStart(2, '0')}T06:00:00Z`);
const textOf = (path: string): string => readFileSync(join(cwd, path), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: lines of many kinds
const summaryOf = (folder: string): any => JSON.parse(textOf(`${folder}/summary.json`));

/** Without credentials: nothing is asked of AWS. */
async function trailproof(...args: string[]): Promise<Ended> {
  const { io, said } = testIo({}, { cwd, now: at(9) });
  return { code: await main(args, io), ...said };
}

async function audited(day: number, ...args: string[]): Promise<void> {
  const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: at(day) });
  const { io } = testIo(sandbox.environment, { cwd, now: at(day) });
  await main(['audit', '--out', `d${day}`, ...small, ...args], io);
  await sandbox.stop();
}

const waiver = (subject: string): object => ({
  check: 'cloudtrail/logging',
  subject,
  owner: 'web team',
  reason: 'To be removed',
  approver: 'ciso',
  expires: '2026-12-31',
});

beforeAll(async () => {
  writeFileSync(join(cwd, 'w.yaml'), stringify({ waivers: [waiver('*legacy-eu')] }));
  writeFileSync(join(cwd, 'other.yaml'), stringify({ waivers: [waiver('nothing')] }));
  await audited(1);
  await audited(2);
  // With every check that the answers suffice for, as whatever is exported of it.
  await trailproof('export', 'd2', '--out', 'made', '--previous', 'd1', '--waivers', 'w.yaml');
}, 60_000);

describe('export of a bundle', () => {
  test.each(['made', 'made/snapshot'])(
    '%s has its lives, dispositions and tickets, and says so',
    async dir => {
      const { stderr } = await trailproof('export', dir, '--out', 'again', '--control', 'pci-dss:10.2.1');
      expect(stderr).toMatch(
        /^trailproof: taken over from .*made: the run before \(of 2026-11-01T06:00:00\.000Z\), 1 waiver\. .*--no-previous.*--no-waivers.*\n$/,
      );
      for (const file of [
        'lives.ndjson',
        'tickets.ndjson',
        'findings.ndjson',
        'summary.json',
        'provenance/inputs/waivers.json',
        'provenance/inputs/earlier-run.json',
        'provenance/inputs/previous-lives.ndjson',
      ])
        expect(textOf(`again/${file}`), file).toBe(textOf(`made/${file}`));
      expect(summaryOf('again')).toMatchObject({ waivers: { in_force: 1 }, earlier_run: {} });
      expect((await trailproof('replay', 'again')).code).toBe(0);
    },
  );

  test('takes a flag in the place of what the bundle has, and the other from the bundle', async () => {
    const { stderr } = await trailproof('export', 'made', '--out', 'again', '--waivers', 'other.yaml');
    expect(stderr).toContain('the run before (of 2026-11-01T06:00:00.000Z). ');
    expect(summaryOf('again')).toMatchObject({
      earlier_run: { run_id: summaryOf('d1').run_id },
      waivers: { in_force: 0, unmatched: [{ subject: 'nothing' }] },
    });
  });

  test('leaves out what it is told to', async () => {
    const { stderr } = await trailproof('export', 'made', '--out', 'again', '--no-previous', '--no-waivers');
    expect(stderr).toBe('');
    expect(summaryOf('again')).toMatchObject({ earlier_run: null, waivers: null, lives: { open: 0 } });
    expect(existsSync(join(cwd, 'again/provenance/inputs'))).toBe(false);
  });

  test('says nothing where the bundle was made with nothing', async () => {
    expect((await trailproof('export', 'd1', '--out', 'again')).stderr).toBe('');
  });
});

test('evaluate tells it too, on stdout and in what it writes', async () => {
  const { stdout } = await trailproof('evaluate', 'made', '--out', 'again');
  expect(stdout).toContain('waived until 2026-12-31');
  expect(textOf('again/summary.json')).toBe(textOf('made/summary.json'));
});

describe('what nothing vouches for', () => {
  beforeEach(() => {
    rmSync(join(cwd, 'harmed'), { recursive: true, force: true });
    cpSync(join(cwd, 'made'), join(cwd, 'harmed'), { recursive: true });
  });

  test('is not taken from a folder without a manifest, and that is said', async () => {
    rmSync(join(cwd, 'harmed/manifest.json'));
    const { stderr } = await trailproof('export', 'harmed', '--out', 'again');
    expect(stderr).toMatch(/^trailproof: .*harmed has no manifest\.json.*not taken over.*\n$/);
    expect(summaryOf('again')).toMatchObject({ earlier_run: null, waivers: null });
  });

  test.each([
    ['changed', () => writeFileSync(join(cwd, 'harmed/provenance/inputs/waivers.json'), '{"waivers":[]}\n')],
    ['taken away', () => rmSync(join(cwd, 'harmed/provenance/inputs'), { recursive: true })],
    ['put there', () => writeFileSync(join(cwd, 'harmed/provenance/inputs/more.json'), '{}\n')],
  ])('is refused in a bundle where it was %s', async (_name, harm) => {
    harm();
    const { code, stderr } = await trailproof('export', 'harmed', '--out', 'again');
    expect(stderr).toContain('provenance/inputs/');
    expect(code).toBe(4);
    expect(existsSync(join(cwd, 'again'))).toBe(false);
  });

  test('is refused where it is not what its schema says, however well it is sealed', async () => {
    await forge(join(cwd, 'harmed'), 'provenance/inputs/waivers.json', text =>
      text.replace('"owner"', '"other"'),
    );
    expect((await trailproof('export', 'harmed', '--out', 'again')).code).toBe(4);
  });
});

test.each(['--no-out', '--no-config'])('%s says nothing and is refused', async flag => {
  const { code, stderr } = await trailproof('audit', flag);
  expect(stderr).toContain(flag);
  expect(code).toBe(2);
});

test('a run that was stopped, and is gone on with, takes them over as well', async () => {
  await trailproof('export', 'd2', '--out', 'again', '--previous', 'd1', '--waivers', 'w.yaml');
  // As Ctrl-C leaves it: sealed, and not complete.
  rmSync(join(cwd, 'again/snapshot/complete.json'));
  const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: at(2) });
  const resumed = testIo(sandbox.environment, { cwd, now: at(2) });
  await main(['audit', '--resume', 'again', ...small], resumed.io);
  await sandbox.stop();
  expect(resumed.said.stderr).toContain('the run before (of 2026-11-01T06:00:00.000Z), 1 waiver');
  expect(summaryOf('again')).toMatchObject({ waivers: { in_force: 1 }, earlier_run: {} });
});
