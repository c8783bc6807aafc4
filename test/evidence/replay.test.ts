import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFacts, type StoredRecord } from '../../src/evidence/facts.ts';
import type { Gap } from '../../src/model/evidence.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { forge, sealWithItsOwnFacts, type Trailproof, workplace } from '../support/bundle.ts';
import { demandTypst, hasTypst } from '../support/typst.ts';

demandTypst();

let cwd: string;
let trailproof: Trailproof;
let bundle: string;
const at = new Date('2026-11-20T06:00:00Z');

beforeAll(async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: () => at });
  ({ cwd, trailproof } = workplace(sandbox.environment, { now: () => at }));
  await trailproof('audit', '--out', 'first', '--zip', '--sign-key', 'key.pem');
  await trailproof('audit', '--out', 'second');
  await trailproof(
    'audit',
    '--out',
    'part',
    '--check',
    'kms/rotation',
    '--fail-on',
    'high',
    '--framework',
    'soc2',
  );
  await sandbox.stop();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeEach(() => {
  bundle = join(cwd, 'bundle');
  rmSync(bundle, { recursive: true, force: true });
  cpSync(join(cwd, 'first'), bundle, { recursive: true });
});

const factsOf = (name: string): string =>
  (JSON.parse(readFileSync(join(cwd, name, 'manifest.json'), 'utf8')) as { facts_sha256: string })
    .facts_sha256;

