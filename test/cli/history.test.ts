/** The life of findings over days, waivers, and tickets: as a user has them, with bundles that verify and replay. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { checks } from '../../checks/index.ts';
import { main } from '../../src/cli/main.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { factsSha256 } from '../../src/evidence/facts.ts';
import { type Earlier, historyOf } from '../../src/evidence/history.ts';
import { inputsIn } from '../../src/evidence/history-files.ts';
import type { Life } from '../../src/evidence/lifecycle.ts';
import { writeManifest } from '../../src/evidence/manifest.ts';
import { openBundle } from '../../src/evidence/open-bundle.ts';
import { loadRenderer } from '../../src/evidence/pdf/render.ts';
import { bundleFiles, writeReport } from '../../src/evidence/report.ts';
import { loadChecklist, loadFrameworks } from '../../src/evidence/templates.ts';
import { parseWaivers } from '../../src/evidence/waivers.ts';
import { canonical } from '../../src/model/json.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { loadSnapshot } from '../../src/snapshot/folder.ts';
import { sha256 } from '../../src/snapshot/question.ts';
import { type Ended, forge, hasProgram, small, workplace } from '../support/bundle.ts';
import { testIo } from '../support/run.ts';
import { demandTypst, hasTypst } from '../support/typst.ts';

demandTypst();

const { cwd } = workplace();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const web = '555566667777';
const legacy = `arn:aws:cloudtrail:eu-west-1:${web}:trail/legacy-eu`;

const UNSIGNED = 'trailproof: --previous: nobody signed it, so that anybody can have made it.\n';

type Estate = ReturnType<typeof builtInEstates.reference>;

/** The reference organization, as it is on one day of November. */
async function on(day: number, change: (estate: Estate) => Estate = e => e): Promise<Sandbox> {
  return startSandbox({ estate: change(builtInEstates.reference()), now: at(day) });
}

const at = (day: number) => () => new Date(`2026-11-${String(day).padStart(2, '0')}T06:00:00Z`);

async function trailproof(day: number, sandbox: Sandbox | null, ...args: string[]): Promise<Ended> {
  const { io, said } = testIo(sandbox?.environment ?? {}, { cwd, now: at(day) });
  const code = await main(args, io);
  return { code, ...said };
}

async function audited(day: number, args: readonly string[], change?: (e: Estate) => Estate, deny = false) {
  const sandbox = await on(day, change);
  if (deny) sandbox.addFault({ service: 'cloudtrail', account: web, region: 'eu-west-1', kind: 'deny' });
  try {
    return await trailproof(day, sandbox, 'audit', '--out', `d${day}`, ...small, ...args);
  } finally {
    await sandbox.stop();
  }
}

const mended = (estate: Estate): Estate => ({
  ...estate,
  accounts: estate.accounts.map(account =>
    account.id === web
      ? {
          ...account,
          trails: account.trails.map(t => ({ ...t, status: { ...t.status, logging: true } })),
        }
      : account,
  ),
});

// biome-ignore lint/suspicious/noExplicitAny: lines of many kinds
type Line = any;
const linesOf = (path: string): Line[] =>
  readFileSync(join(cwd, path), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
const summaryOf = (folder: string): Line =>
  JSON.parse(readFileSync(join(cwd, folder, 'summary.json'), 'utf8'));
const lifeOf = (folder: string): Line => linesOf(`${folder}/lives.ndjson`).find(l => l.resource === legacy);
const isLogging = (f: Line): boolean => f.resource.arn === legacy && f.check.id === 'cloudtrail/logging';
const ticketOf = (folder: string): Line =>
  linesOf(`${folder}/tickets.ndjson`).find(t => t.finding_id === lifeOf(folder).finding_id);

/** What a PDF holds in packed streams, the files that are attached to it among them. */
function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = [];
  for (let at = pdf.indexOf('FlateDecode'); at >= 0; at = pdf.indexOf('FlateDecode', at + 1)) {
    const begin = pdf.indexOf('stream\n', at) + 'stream\n'.length;
    streams.push(inflateSync(pdf.subarray(begin, pdf.indexOf('endstream', begin))).toString());
  }
  return streams;
}

/** One after the other: each day starts from what the day before left. */
let days: Ended[];
beforeAll(async () => {
  days = [
    await audited(1, []),
    await audited(2, ['--previous', 'd1', '--zip']),
    await audited(3, ['--previous', 'd2.zip'], mended),
    await audited(4, ['--previous', 'd3']),
    await audited(5, ['--previous', 'd4'], undefined, true),
  ];
}, 120_000);

