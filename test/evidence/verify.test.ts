import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgreement } from '../../src/evidence/agreement.ts';
import { listFolder } from '../../src/evidence/bundle.ts';
import { type ListedFile, type Manifest, renderManifest } from '../../src/evidence/manifest.ts';
import { openBundle } from '../../src/evidence/open-bundle.ts';
import { verifyBundle } from '../../src/evidence/verify.ts';
import { IntegrityError } from '../../src/model/error.ts';
import { canonical } from '../../src/model/json.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { sha256 } from '../../src/snapshot/question.ts';
import { filesIn, forge, small, type Trailproof, workplace } from '../support/bundle.ts';

let cwd: string;
let trailproof: Trailproof;
let bundle: string;

beforeAll(async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.reference() });
  ({ cwd, trailproof } = workplace(sandbox.environment));
  const signed = await trailproof('audit', '--out', 'signed', '--sign-key', 'key.pem', '--zip', ...small);
  expect(signed.stderr).toMatch(/^Signed with Ed25519, key SHA256:[0-9a-f]{64}\nPacked as .*signed\.zip\n$/);
  expect(signed.code).toBe(1);
  await sandbox.stop();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeEach(() => {
  bundle = join(cwd, 'bundle');
  rmSync(bundle, { recursive: true, force: true });
  cpSync(join(cwd, 'signed'), bundle, { recursive: true });
});

const edit = (name: string, change: (bytes: Buffer) => Buffer | string): void =>
  writeFileSync(join(bundle, name), change(readFileSync(join(bundle, name))));

/** A manifest that says something else, and that nobody signed. */
function relist(folder: string, change: (text: string) => string): void {
  const path = join(folder, 'manifest.json');
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  for (const name of ['manifest.dsse.json', 'signer.pem']) rmSync(join(folder, name));
}

// biome-ignore lint/suspicious/noExplicitAny: what a forger does to it fits no type
function withSummary(text: string, change: (summary: any) => void): string {
  const summary = JSON.parse(text);
  change(summary);
  return `${JSON.stringify(summary, null, 2)}\n`;
}

describe('a good bundle', () => {
  test('is whole, as folder and as zip; without a trusted key the signer is not proven, and that is said', async () => {
    for (const name of ['bundle', 'signed.zip']) {
      const { code, stdout } = await trailproof('verify', name);
      expect(stdout).toContain('The signer is not proven: the key came with the bundle');
      const [, asked, ...outcomes] =
        /on (\d+) questions to AWS \((\d+) answers with \d+ distinct bodies, (\d+) absences, (\d+) gaps\)/.exec(
          stdout,
        ) ?? [];
      const records = readFileSync(join(bundle, 'snapshot/evidence.ndjson'), 'utf8').trim().split('\n');
      const counted = ['answer', 'absent', 'gap'].map(
        outcome =>
          records.filter(line => (JSON.parse(line) as { outcome: string }).outcome === outcome).length,
      );
      expect(outcomes.map(Number)).toEqual(counted);
      expect(Number(asked)).toBe(records.length);
      expect(stdout).toContain('by trailproof replay');
      expect(stdout).toMatch(/Signature {2}Ed25519, key SHA256:[0-9a-f]{64}/);
      expect(code).toBe(0);
    }
  });

  test('is proven with the key that is trusted', async () => {
    const { code, stdout } = await trailproof(
      'verify',
      'signed.zip',
      '--key',
      'public.pem',
      '--format',
      'json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      verified: true,
      signature: { algorithm: 'Ed25519', signer_proven: true },
    });
    expect(code).toBe(0);
  });

  test('that is not signed agrees with itself, and no more is claimed', async () => {
    for (const name of ['manifest.dsse.json', 'signer.pem']) rmSync(join(bundle, name));
    const { code, stdout } = await trailproof('verify', 'bundle');
    expect(stdout).toContain('Nothing shows who made it');
    expect(code).toBe(0);
  });

  test('the manifest lists every file but what seals it, sorted', () => {
    const { files } = JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8')) as {
      files: { path: string; role: string }[];
    };
    const sealed = ['manifest.dsse.json', 'manifest.json', 'signer.pem'];
    expect(files.map(file => file.path)).toEqual(filesIn(bundle).filter(path => !sealed.includes(path)));
    expect(files.filter(file => file.role === 'other')).toEqual([]);
    expect(readFileSync(join(bundle, 'manifest.json'), 'utf8')).not.toContain('\r');
  });
});