describe('judged again', () => {
  test.each(['first', 'first.zip', 'second', 'part'])('%s comes out the same', async name => {
    const { code, stdout, stderr } = await trailproof('replay', name);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Judged again: \d+ verdicts, all the same\./);
    expect(stdout).toContain(
      `README.txt, evaluations.csv, evaluations.ndjson, findings.ndjson, lives.ndjson, report.html, ${hasTypst ? 'report.pdf, ' : ''}summary.json, tickets.ndjson`,
    );
    expect(code).toBe(0);
  });

  test('a verdict that was changed, with all that tells of it and the manifest made to fit, is named', async () => {
    const number = await passFor('cloudtrail/logging');
    expect((await trailproof('verify', 'bundle')).code).toBe(0);
    const { code, stderr } = await trailproof('replay', 'bundle');
    expect(stderr).toContain(
      `evaluations.ndjson: line ${number + 1}, cloudtrail/logging on arn:aws:cloudtrail:`,
    );
    expect(stderr).toContain('status is "PASS", and judged again "FAIL"');
    expect(code).toBe(4);
  });

  test('a finding that was left out contradicts the verdicts already', async () => {
    await forge(bundle, 'findings.ndjson', text => text.slice(text.indexOf('\n') + 1));
    for (const command of ['verify', 'replay']) {
      const { code, stderr } = await trailproof(command, 'bundle');
      expect(stderr).toContain('findings.ndjson: lacks ctf1-');
      expect(code).toBe(4);
    }
  });

  test('a ticket that says something else is named', async () => {
    await forge(bundle, 'tickets.ndjson', text => text.replace('"event":"create"', '"event":"update"'));
    expect((await trailproof('verify', 'bundle')).code).toBe(0);
    const { code, stderr } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('tickets.ndjson: line 1');
    expect(code).toBe(4);
  });

  test('a row that was added at the end is named', async () => {
    await forge(bundle, 'exceptions/exceptions.csv', text => text + text.slice(0, text.indexOf('\n') + 1));
    const { stderr, code } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('exceptions/exceptions.csv: goes on after line');
    expect(code).toBe(4);
  });

  test('a summary that was made milder is named', async () => {
    await forge(bundle, 'summary.json', text => text.replace('"fail_on": "low"', '"fail_on": "critical"'));
    const { stderr, code } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('summary.json: line');
    expect(code).toBe(4);
  });

  test('a check that this version does not have is named', async () => {
    await forge(bundle, 'summary.json', text =>
      text.replace('"cloudtrail/logging",', '"cloudtrail/logging",\n    "cloudtrail/lumbering",'),
    );
    const { stderr, code } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('names the check cloudtrail/lumbering, which version');
    expect(code).toBe(4);
  });

  test('what nobody makes from the evidence is verified and said', async () => {
    writeFileSync(join(bundle, 'letter.txt'), 'Dear auditor');
    await sealWithItsOwnFacts(bundle);
    const { stdout, code } = await trailproof('replay', 'bundle');
    expect(stdout).toContain('not made from the evidence: letter.txt.');
    expect(code).toBe(0);
  });

  test.each([
    'controls/pci-dss/99.json',
    'controls/pci-dss/99.pdf',
    'exceptions/none.csv',
    'findings.csv',
    'formats/sarif.json',
    'provenance/approval.json',
    'raw/notes.txt',
    'report.docx',
    'scope/exclusions-too.csv',
    'snapshot/more.csv',
    'trails/another.json',
  ])('%s, which stands where Trailproof writes and is not made by it, is named', async path => {
    const sheet = join(bundle, 'controls/pci-dss/10.2.1.json');
    cpSync(sheet, join(bundle, path));
    if (!path.startsWith('controls/')) writeFileSync(join(bundle, path), path.endsWith('json') ? '{}' : '');
    await sealWithItsOwnFacts(bundle);
    const { code, stderr } = await trailproof('replay', 'bundle');
    expect(stderr).toContain(`${path}: is not made from the evidence`);
    expect(code).toBe(4);
  });

  test.skipIf(!hasTypst)('a PDF where no engine was, or the name of one, is a contradiction', async () => {
    const run = 'provenance/run.json';
    await forge(bundle, run, text => text.replace('"renderer": "typst-native"', '"renderer": null'));
    const there = await trailproof('replay', 'bundle');
    expect(there.stderr).toContain(`${run}: says that no engine set a PDF, and report.pdf is there`);
    expect(there.code).toBe(4);
    rmSync(join(bundle, 'report.pdf'));
    await forge(bundle, run, text =>
      text.replace('"control_pdfs": []', '"control_pdfs": [\n    "pci-dss:10.3.4"\n  ]'),
    );
    const named = await trailproof('replay', 'bundle');
    expect(named.stderr).toContain('says that no engine set a PDF, and names one of pci-dss:10.3.4');
    expect(named.code).toBe(4);
  });

  test.skipIf(!hasTypst)(
    'a PDF of an engine that is not here is compared with nothing: incomplete, and said',
    async () => {
      writeFileSync(join(bundle, 'report.pdf'), 'Everything passes.');
      await forge(bundle, 'provenance/run.json', text => text.replace('typst-native', 'typst-wasm'));
      const { code, stdout, stderr } = await trailproof('replay', 'bundle');
      expect(stderr).toBe('');
      expect(stdout).toContain(
        'INCOMPLETE: not made again, and what they say is compared with nothing: report.pdf.',
      );
      expect(stdout).toContain('set by typst-wasm, and this machine has typst-native');
      expect(code).toBe(3);
      rmSync(join(bundle, 'report.pdf'));
      await sealWithItsOwnFacts(bundle);
      const gone = await trailproof('replay', 'bundle');
      expect(gone.stderr).toContain('report.pdf: is made from the evidence and not in the bundle');
      expect(gone.code).toBe(4);
    },
  );

  test.each([
    ['is no JSON', () => 'typst'],
    [
      'names an engine that there is not',
      (text: string) => text.replace(/"renderer": (null|"[^"]+")/, '"renderer": "quill"'),
    ],
  ])('provenance that %s is a fault of the bundle and none of ours', async (_name, change) => {
    await forge(bundle, 'provenance/run.json', change);
    const { code, stderr } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('provenance/run.json: ');
    expect(stderr).not.toContain('defect');
    expect(code).toBe(4);
  });

  test('a bundle that does not verify is not replayed', async () => {
    writeFileSync(join(bundle, 'letter.txt'), 'Dear auditor');
    const { stderr, code } = await trailproof('replay', 'bundle');
    expect(stderr).toContain('letter.txt: is not listed');
    expect(code).toBe(4);
  });
});