describe('a finding over five days', () => {
  test('is new, open, closed with evidence, reopened, and stale while it cannot be seen', () => {
    expect(days.map(day => day.code)).toEqual([1, 1, 3, 1, 3]);
    expect([1, 2, 3, 4, 5].map(day => lifeOf(`d${day}`).state)).toEqual([
      'new',
      'open',
      'closed',
      'reopened',
      'stale',
    ]);
    const closed = lifeOf('d3');
    expect(closed.closed_at).toBe('2026-11-03T06:00:00.000Z');
    expect(closed.closing_evidence.join()).toContain('cloudtrail.GetTrailStatus');
    const stored = new Set(linesOf('d3/snapshot/evidence.ndjson').map(record => record.id));
    for (const id of closed.closing_evidence) expect(stored).toContain(id);
    expect(lifeOf('d5')).toMatchObject({
      first_seen: '2026-11-01T06:00:00.000Z',
      last_seen: '2026-11-04T06:00:00.000Z',
      reopen_count: 1,
    });
  });

  test('keeps its id and tells the ticket system what to do', () => {
    expect(new Set([1, 2, 3, 4, 5].map(day => lifeOf(`d${day}`).finding_id)).size).toBe(1);
    // In this estate the trail was stopped so long ago on each day, and not at one time: the sentence does change.
    expect([1, 2, 3, 4].map(day => ticketOf(`d${day}`).event)).toEqual([
      'create',
      'update',
      'close',
      'reopen',
    ]);
    expect(ticketOf('d5')).toMatchObject({ event: 'heartbeat', state: 'stale' });
    expect(linesOf('d5/tickets.ndjson').map(t => t.event)).not.toContain('close');
  });

  test('carries its life, and what never failed has none', () => {
    const findings = linesOf('d4/findings.ndjson');
    expect(findings.find(f => f.resource.arn === legacy).lifecycle).toEqual({
      state: 'reopened',
      first_seen: '2026-11-01T06:00:00.000Z',
      last_seen: '2026-11-04T06:00:00.000Z',
      last_evaluated: '2026-11-04T06:00:00.000Z',
      reopen_count: 1,
    });
    const unknown = findings.filter(f => f.status === 'UNKNOWN');
    expect(unknown.length).toBeGreaterThan(0);
    for (const finding of unknown) expect(finding.lifecycle).toBeNull();
  });

  test('is counted in the summary, the table and the report', () => {
    expect(summaryOf('d1')).toMatchObject({ earlier_run: null, lives: { new: 1, open: 0 }, waivers: null });
    expect(summaryOf('d3')).toMatchObject({
      earlier_run: { run_id: summaryOf('d2').run_id, signed_by: null, audited: 'o-a1b2c3d4e5' },
      lives: { new: 0, open: 0, closed: 1 },
    });
    expect(days[2]?.stdout.replaceAll(/\s+/g, ' ')).toContain('1 closed');
    expect(days[3]?.stdout).toMatch(/ {2}critical cloudtrail\/logging +reopened: legacy-eu/);
    expect(readFileSync(join(cwd, 'd4/report.html'), 'utf8')).toContain('1 reopened');
    expect(readFileSync(join(cwd, 'd4/exceptions/exceptions.csv'), 'utf8')).toContain('reopened,2026-11-01');
  });

  test.each(['d1', 'd2', 'd2.zip', 'd3', 'd4', 'd5'])(
    '%s verifies and replays, lives and tickets too',
    async bundle => {
      expect((await trailproof(6, null, 'verify', bundle)).code).toBe(0);
      const { code, stdout, stderr } = await trailproof(6, null, 'replay', bundle);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/lives\.ndjson.*tickets\.ndjson/);
      expect(code).toBe(0);
    },
  );

  test('what the day before left is kept as it was, under the same hash', () => {
    const hashOf = (folder: string, path: string): string =>
      JSON.parse(readFileSync(join(cwd, folder, 'manifest.json'), 'utf8')).files.find(
        (file: { path: string }) => file.path === path,
      ).sha256;
    expect(hashOf('d3', 'provenance/inputs/previous-lives.ndjson')).toBe(hashOf('d2', 'lives.ndjson'));
  });

  test('and diff knows what was closed before', async () => {
    const { stdout } = await trailproof(6, null, 'diff', 'd3', 'd4');
    expect(stdout).toContain('Reopened: 1');
  });

  test('and diff closes what the later bundle closed, also what is not judged any more', async () => {
    const gone = (estate: Estate): Estate => ({
      ...estate,
      accounts: estate.accounts.map(account => (account.id === web ? { ...account, trails: [] } : account)),
    });
    await audited(6, ['--previous', 'd4'], gone);
    const { closing_evidence, finding_id, state } = lifeOf('d6');
    expect(state).toBe('closed');
    const { stdout } = await trailproof(7, null, 'diff', 'd4', 'd6', '--format', 'json');
    const diff = JSON.parse(stdout);
    expect(diff.closed).toContainEqual(expect.objectContaining({ finding_id, is: null, closing_evidence }));
    expect(diff.no_longer_judged).toEqual([]);
    const { stdout: text } = await trailproof(7, null, 'diff', 'd4', 'd5');
    expect(text).toMatch(/Stale, for nothing shows that it was mended: [1-9]/);
    // Not made from it: its lives say nothing of what was in between.
    const other = JSON.parse((await trailproof(7, null, 'diff', 'd2', 'd6', '--format', 'json')).stdout);
    expect(other.no_longer_judged.map((change: Line) => change.finding_id)).toContain(finding_id);
  });

  test('a life that somebody made up does not replay', async () => {
    cpSync(join(cwd, 'd4'), join(cwd, 'forged'), { recursive: true });
    await forge(join(cwd, 'forged'), 'lives.ndjson', text =>
      text.replace('"reopen_count":1', '"reopen_count":0'),
    );
    expect((await trailproof(6, null, 'verify', 'forged')).code).toBe(0);
    const { code, stderr } = await trailproof(6, null, 'replay', 'forged');
    expect(stderr).toContain('lives.ndjson');
    expect(code).toBe(4);
  });
});