describe('exit 4 and the first fault', () => {
  const reseal = (name: string, change: (text: string) => string) => () => forge(bundle, name, change);
  const remove = (name: string) => () => rmSync(join(bundle, name));
  const twice = (text: string): string => text + text.slice(0, text.indexOf('\n') + 1);
  /** The manifest as Trailproof writes it, with other files in it. */
  const listing = (change: (files: readonly ListedFile[]) => ListedFile[]) => () =>
    edit('manifest.json', text => {
      const manifest = JSON.parse(String(text)) as Manifest;
      return renderManifest({ ...manifest, files: change(manifest.files) });
    });
  /** Puts another file in the place of lives.ndjson: in order, and with all that such a file would have. */
  const listed = (path: string, media_type: string) =>
    listing(files =>
      files
        .map(file => (file.path === 'lives.ndjson' ? { ...file, path, media_type, role: 'other' } : file))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
  const cases: [string, () => void | Promise<void>, string, string][] = [
    ['a file is missing', remove('findings.ndjson'), 'MISSING_FILE', 'findings.ndjson'],
    ['a file is not listed', () => writeFileSync(join(bundle, 'note.txt'), ''), 'UNLISTED_FILE', 'note.txt'],
    ['a file grew', () => edit('summary.json', b => `${b}\n`), 'WRONG_SIZE', 'summary.json'],
    ['a byte changed', () => edit('README.txt', b => b.fill(0x20, 3, 4)), 'WRONG_HASH', 'README.txt'],
    ['there is no manifest', remove('manifest.json'), 'NO_MANIFEST', 'manifest.json'],
    ['the manifest is not JSON', () => edit('manifest.json', () => '{'), 'BAD_MANIFEST', 'its text is not'],
    [
      'the manifest is written otherwise',
      () => edit('manifest.json', b => JSON.stringify(JSON.parse(String(b)), null, 1)),
      'BAD_MANIFEST',
      'not written as',
    ],
    [
      'the manifest climbs out of the bundle',
      () => edit('manifest.json', b => String(b).replace('README.txt', '../README')),
      'BAD_MANIFEST',
      'files.0.path',
    ],
    ['a manifest out of order', listing(files => files.toReversed()), 'BAD_MANIFEST', 'not written as'],
    [
      'a manifest that lists what seals it',
      listed('manifest.dsse.json', 'application/json'),
      'BAD_MANIFEST',
      'lists manifest.dsse.json',
    ],
    [
      'a manifest with names that one disk holds and another does not',
      listed('readme.TXT', 'application/octet-stream'),
      'UNSAFE_ENTRY',
      'is there as README.txt too',
    ],
    ['half a signature', remove('signer.pem'), 'BAD_SIGNATURE', 'signer.pem'],
    ['the other half', remove('manifest.dsse.json'), 'BAD_SIGNATURE', 'manifest.dsse.json'],
    [
      'the manifest is not the signed one',
      () => edit('manifest.json', b => String(b).replace('"role":"readme"', '"role":"reader"')),
      'BAD_SIGNATURE',
      'not the manifest that was signed',
    ],
    [
      'another key',
      () => writeFileSync(join(bundle, 'signer.pem'), readFileSync(join(cwd, 'other.pem'))),
      'BAD_SIGNATURE',
      'not signed by the key in signer.pem',
    ],
    [
      'a symbolic link to a file like the one it replaces',
      () => {
        rmSync(join(bundle, 'summary.json'));
        symlinkSync(join(cwd, 'signed', 'summary.json'), join(bundle, 'summary.json'));
      },
      'UNSAFE_ENTRY',
      'symbolic link',
    ],
    [
      'a symbolic link to a folder outside',
      () => symlinkSync(cwd, join(bundle, 'outside')),
      'UNSAFE_ENTRY',
      'symbolic link',
    ],
    [
      'names that one disk holds and another does not',
      () => writeFileSync(join(bundle, 'SUMMARY.json'), ''),
      'UNSAFE_ENTRY',
      'SUMMARY.json',
    ],
    ['a hidden file', () => writeFileSync(join(bundle, '.hidden'), ''), 'UNSAFE_ENTRY', '.hidden'],
    [
      'a verdict that no schema has, made whole again',
      reseal('evaluations.ndjson', text => text.replace('"status":"FAIL"', '"status":"FINE"')),
      'BAD_CONTENT',
      'evaluations.ndjson: line',
    ],
    [
      'another verdict, made whole again',
      reseal('evaluations.ndjson', text => text.replace('"status":"FAIL"', '"status":"PASS"')),
      'WRONG_FACTS',
      'manifest.json',
    ],
    [
      'another answer of AWS, made whole again',
      reseal('snapshot/bodies.ndjson', text => text.replace('"IsLogging":false', '"IsLogging":true')),
      'BAD_BODY',
      'does not match its hash',
    ],
    [
      'a body left out, made whole again',
      reseal('snapshot/bodies.ndjson', text => text.slice(text.indexOf('\n') + 1)),
      'BAD_BODY',
      'is missing',
    ],
    [
      'a record left out, made whole again',
      reseal('snapshot/evidence.ndjson', text => text.slice(text.indexOf('\n') + 1)),
      'BAD_CONTENT',
      'were written',
    ],
    [
      'a record twice, made whole again',
      reseal('snapshot/evidence.ndjson', text => text.slice(0, text.indexOf('\n') + 1) + text),
      'BAD_CONTENT',
      'second record',
    ],
    [
      'an answer given to another question, made whole again',
      reseal('snapshot/evidence.ndjson', text =>
        text.replace(
          /"id":"(cloudtrail\.GetTrailStatus\/\d{12}\/[a-z0-9-]+)\/[0-9a-f]{16}"/,
          '"id":"$1/0123456789abcdef"',
        ),
      ),
      'BAD_CONTENT',
      'is not the question that it records',
    ],
    [
      'an answer from another account, made whole again',
      reseal('snapshot/evidence.ndjson', text =>
        text.replace('"scope":{"accountId":"111122223333"', '"scope":{"accountId":"444455556666"'),
      ),
      'BAD_CONTENT',
      'is not the question that it records',
    ],
    [
      'an answer to what was never asked, made whole again',
      reseal('snapshot/evidence.ndjson', text =>
        text.replace(
          /"id":"(cloudtrail\.GetTrailStatus\/[^"]*)\/[0-9a-f]{16}","input":\{[^}]*\}/,
          '"id":"$1/unasked","input":null',
        ),
      ),
      'BAD_CONTENT',
      'is not the question that it records',
    ],
    [
      'an answer that says two things, made whole again',
      reseal('snapshot/bodies.ndjson', text =>
        text.replace('"IsLogging":false', '"IsLogging":true,"IsLogging":false'),
      ),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'an answer with a space in it, made whole again',
      reseal('snapshot/bodies.ndjson', text => text.replace('"IsLogging":', '"IsLogging": ')),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'an answer that nobody gave, made whole again',
      reseal('snapshot/bodies.ndjson', text => {
        const data = { note: 'anything at all' };
        return `${text}${canonical({ sha256: sha256(canonical(data)), data })}\n`;
      }),
      'BAD_BODY',
      'which no record points at',
    ],
    [
      'an answer twice, made whole again',
      reseal('snapshot/bodies.ndjson', text => text + text.slice(0, text.indexOf('\n') + 1)),
      'BAD_BODY',
      'there twice',
    ],
    [
      'a population that says two things, made whole again',
      reseal('snapshot/population.json', text => `{"accounts":[],${text.slice(1)}`),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'a snapshot that says who audited it, made whole again',
      reseal('snapshot/snapshot.json', text => `{"auditedBy":"somebody",${text.slice(1)}`),
      'BAD_CONTENT',
      'auditedBy',
    ],
    [
      'a snapshot in another spacing, made whole again',
      reseal('snapshot/snapshot.json', text => `${JSON.stringify(JSON.parse(text), null, 2)}\n`),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'records without their last line break, made whole again',
      reseal('snapshot/evidence.ndjson', text => text.slice(0, -1)),
      'BAD_CONTENT',
      'does not end with a line break',
    ],
    [
      'a summary that says two things, made whole again',
      reseal('summary.json', text =>
        text.replace('"complete": true', '"complete": false,\n  "complete": true'),
      ),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'a finding that says two things, made whole again',
      reseal('findings.ndjson', text => text.replace('"status":"FAIL"', '"status":"PASS","status":"FAIL"')),
      'BAD_CONTENT',
      'is not written as Trailproof writes it',
    ],
    [
      'a file without a schema that says two things, made whole again',
      reseal('provenance/run.json', text =>
        text.replace('"complete": true', '"complete": false, "complete": true'),
      ),
      'BAD_CONTENT',
      'provenance/run.json: has the member "complete" twice',
    ],
    [
      'lines too deep to be read, made whole again',
      reseal('snapshot/bodies.ndjson', text => `${'['.repeat(200_000)}${']'.repeat(200_000)}\n${text}`),
      'BAD_CONTENT',
      'snapshot/bodies.ndjson: line 1: ',
    ],
    [
      'a file in a part that it does not have, made whole again',
      () => relist(bundle, text => text.replace('"role":"readme"', '"role":"verified by somebody"')),
      'BAD_MANIFEST',
      'README.txt',
    ],
    [
      'a file of another kind than its name says, made whole again',
      () =>
        relist(bundle, text => text.replace('"media_type":"text/plain"', '"media_type":"application/pdf"')),
      'BAD_MANIFEST',
      'README.txt',
    ],
    [
      'findings of another run, made whole again',
      reseal('findings.ndjson', text => text.replace(/"run_id":"\w{26}"/, `"run_id":"${'0'.repeat(26)}"`)),
      'OTHER_RUN',
      'findings.ndjson: line 1: belongs to run 0000',
    ],
    ...(
      [
        'evaluations.ndjson',
        'lives.ndjson',
        'tickets.ndjson',
        'summary.json',
        'snapshot/snapshot.json',
      ] as const
    ).map((name): [string, () => Promise<void>, string, string] => [
      `${name} of another run, made whole again`,
      reseal(name, text => text.replace(/("run_?id": ?)"\w{26}"/i, `$1"${'0'.repeat(26)}"`)),
      'OTHER_RUN',
      'belongs to run 0000',
    ]),
    [
      'a file of JSON that is none',
      reseal('formats/oscal-assessment-results.json', text => text.slice(0, -20)),
      'BAD_CONTENT',
      'formats/oscal-assessment-results.json: is not JSON',
    ],
    [
      'provenance that is not JSON',
      reseal('provenance/run.json', () => 'Dear auditor'),
      'BAD_CONTENT',
      'provenance/run.json: is not JSON',
    ],
    [
      'a line that is not JSON, where no schema is shipped',
      reseal('raw/index.ndjson', text => `${text}Dear auditor\n`),
      'BAD_CONTENT',
      'is not JSON',
    ],
    [
      'the sheet of a requirement that has a status of its own',
      reseal('controls/pci-dss/10.2.1.json', text =>
        text.replace(/"evidence": "(met|not-\w+)"/, '"evidence": "compliant"'),
      ),
      'BAD_CONTENT',
      'controls/pci-dss/10.2.1.json: evidence: ',
    ],
    [
      'the sheet of another run',
      reseal('controls/pci-dss/10.2.1.json', text =>
        text.replace(/"run_id": "\w{26}"/, `"run_id": "${'0'.repeat(26)}"`),
      ),
      'OTHER_RUN',
      'controls/pci-dss/10.2.1.json: belongs to run 0000',
    ],
    [
      'a judgement twice',
      reseal('evaluations.ndjson', twice),
      'BAD_CONTENT',
      'evaluations.ndjson: judges ctf1-',
    ],
    [
      'no findings, where there are failures',
      reseal('findings.ndjson', () => ''),
      'BAD_CONTENT',
      'lacks ctf1-',
    ],
    ['a finding twice', reseal('findings.ndjson', twice), 'BAD_CONTENT', 'twice'],
    [
      'a failure that is told as unknown',
      reseal('findings.ndjson', text => text.replace('"status":"FAIL"', '"status":"UNKNOWN"')),
      'BAD_CONTENT',
      'says UNKNOWN critical of ctf1-',
    ],
    [
      'a failure that is told as a smaller one',
      reseal('findings.ndjson', text => text.replace('"level":"critical"', '"level":"low"')),
      'BAD_CONTENT',
      'says FAIL low of ctf1-',
    ],
    [
      'a finding of what passes',
      reseal('findings.ndjson', text => {
        const [first = ''] = text.split('\n');
        return `${text}${first.replace(/ctf1-[0-9a-f]{32}/, `ctf1-${'0'.repeat(32)}`)}\n`;
      }),
      'BAD_CONTENT',
      `has ctf1-${'0'.repeat(32)}, which is open in no line`,
    ],
    [
      'no lives, where there are failures',
      reseal('lives.ndjson', () => ''),
      'BAD_CONTENT',
      'lives.ndjson: lacks',
    ],
    ['a life twice', reseal('lives.ndjson', twice), 'BAD_CONTENT', 'lives.ndjson: has ctf1-'],
    [
      'a failure whose life is closed',
      reseal('lives.ndjson', text => text.replace('"state":"new"', '"state":"closed"')),
      'BAD_CONTENT',
      'lives.ndjson: says closed of ctf1-',
    ],
    [
      'a life of what does not fail',
      reseal('lives.ndjson', text => {
        const [first = ''] = text.split('\n');
        return `${text}${first.replace(/ctf1-[0-9a-f]{32}/, `ctf1-${'0'.repeat(32)}`)}\n`;
      }),
      'BAD_CONTENT',
      'which fails in no line',
    ],
    [
      'other totals',
      reseal('summary.json', text => withSummary(text, ({ totals }) => (totals.pass += 1))),
      'BAD_CONTENT',
      'summary.json: says totals.pass',
    ],
    [
      'a summary that moves a failure to another severity',
      reseal('summary.json', text =>
        withSummary(text, ({ totals: { findings_by_severity: by } }) => {
          by.low += 1;
          by.critical -= 1;
        }),
      ),
      'BAD_CONTENT',
      'findings_by_severity.low',
    ],
    [
      'a summary with an exit code of its own',
      reseal('summary.json', text => withSummary(text, ({ exit }) => (exit.code = 0))),
      'BAD_CONTENT',
      'summary.json: says exit.code 0, and by evaluations.ndjson it is 1',
    ],
    [
      'a scorecard with an item that its score does not count',
      reseal('summary.json', text =>
        withSummary(text, ({ trails: [{ items }] }) => {
          items[0].status = items[0].status === 'met' ? 'not-met' : 'met';
        }),
      ),
      'BAD_CONTENT',
      'in the score of arn:aws:cloudtrail:',
    ],
    [
      'a score in words of its own',
      reseal('summary.json', text =>
        withSummary(text, ({ trails: [{ score }] }) => (score.text = '10 of 10 met')),
      ),
      'BAD_CONTENT',
      'says text "10 of 10 met" in the score of',
    ],
    [
      'an item of the organization that other trails meet',
      reseal('summary.json', text =>
        withSummary(text, ({ organization }) => (organization.items[0].trails.met += 1)),
      ),
      'BAD_CONTENT',
      'and the trails deny it',
    ],
    [
      'a framework with more that is met than its requirements',
      reseal('summary.json', text => withSummary(text, ({ frameworks: [first] }) => (first.met += 1))),
      'BAD_CONTENT',
      'and its requirements deny it',
    ],
    [
      'no tickets, where there are failures',
      reseal('tickets.ndjson', () => ''),
      'BAD_CONTENT',
      'tickets.ndjson: lacks ctf1-',
    ],
    [
      'a ticket that is told as closed',
      reseal('tickets.ndjson', text => text.replace('"state":"new"', '"state":"closed"')),
      'BAD_CONTENT',
      'tickets.ndjson: says closed of ctf1-',
    ],
    [
      'a ticket twice',
      reseal('tickets.ndjson', text => text + text.slice(0, text.indexOf('\n') + 1)),
      'BAD_CONTENT',
      'tickets.ndjson: has ctf1-',
    ],
    [
      'a summary with other lives',
      reseal('summary.json', text => withSummary(text, ({ lives }) => (lives.new -= 1))),
      'BAD_CONTENT',
      'summary.json: says lives.new',
    ],
    ...(['closed', 'stale', 'open', 'reopened'] as const).map(
      (state): [string, () => Promise<void>, string, string] => [
        `a summary that counts another finding as ${state}`,
        reseal('summary.json', text => withSummary(text, ({ lives }) => (lives[state] += 1))),
        'BAD_CONTENT',
        `summary.json: says lives.${state}`,
      ],
    ),
    [
      'no summary, and none is listed',
      () => {
        rmSync(join(bundle, 'summary.json'));
        return forge(bundle, 'README.txt', text => `${text}\n`);
      },
      'MISSING_FILE',
      'not listed either',
    ],
    [
      'a summary that leaves a check out',
      reseal('summary.json', text => withSummary(text, summary => (summary.checks = []))),
      'BAD_CONTENT',
      'does not name the check cloudtrail/logging',
    ],
    [
      'a summary that calls a run stopped which was not',
      reseal('summary.json', text => withSummary(text, summary => (summary.complete = false))),
      'BAD_CONTENT',
      'says complete false',
    ],
  ];

  test.each(cases)('%s', async (_name, break_, code, message) => {
    const other = workplace();
    cpSync(join(other.cwd, 'public.pem'), join(cwd, 'other.pem'));
    rmSync(other.cwd, { recursive: true });
    await break_();
    const found = await trailproof('verify', 'bundle', '--format', 'json');
    expect(JSON.parse(found.stdout)).toMatchObject({
      verified: false,
      fault: { code, message: expect.stringContaining(message) },
    });
    expect(found.code).toBe(4);
    const told = await trailproof('verify', 'bundle');
    expect(told).toMatchObject({ code: 4, stdout: '' });
    expect(told.stderr).toContain(message);
    expect(told.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a bundle that somebody else signed anew, where a key is trusted; and one with the signature taken off', async () => {
    const forger = workplace();
    cpSync(join(forger.cwd, 'key.pem'), join(cwd, 'forger.pem'));
    cpSync(join(forger.cwd, 'public.pem'), join(cwd, 'forger-public.pem'));
    rmSync(forger.cwd, { recursive: true });
    const right = await trailproof('verify', 'bundle', '--key', 'public.pem');
    expect(right.code).toBe(0);
    const wrong = await trailproof('verify', 'bundle', '--key', 'forger-public.pem');
    expect(wrong.stderr).toContain('signer.pem: holds the key');
    expect(wrong.code).toBe(4);
    for (const name of ['manifest.dsse.json', 'signer.pem']) rmSync(join(bundle, name));
    const stripped = await trailproof('verify', 'bundle', '--key', 'public.pem');
    expect(stripped.stderr).toContain('is not signed, and a key was given');
    expect(stripped.code).toBe(4);
  });

  test('what is nothing to verify is a matter of usage', async () => {
    expect((await trailproof('verify', 'nowhere')).code).toBe(2);
    expect((await trailproof('verify', 'bundle', '--key', 'none.pem')).code).toBe(2);
    const priv = await trailproof('verify', 'bundle', '--key', 'key.pem');
    expect(priv.stderr).toContain('holds no public key');
    expect(priv.code).toBe(2);
  });
});