describe('the facts digest', () => {
  test('is the same for two runs that found the same, and another where anything else was found', () => {
    expect(factsOf('second')).toBe(factsOf('first'));
    expect(factsOf('part')).not.toBe(factsOf('first'));
  });

  const record = {
    call: 'a.B',
    scope: { accountId: '1', region: 'r' },
    input: {},
    at: '2026-11-20T06:00:00Z',
  };
  const answer = { ...record, id: 'a.B/1', outcome: 'answer' as const, sha256: 'aa', requestIds: ['x'] };
  const gap = { reason: 'denied' as const, code: 'AccessDenied', message: 'no', permission: 'a:B' };
  const missing = { ...record, id: 'a.B/2', outcome: 'gap' as const, gap };
  const absent = { ...record, id: 'a.B/3', outcome: 'absent' as const, code: 'NoPolicy', requestIds: ['x'] };
  const line = { run_id: 'r', evaluation_id: 'e', finding_id: 'f', status: 'PASS' };

  const refused = (as: Partial<Gap>) => ({ ...missing, gap: { ...gap, ...as } });

  function digest(change: { line?: object; records?: readonly StoredRecord[]; population?: object }): string {
    const facts = createFacts();
    facts.evaluation({ ...line, ...change.line });
    for (const one of change.records ?? [answer, missing, absent]) facts.evidence(one);
    facts.population({ accounts: [], ...change.population });
    return facts.digest();
  }

  test.each([
    ['run and evaluation', { line: { run_id: 'other', evaluation_id: 'other' } }],
    ['the order of asking', { records: [absent, missing, answer] }],
    ['time and request', { records: [{ ...answer, at: 'later', requestIds: ['y'] }, missing, absent] }],
    ["AWS's words about a refusal", { records: [answer, refused({ message: 'nope' }), absent] }],
    ['who the session was', {}],
  ])('does not depend on %s', (_name, change) => {
    expect(digest(change)).toBe(digest({}));
    const session = (sha256: string) => digest({ records: [{ ...answer, call: 'sts.AssumeRole', sha256 }] });
    expect(session('aa')).toBe(session('bb'));
  });

  test.each([
    ['a verdict', { line: { status: 'FAIL' } }],
    ['an answer', { records: [{ ...answer, sha256: 'bb' }, missing, absent] }],
    ['a refusal', { records: [answer, refused({ code: 'Throttling' }), absent] }],
    ['the reason of a refusal', { records: [answer, refused({ reason: 'throttled' }), absent] }],
    ['what would mend a refusal', { records: [answer, refused({ permission: 'a:C' }), absent] }],
    ['what a refusal comes from', { records: [answer, refused({ because: 'a.B/1' }), absent] }],
    ['how a thing is absent', { records: [answer, missing, { ...absent, code: 'NoBucket' }] }],
    ['a question less', { records: [answer, missing] }],
    ['the population', { population: { unread: ['x'] } }],
  ])('depends on %s', (_name, change) => {
    expect(digest(change)).not.toBe(digest({}));
  });
});

/** Turns the first failure of a check into a pass, in every file that a reader is likely to look at. Gives its place. */
async function passFor(check: string): Promise<number> {
  const read = (name: string): string[] => readFileSync(join(bundle, name), 'utf8').trimEnd().split('\n');
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(bundle, name), `${lines.join('\n')}\n`);
  const lines = read('evaluations.ndjson');
  const number = lines.findIndex(line => line.includes(`"check":"${check}"`) && line.includes('"FAIL"'));
  const failed = lines[number] ?? '';
  lines[number] = failed.replace('"status":"FAIL"', '"status":"PASS"');
  write('evaluations.ndjson', lines);
  const { finding_id: id, severity } = JSON.parse(failed) as { finding_id: string; severity: string };
  for (const name of ['findings.ndjson', 'lives.ndjson', 'tickets.ndjson'])
    write(
      name,
      read(name).filter(line => !line.includes(`"finding_id":"${id}"`)),
    );
  const summary = JSON.parse(read('summary.json').join('\n'));
  summary.totals.pass += 1;
  summary.totals.fail -= 1;
  summary.totals.findings_by_severity[severity] -= 1;
  summary.lives.new -= 1;
  write('summary.json', [JSON.stringify(summary, null, 2)]);
  await sealWithItsOwnFacts(bundle);
  return number;
}