/** The best that a forger can do: another life before, and every file of the bundle made from it. */
async function goOnFrom(folder: string, change: (earlier: Earlier) => Partial<Earlier>): Promise<string> {
  const forged = join(cwd, `${folder}-goes-on`);
  rmSync(forged, { recursive: true, force: true });
  cpSync(join(cwd, folder), forged, { recursive: true });
  const bundle = await openBundle(forged);
  const { earlier, waivers } = await inputsIn(bundle);
  await bundle.close();
  if (earlier === null) throw new Error('Nothing came before it.');
  const snapshot = await loadSnapshot(join(forged, 'snapshot'));
  const ran = checks.filter(({ id }) => summaryOf(folder).checks.includes(id));
  const audit = auditOf(snapshot, ran, loadChecklist(), loadFrameworks());
  const inputs = { earlier: { ...earlier, ...change(earlier) }, waivers };
  const history = historyOf(audit, snapshot.index.records(), inputs);
  const options = { renderer: await loadRenderer(), history };
  writeReport(forged, bundleFiles(audit, snapshot.index, exitOf(audit, 'low'), options));
  const facts = factsSha256(audit, snapshot.index);
  writeManifest(forged, { runId: snapshot.header.runId, facts });
  return `${folder}-goes-on`;
}

/** Also the manifest of the run before, which nobody signed. */
function madeAnew(
  { run, lives, seal }: Earlier,
  change: (lives: readonly Life[]) => readonly Life[],
): Earlier {
  const changed = change(lives);
  const lines = changed.map(life => canonical({ schema: 'life/1', run_id: run.run_id, ...life }));
  const digest = sha256(lines.map(line => `${line}\n`).join(''));
  const manifest = seal.manifest.replace(
    /("path":"lives.ndjson".*"sha256":")[0-9a-f]{64}/,
    (_all, before) => `${before}${digest}`,
  );
  return {
    lives: changed,
    seal: { ...seal, manifest },
    run: { ...run, manifest_sha256: sha256(manifest) },
  };
}

describe('the run before, as the bundle keeps it', () => {
  const refused = async (folder: string): Promise<string> => {
    const verified = await trailproof(6, null, 'verify', folder);
    const replayed = await trailproof(6, null, 'replay', folder);
    expect([verified.code, replayed.code]).toEqual([4, 4]);
    expect(replayed.stderr).toBe(verified.stderr);
    return verified.stderr;
  };

  test('left no life out: a forger who makes every file anew without it is refused, by diff too', async () => {
    const forged = await goOnFrom('d5', ({ lives }) => ({
      lives: lives.filter(({ resource }) => resource !== legacy),
    }));
    expect(lifeOf(forged)).toBeUndefined();
    expect(await refused(forged)).toContain('provenance/inputs/previous-lives.ndjson: is not what run 01');
    expect((await trailproof(6, null, 'diff', 'd4', forged)).code).toBe(4);
  });

  test('is named by the manifest that is kept', async () => {
    const other = await goOnFrom('d5', ({ run }) => ({ run: { ...run, manifest_sha256: 'ab'.repeat(32) } }));
    expect(await refused(other)).toMatch(
      /previous-manifest\.json: has SHA-256 [0-9a-f]{64}, and provenance\/inputs\/earlier-run\.json says abab/,
    );
    const renamed = await goOnFrom('d5', ({ run }) => ({
      run: { ...run, run_id: '01M7W46YSZZGJBVHDNS0MNZRAW' },
    }));
    expect(await refused(renamed)).toContain('earlier-run.json: says run_id 01M7W46YSZZGJBVHDNS0MNZRAW');
  });

  test('cannot be checked without that manifest, which is refused', async () => {
    cpSync(join(cwd, 'd5'), join(cwd, 'd5-bare'), { recursive: true });
    rmSync(join(cwd, 'd5-bare/provenance/inputs/previous-manifest.json'));
    await forge(join(cwd, 'd5-bare'), 'README.txt', text => `${text}\n`);
    expect(await refused('d5-bare')).toContain('provenance/inputs/previous-manifest.json: is missing');
  });

  test('that somebody made anew is another run, and diff says so', async () => {
    const forged = await goOnFrom('d5', earlier =>
      madeAnew(earlier, lives => lives.filter(({ resource }) => resource !== legacy)),
    );
    expect((await trailproof(6, null, 'verify', forged)).code).toBe(0);
    const { stderr } = await trailproof(6, null, 'diff', 'd4', forged);
    expect(stderr).toContain('goes on from another bundle of run 01');
    expect((await trailproof(6, null, 'diff', 'd4', 'd5')).stderr).toBe('');
  });

  test('was signed by the key that is named', async () => {
    const signed = await trailproof(6, null, 'export', 'd1', '--out', 's1', '--sign-key', 'key.pem');
    expect(signed.code).toBe(1);
    await trailproof(6, null, 'export', 'd2', '--out', 's2', '--previous', 's1');
    for (const name of ['manifest.json', 'manifest.dsse.json', 'signer.pem'])
      expect(readFileSync(join(cwd, `s2/provenance/inputs/previous-${name}`))).toEqual(
        readFileSync(join(cwd, 's1', name)),
      );
    expect((await trailproof(6, null, 'replay', 's2')).code).toBe(0);
    const another = await goOnFrom('s2', ({ run }) => ({ run: { ...run, signed_by: 'cd'.repeat(32) } }));
    expect(await refused(another)).toContain('earlier-run.json: says signed_by cdcd');
    const boast = await goOnFrom('d5', ({ run }) => ({ run: { ...run, signed_by: 'cd'.repeat(32) } }));
    expect(await refused(boast)).toContain('earlier-run.json: says signed_by cdcd');
    const broken = await goOnFrom('s2', ({ seal }) => ({
      seal: { ...seal, envelope: seal.envelope?.replace(/"sig":"...../, '"sig":"AAAAA') ?? null },
    }));
    expect(await refused(broken)).toContain(
      'previous-manifest.dsse.json: is not signed by the key in provenance/inputs/previous-signer.pem',
    );
    const half = await goOnFrom('s2', ({ seal }) => ({ seal: { ...seal, envelope: null } }));
    rmSync(join(cwd, half, 'provenance/inputs/previous-manifest.dsse.json'));
    await forge(join(cwd, half), 'README.txt', text => `${text}\n`);
    expect(await refused(half)).toContain('previous-manifest.dsse.json: is missing: half of a signature');
  });

  test('must be written as Trailproof writes it, or its lives could not be kept', async () => {
    cpSync(join(cwd, 'd1'), join(cwd, 'loose'), { recursive: true });
    await forge(join(cwd, 'loose'), 'lives.ndjson', text => text.replaceAll(/^\{/gm, '{ '));
    const { code, stderr } = await trailproof(6, null, 'export', 'd2', '--out', 'x', '--previous', 'loose');
    expect(stderr).toContain('lives.ndjson: line 1: is not written as Trailproof writes it');
    expect(code).toBe(4);
  });
});

describe('a life that cannot have been is refused', () => {
  const withLife = (change: (life: Line) => object) => (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
      .map(life => `${canonical(life.resource === legacy ? { ...life, ...change(life) } : life)}\n`)
      .join('');

  test.each<[string, string, object, string]>([
    ['seen first after it was seen last', 'd4', { first_seen: '2099-01-01T00:00:00Z' }, 'first_seen 2099'],
    ['seen after it was evaluated', 'd5', { last_seen: '2026-11-05T05:00:00Z' }, 'last_seen 2026-11-05'],
    ['evaluated after the run', 'd4', { last_evaluated: '2026-11-04T06:00:00.001Z' }, 'after its run'],
    ['closed after the run', 'd3', { closed_at: '2099-01-01T00:00:00Z' }, 'closed_at 2099'],
    ['closed before it was seen', 'd3', { closed_at: '2026-11-01T00:00:00Z' }, 'closed_at 2026-11-01'],
    ['closed at no time', 'd3', { closed_at: null }, 'says closed of ctf1-'],
    ['open, and closed', 'd4', { closed_at: '2026-11-04T06:00:00.000Z' }, 'says reopened of ctf1-'],
    ['closed by nothing', 'd3', { closing_evidence: [] }, 'closed by nothing'],
    ['closed by what was not asked', 'd3', { closing_evidence: ['made.Up/1/2/-'] }, 'made.Up/1/2/-'],
  ])('%s', async (_name, day, change, message) => {
    const folder = `${day}-unlived`;
    rmSync(join(cwd, folder), { recursive: true, force: true });
    cpSync(join(cwd, day), join(cwd, folder), { recursive: true });
    await forge(
      join(cwd, folder),
      'lives.ndjson',
      withLife(() => change),
    );
    const verified = await trailproof(6, null, 'verify', folder);
    expect(verified.stderr).toMatch(/lives\.ndjson: (line \d+: )?says /);
    expect(verified.stderr).toContain(message);
    const made = await trailproof(7, null, 'export', 'd5', '--out', 'x', '--previous', folder);
    expect([verified.code, made.code]).toEqual([4, 4]);
  });

  test('of the run before too, whoever makes its manifest to fit', async () => {
    const [id] = linesOf('d5/snapshot/evidence.ndjson').map(record => record.id);
    const now = '2026-11-05T06:00:00.000Z';
    const closed = { state: 'closed' as const, last_evaluated: now, closed_at: now, closing_evidence: [id] };
    const forged = await goOnFrom('d5', earlier =>
      madeAnew(earlier, lives =>
        lives.map(life => (life.resource === legacy ? { ...life, ...closed } : life)),
      ),
    );
    const { code, stderr } = await trailproof(6, null, 'verify', forged);
    expect(stderr).toMatch(/previous-lives\.ndjson: says of ctf1-\w+ last_evaluated .* after its run/);
    expect(code).toBe(4);
    const later = await goOnFrom('d5', ({ run }) => ({ run: { ...run, taken_at: now } }));
    expect((await trailproof(6, null, 'verify', later)).stderr).toContain(
      `earlier-run.json: says taken_at ${now}`,
    );
  });

  test('and a summary of another time than the snapshot', async () => {
    cpSync(join(cwd, 'd4'), join(cwd, 'd4-later'), { recursive: true });
    await forge(join(cwd, 'd4-later'), 'summary.json', text =>
      text.replace('"taken_at": "2026-11-04', '"taken_at": "2026-11-05'),
    );
    const { code, stderr } = await trailproof(6, null, 'verify', 'd4-later');
    expect(stderr).toContain('summary.json: says taken_at 2026-11-05');
    expect(code).toBe(4);
  });
});

describe('refused before anything is asked of AWS', () => {
  test.each([
    ['a bundle that is not whole', (dir: string) => writeFileSync(join(dir, 'lives.ndjson'), '')],
    ['a folder without a manifest', (dir: string) => rmSync(join(dir, 'manifest.json'))],
  ])('%s', async (_name, harm) => {
    rmSync(join(cwd, 'harmed'), { recursive: true, force: true });
    cpSync(join(cwd, 'd1'), join(cwd, 'harmed'), { recursive: true });
    harm(join(cwd, 'harmed'));
    // Without credentials, so that asking AWS anything would end with 2.
    const { code } = await trailproof(6, null, 'audit', '--previous', 'harmed');
    expect(code).toBe(4);
  });

  test.each([
    ['no such bundle', ['--previous', 'nowhere'], 'There is no'],
    ['no such file of waivers', ['--waivers', 'nowhere.yaml'], 'cannot be read'],
    ['waivers that are none', ['--waivers', 'trailproof.yaml'], 'waivers'],
  ])('%s', async (_name, args, message) => {
    const { code, stderr } = await trailproof(6, null, 'audit', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('a run that is not before this one is no run before', async () => {
  const later = await trailproof(6, null, 'export', 'd2', '--out', 'x', '--previous', 'd4');
  expect(later.stderr).toContain('is not before');
  const itself = await trailproof(6, null, 'export', 'd2', '--out', 'x', '--previous', 'd2');
  expect([later.code, itself.code]).toEqual([2, 2]);
  // Without credentials: it is refused before anything is asked of AWS.
  const fresh = await trailproof(4, null, 'audit', '--previous', 'd4');
  expect(fresh.stderr).toContain('is not before');
  expect(fresh.code).toBe(2);
});

describe('who signed the run before', () => {
  const commands: [string, readonly string[]][] = [
    ['export', ['export', 'd2', '--out', 'k']],
    ['evaluate', ['evaluate', 'd2']],
    // Without credentials, so that asking AWS anything would end with 2.
    ['audit', ['audit']],
  ];
  beforeAll(async () => {
    const signed = await trailproof(6, null, 'export', 'd1', '--out', 'd1-signed', '--sign-key', 'key.pem');
    expect(signed.code).toBe(1);
    const other = generateKeyPairSync('ed25519').publicKey;
    writeFileSync(join(cwd, 'other.pem'), other.export({ type: 'spki', format: 'pem' }));
  });
  beforeEach(() => rmSync(join(cwd, 'k'), { recursive: true, force: true }));

  test.each(commands)(
    'is asked for by %s where a key is given: another, and none, is refused',
    async (_name, args) => {
      const asked = (bundle: string, key: string) =>
        trailproof(6, null, ...args, '--previous', bundle, '--previous-key', key);
      const another = await asked('d1-signed', 'other.pem');
      expect(another.stderr).toContain('signer.pem: holds the key');
      const nobody = await asked('d1', 'public.pem');
      expect(nobody.stderr).toContain('is not signed, and a key was given');
      expect([another.code, nobody.code]).toEqual([4, 4]);
      expect(existsSync(join(cwd, 'k'))).toBe(false);
    },
  );

  test('is not spoken of where it is the one of the given key', async () => {
    const args = ['--previous', 'd1-signed', '--previous-key', 'public.pem'];
    const { code, stderr } = await trailproof(6, null, 'export', 'd2', '--out', 'k', ...args);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('is said where no key is given, once and in one line', async () => {
    const signed = await trailproof(6, null, 'evaluate', 'd2', '--previous', 'd1-signed');
    expect(signed.stderr).toMatch(
      /^trailproof: --previous: signed by the key SHA256:[0-9a-f]{64}, which was not checked\. .*--previous-key\.\n$/,
    );
    const unsigned = await trailproof(6, null, 'evaluate', 'd2', '--previous', 'd1');
    expect(unsigned.stderr).toBe(UNSIGNED);
  });

  test.each([
    ['a key without a bundle', ['--previous-key', 'public.pem'], 'no bundle'],
    ['a key that is none', ['--previous', 'd1', '--previous-key', 'key.pem'], 'holds no public key'],
    [
      'two keys',
      ['--previous', 'd1', '--previous-key', 'public.pem', '--previous-key', 'other.pem'],
      'can be given once',
    ],
  ])('%s is a matter of usage', async (_name, args, message) => {
    const { code, stderr } = await trailproof(6, null, 'evaluate', 'd2', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('a run of another organization is no run before', async () => {
  const other = await startSandbox({ estate: builtInEstates.exemplary(), now: at(6) });
  const made = await trailproof(6, other, 'audit', '--out', 'other', ...small, '--previous', 'd5');
  await trailproof(6, other, 'audit', '--out', 'foreign', ...small);
  await other.stop();
  const compared = await trailproof(6, null, 'diff', 'd5', 'foreign');
  expect(compared.stderr).toContain('are of o-a1b2c3d4e5 and of o-');
  expect({ code: compared.code, stdout: compared.stdout }).toEqual({ code: 2, stdout: '' });
  expect(made.stderr).toContain('--previous is of o-a1b2c3d4e5, and this run of o-');
  expect(made.code).toBe(2);
});

describe('waivers', () => {
  const waiver = (more: object) => ({
    check: 'cloudtrail/logging',
    subject: legacy,
    owner: 'web team',
    reason: 'To be removed',
    approver: 'ciso',
    expires: '2026-12-31',
    ...more,
  });
  const findingIn = (folder: string): Line => linesOf(`${folder}/findings.ndjson`).find(isLogging);

  test('lie over a finding, change no verdict and no exit code, and replay', async () => {
    writeFileSync(join(cwd, 'w.yaml'), stringify({ waivers: [waiver({ ticket: 'SEC-1' })] }));
    const { code, stderr, stdout } = await trailproof(
      6,
      null,
      'export',
      'd2',
      '--out',
      'w1',
      '--waivers',
      'w.yaml',
      '--previous',
      'd1',
    );
    expect(stderr).toBe(UNSIGNED);
    expect(code).toBe(1);
    expect(stdout).toMatch(/waived until 2026-12-31/);
    expect(findingIn('w1')).toMatchObject({
      status: 'FAIL',
      disposition: {
        type: 'waived',
        owner: 'web team',
        approver: 'ciso',
        ticket: 'SEC-1',
        expires: '2026-12-31',
      },
    });
    expect(summaryOf('w1').waivers).toEqual({ in_force: 1, expired: [], unmatched: [] });
    expect((await trailproof(6, null, 'replay', 'w1')).code).toBe(0);
  });

  test.skipIf(!hasTypst)(
    'and a run before hold for export --control and inside the PDF too, and replay',
    async () => {
      const control = ['--framework', 'pci-dss', '--control', 'pci-dss:10.2.1'];
      writeFileSync(join(cwd, 'w0.yaml'), stringify({ waivers: [waiver({})] }));
      const history = ['--waivers', 'w0.yaml', '--previous', 'd1'];
      const made = await trailproof(6, null, 'export', 'd2', '--out', 'sheet', ...control, ...history);
      expect(made).toMatchObject({ code: 1, stderr: UNSIGNED });
      expect(findingIn('sheet')).toMatchObject({
        lifecycle: { state: 'open' },
        disposition: { type: 'waived' },
      });
      const register = readFileSync(join(cwd, 'sheet/exceptions/exceptions.csv'), 'utf8');
      expect(register).toMatch(/,open,2026-11-01T06:00:00\.000Z,[^,]+,waived,web team,2026-12-31,/);
      const inside = streamsOf(readFileSync(join(cwd, 'sheet/report.pdf')));
      expect(inside.includes(register)).toBe(true);
      expect(inside.includes(readFileSync(join(cwd, 'sheet/summary.json'), 'utf8'))).toBe(true);
      const { code, stdout, stderr } = await trailproof(6, null, 'replay', 'sheet');
      expect(stderr).toBe('');
      expect(stdout).not.toContain('not made from the evidence');
      expect(existsSync(join(cwd, 'sheet/controls/pci-dss/10.2.1.pdf'))).toBe(true);
      expect(code).toBe(0);
    },
  );

  test('are loud where they have expired or fit nothing', async () => {
    const waivers = [waiver({ expires: '2026-10-31' }), waiver({ check: 'kms/rotation', owner: 'nobody' })];
    writeFileSync(join(cwd, 'w2.yaml'), stringify({ waivers }));
    const made = await trailproof(6, null, 'export', 'd2', '--out', 'w2', '--waivers', 'w2.yaml');
    const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
    for (const text of [made.stderr, made.stdout, readFileSync(join(cwd, 'w2/report.html'), 'utf8')]) {
      expect(flat(text)).toContain(`EXPIRED waiver of cloudtrail/logging on ${legacy}, owner web team`);
      expect(flat(text)).toContain('fits no finding of this run');
    }
    // One that has expired waives nothing.
    const page = readFileSync(join(cwd, 'w2/report.html'), 'utf8');
    for (const text of [made.stdout, page]) expect(flat(text)).toContain('0 findings are waived;');
    expect(findingIn('w2').disposition.type).toBe('waiver-expired');
    expect(summaryOf('w2').waivers).toMatchObject({
      in_force: 0,
      expired: [{ expires: '2026-10-31' }],
      unmatched: [{ owner: 'nobody' }],
    });
    expect((await trailproof(6, null, 'replay', 'w2')).code).toBe(0);
  });

  test('that end between two runs are told to the ticket system', async () => {
    writeFileSync(join(cwd, 'w3.yaml'), stringify({ waivers: [waiver({ expires: '2026-11-01' })] }));
    await trailproof(6, null, 'export', 'd1', '--out', 'w3', '--waivers', 'w3.yaml');
    await trailproof(6, null, 'export', 'd2', '--out', 'w4', '--waivers', 'w3.yaml', '--previous', 'w3');
    const ticket = linesOf('w4/tickets.ndjson').find(t => t.finding_id === findingIn('w4').finding_id);
    expect(ticket).toMatchObject({ event: 'update', disposition: { type: 'waiver-expired' } });
    expect(ticket.body).toContain('EXPIRED');
  });

  test('that somebody changed in the bundle do not replay', async () => {
    await forge(join(cwd, 'w1'), 'provenance/inputs/waivers.json', text =>
      text.replace('2026-12-31', '2027-12-31'),
    );
    const { code, stderr } = await trailproof(6, null, 'replay', 'w1');
    expect(stderr).toContain('disposition');
    expect(code).toBe(4);
  });

  test('evaluate shows the same without a bundle', async () => {
    const args = ['--waivers', 'w.yaml', '--previous', 'd1', '--format', 'ndjson'];
    const { stdout } = await trailproof(6, null, 'evaluate', 'd2', ...args);
    const shown = stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
    const found = shown.find(isLogging);
    expect(found).toMatchObject({ lifecycle: { state: 'open' }, disposition: { type: 'waived' } });
  });
});

test('the waivers that the README shows are waivers', () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const [, shown = ''] = /```yaml\n(waivers:[\s\S]*?)```/.exec(readme) ?? [];
  expect(parseWaivers(parse(shown), 'README.md')).toMatchObject([
    { expires: '2026-12-31', ticket: 'SEC-123' },
  ]);
});

const missing = ['jq', 'bash'].filter(name => !hasProgram(name));
if (missing.length > 0)
  process.stderr.write(`SKIPPED: the jq recipes of the README; missing: ${missing.join(', ')}\n`);

/** In place of what would reach another machine: says what it was called with, and answers a search. */
const pretender = `#!/bin/bash
given=
case " $* " in *" --input - "*) given=$(cat) ;; esac
given=$given jq -cn '{program: $ARGS.positional[0], words: $ARGS.positional[1:], given: env.given}' \
  --args -- "\${0##*/}" "$@" >> "$CALLS"
case " $* " in
  *search/jql*) echo '{"issues": [{"key": "SEC-7"}]}' ;;
  *"issue list"*) echo 42 ;;
esac
`;

interface Sent {
  readonly program: string;
  readonly words: readonly string[];
  readonly given: string;
}

describe.skipIf(missing.length > 0)('the recipes of the README, run on real tickets', () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const [, part = ''] = readme.split('\n### Tickets\n');
  const [tickets = ''] = part.split('\n## ');
  // The block under the name, as it would be typed: prompts away, else as it stands.
  const recipeOf = (name: string): string => {
    const [, block = ''] =
      new RegExp(`^${name}[\\s\\S]*?\`\`\`console\n([\\s\\S]*?)\`\`\``, 'm').exec(tickets) ?? [];
    return block.replaceAll(/^\$ /gm, '');
  };

  /** What the recipe sends, when each event happened once. */
  function sent(name: string): readonly Sent[] {
    const place = join(cwd, `recipes-${name}`);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(join(place, 'today'), { recursive: true });
    mkdirSync(join(place, 'bin'));
    for (const program of ['curl', 'gh'])
      writeFileSync(join(place, 'bin', program), pretender, { mode: 0o755 });
    const days = { d1: 'create', d2: 'update', d3: 'close', d4: 'reopen', d5: 'heartbeat' };
    const events = Object.entries(days).map(([day, event]) => {
      const ticket = ticketOf(day);
      expect(ticket.event, day).toBe(event);
      return ticket;
    });
    writeFileSync(
      join(place, 'today/tickets.ndjson'),
      events.map(one => `${JSON.stringify(one)}\n`).join(''),
    );
    const ran = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', recipeOf(name)], {
      cwd: place,
      encoding: 'utf8',
      env: {
        PATH: `${join(place, 'bin')}:${process.env.PATH}`,
        CALLS: join(place, 'calls'),
        JIRA_LOGIN: 'a:b',
        JIRA_URL: 'https://jira.invalid',
        JIRA_CLOSE: '31',
        JIRA_REOPEN: '11',
        SNOW_LOGIN: 'a:b',
        SNOW_URL: 'https://snow.invalid',
        REPO: 'acme/audit',
      },
    });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    return readFileSync(join(place, 'calls'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => {
        const { program, words, given } = JSON.parse(line);
        return { program, words, given };
      });
  }

  const after = (flag: string, { words }: Sent): string => words[words.indexOf(flag) + 1] ?? '';
  const finding = () => lifeOf('d1').finding_id as string;

  test('Jira: created, updated, closed and reopened, each found by its label', () => {
    const calls = sent('Jira');
    const asked = calls.filter(({ words }) => words.some(word => word.endsWith('/search/jql')));
    expect(asked.length).toBe(4);
    for (const one of asked) expect(after('--data-urlencode', one)).toBe(`jql=labels = "${finding()}"`);
    const done = calls
      .filter(one => !asked.includes(one))
      .map(one => [
        one.words.includes('-X') ? after('-X', one) : 'POST',
        one.words.find(word => word.startsWith('https://')),
        JSON.parse(after('-d', one)),
      ]);
    const issue = 'https://jira.invalid/rest/api/2/issue';
    const [created, ...rest] = done;
    expect(created?.slice(0, 2)).toEqual(['POST', issue]);
    const fields = (created?.[2] as Line)?.fields;
    expect(Object.keys(fields).sort()).toEqual(['description', 'issuetype', 'labels', 'project', 'summary']);
    expect(fields.summary.length).toBeLessThanOrEqual(255);
    expect(fields.labels[0]).toBe(finding());
    for (const label of fields.labels) expect(label).not.toMatch(/\s/);
    const now = (day: string) => ({
      fields: { summary: ticketOf(day).title, description: ticketOf(day).body },
    });
    expect(rest).toEqual([
      ['PUT', `${issue}/SEC-7`, now('d2')],
      ['PUT', `${issue}/SEC-7`, now('d4')],
      ['POST', `${issue}/SEC-7/transitions`, { transition: { id: '31' } }],
      ['POST', `${issue}/SEC-7/transitions`, { transition: { id: '11' } }],
    ]);
  });

  test('ServiceNow: one row to coalesce for each event, with the state that follows', () => {
    const rows = sent('ServiceNow').map(one => JSON.parse(after('-d', one)));
    expect(rows.map(({ event, state }) => [event, state])).toEqual([
      ['create', '1'],
      ['update', undefined],
      ['close', '7'],
      ['reopen', '2'],
    ]);
    for (const row of rows) {
      expect(row.correlation_id).toBe(finding());
      expect(row.short_description.length).toBeLessThanOrEqual(160);
      expect(['1', '2', '3']).toContain(row.urgency);
      expect(row.close_notes).toBe(
        row.event === 'close' ? `Shown by ${ticketOf('d3').closing_evidence.join(', ')}` : undefined,
      );
    }
  });

  test('GitHub: created, updated, closed and reopened, each found by its id', () => {
    const calls = sent('GitHub');
    const asked = calls.filter(({ words }) => words[0] === 'issue');
    expect(asked.map(one => [after('--search', one), after('--state', one)])).toEqual(
      Array.from({ length: 3 }, () => [`${finding()} in:body`, 'all']),
    );
    const [created, ...changed] = calls.filter(one => !asked.includes(one));
    expect(created?.words).toEqual(['api', 'repos/acme/audit/issues', '--input', '-']);
    const issue = JSON.parse(created?.given ?? '');
    expect(Object.keys(issue).sort()).toEqual(['body', 'labels', 'title']);
    expect(issue.body).toMatch(/ctf1-[0-9a-f]{32}$/);
    for (const label of issue.labels) expect(label.length).toBeLessThanOrEqual(50);
    for (const one of changed)
      expect(one.words).toEqual(['api', '-X', 'PATCH', 'repos/acme/audit/issues/42', '--input', '-']);
    const bodies = changed.map(({ given }) => JSON.parse(given));
    expect(bodies.map(({ state }) => state)).toEqual([undefined, 'closed', 'open']);
    for (const [at, day] of ['d2', 'd3', 'd4'].entries())
      expect(bodies[at]).toMatchObject({
        title: ticketOf(day).title,
        body: `${ticketOf(day).body}\n\n${finding()}`,
      });
  });
});