test('a judgement that broke makes exit code 70, whatever the summary says', () => {
  const agreement = createAgreement();
  const of = { finding_id: 'ctf1-1', status: 'UNKNOWN' };
  agreement.evaluation({ ...of, check: 'a/b', severity: 'low', unknown_reason: 'defect' } as never);
  agreement.finding({ ...of, severity: { level: 'low' } } as never);
  agreement.summary({
    checks: ['a/b'],
    complete: true,
    trails: [],
    organization: { items: [] },
    frameworks: [],
    totals: { pass: 0, fail: 0, unknown: 1, not_applicable: 0, findings_by_severity: {} },
    lives: { new: 0, open: 0, reopened: 0, stale: 0, closed: 0 },
    population: { accounts: { balances: true }, account_regions: { balances: true } },
    exit: { fail_on: 'low', code: 3 },
  } as never);
  const snapshot = { complete: true, takenAt: undefined, records: new Set<string>() };
  expect(() => agreement.finish(snapshot)).toThrow('says exit.code 3, and by evaluations.ndjson it is 70');
});

describe('every byte counts', () => {
  const failsOn = async (): Promise<IntegrityError> => {
    const opened = await openBundle(bundle);
    const failed = await verifyBundle(opened).then(
      () => undefined,
      (error: unknown) => error,
    );
    await opened.close();
    expect(failed).toBeInstanceOf(IntegrityError);
    return failed as IntegrityError;
  };

  test.each(['manifest.json', 'manifest.dsse.json', 'signer.pem'])('bytes all over %s', async name => {
    const bytes = readFileSync(join(bundle, name));
    // Every byte of what is small; of a long manifest some 1,000, at a step that meets each kind of member.
    const step = Math.ceil(bytes.length / 1_000) | 1;
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(join(bundle, name), flipped);
      const fault = await failsOn();
      expect(fault.message.length, `${name} at ${at}`).toBeGreaterThan(10);
    }
  });

  test('flips anywhere in a signed bundle', async () => {
    const files = [...listFolder(bundle).keys()];
    const place = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(place, async ([name, offset, mask]) => {
        const path = join(bundle, name);
        const bytes = readFileSync(path);
        const flipped = Buffer.from(bytes);
        const at = offset % bytes.length;
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        writeFileSync(path, flipped);
        const fault = await failsOn();
        writeFileSync(path, bytes);
        expect(fault.message).not.toBe('');
        if (!['manifest.json', 'manifest.dsse.json', 'signer.pem'].includes(name)) {
          expect(fault).toMatchObject({ code: 'WRONG_HASH', path: name });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nothing is written', async () => {
    const listing = (): string[] => filesIn(cwd);
    const before = listing();
    await trailproof('verify', 'signed.zip');
    await trailproof('verify', 'bundle');
    edit('summary.json', b => `${b} `);
    await trailproof('verify', 'bundle');
    expect(listing()).toEqual(before);
    mkdirSync(join(cwd, 'empty'), { recursive: true });
    expect((await trailproof('verify', 'empty')).code).toBe(4);
  });
});
