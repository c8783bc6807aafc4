import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import { main } from '../../src/cli/main.ts';
import { readTemplate } from '../../src/evidence/templates.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { testIo } from '../support/run.ts';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference() });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify(demoConfig));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function trailproof(
  args: readonly string[],
  options: { tty?: boolean; env?: Record<string, string> } = {},
) {
  const env = { ...sandbox.environment, ...options.env };
  const { io, said } = testIo(env, { cwd, tty: options.tty === true });
  const code = await main(args, io);
  return { code, ...said };
}

const linesOf = (path: string): string[] => readFileSync(join(cwd, path), 'utf8').trim().split('\n');

test('evaluate gives the same bytes as the audit that made the snapshot', async () => {
  const audit = await trailproof(['audit', '--out', 'a']);
  expect(audit.code).toBe(1);
  const again = await trailproof(['evaluate', 'a', '--out', 'b']);
  expect(again.code).toBe(1);
  for (const name of ['evaluations.ndjson', 'findings.ndjson', 'summary.json']) {
    expect(readFileSync(join(cwd, 'b', name), 'utf8')).toBe(readFileSync(join(cwd, 'a', name), 'utf8'));
  }
  expect(readdirSync(join(cwd, 'a')).sort()).toEqual([
    'README.txt',
    'controls',
    'evaluations.csv',
    'evaluations.ndjson',
    'exceptions',
    'findings.ndjson',
    'formats',
    'lives.ndjson',
    'manifest.json',
    'provenance',
    'raw',
    'report.html',
    'report.pdf',
    'scope',
    'snapshot',
    'summary.json',
    'tickets.ndjson',
    'trails',
  ]);
});

test('two runs differ in nothing but run id and times', async () => {
  await trailproof(['audit', '--out', 'a']);
  await trailproof(['audit', '--out', 'b']);
  const ids = (path: string) =>
    linesOf(path).map(line => {
      const { finding_id, status, check, subject } = JSON.parse(line) as Record<string, unknown>;
      return { finding_id, status, check, subject };
    });
  expect(ids('a/evaluations.ndjson')).toEqual(ids('b/evaluations.ndjson'));
});

test('what is written keeps to the shipped schemas', async () => {
  await trailproof(['audit', '--out', 'a']);
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const files: [string, string[]][] = [
    ['summary', [readFileSync(join(cwd, 'a/summary.json'), 'utf8')]],
    ['evaluation', linesOf('a/evaluations.ndjson')],
    ['finding', linesOf('a/findings.ndjson')],
    ['life', linesOf('a/lives.ndjson')],
    ['ticket', linesOf('a/tickets.ndjson')],
    ['evidence', linesOf('a/snapshot/evidence.ndjson')],
  ];
  for (const [name, documents] of files) {
    const validate = ajv.compile(readTemplate<object>(`schemas/${name}.schema.json`));
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      validate(JSON.parse(document));
      expect(validate.errors, `${name}: ${document.slice(0, 200)}`).toBeNull();
    }
  }
});

test('no secret reaches a file or the terminal', async () => {
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = sandbox.environment;
  const { stdout, stderr } = await trailproof(['audit', '--out', 'a']);
  const written = readdirSync(join(cwd, 'a'), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const everything = [stdout, stderr, ...written].join('\n');
  expect(AWS_SECRET_ACCESS_KEY.length).toBeGreaterThan(8);
  expect(everything).not.toContain(AWS_SECRET_ACCESS_KEY);
  if (AWS_SESSION_TOKEN !== '') expect(everything).not.toContain(AWS_SESSION_TOKEN);
  // Keys that the audit itself was given by AssumeRole.
  expect(everything).not.toMatch(/ASIA[A-Z0-9]{12}|SecretAccessKey|SessionToken|"externalId"/);
  expect(everything).not.toContain('trailproof-demo"');
});

test('the table fits 100 columns, has a card for each trail, and ends with the next step', async () => {
  const { stdout } = await trailproof(['audit']);
  for (const line of stdout.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(100);
  for (const name of ['org-trail', 'payments-trail', 'legacy-eu', 'partner-trail']) {
    expect(stdout).toMatch(new RegExp(`^${name}  `, 'm'));
  }
  expect(stdout.match(/^ {2}C\d+ /gm)).toHaveLength(40);
  expect(stdout).toContain('sts:AssumeRole');
  expect(stdout.trim().split('\n').at(-1)).toMatch(/^Next {2}/);
  expect(stdout).not.toContain('\u001b');
});

test('colour only on a terminal, and not where NO_COLOR asks for none', async () => {
  expect((await trailproof(['audit'], { tty: true })).stdout).toContain('\u001b[');
  expect((await trailproof(['audit'], { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(
    '\u001b[',
  );
});

test('stdout carries the machine format alone', async () => {
  const ndjson = await trailproof(['audit', '--format', 'ndjson']);
  for (const line of ndjson.stdout.trim().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ schema: 'finding/1' });
  const json = await trailproof(['audit', '--format', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'summary/1', exit: { code: 1 } });
});

test('checks that need no trails find none missing', async () => {
  const { code, stdout, stderr } = await trailproof(['audit', '--check', 'guardduty/detector']);
  expect(stderr).toBe('');
  expect(code).toBe(1);
  expect(stdout).toContain('Trails were not looked for.');
  expect(stdout).not.toContain('No trail was found.');
});

test('the threshold decides between findings and incomplete', async () => {
  expect((await trailproof(['audit', '--fail-on', 'none'])).code).toBe(3);
  expect((await trailproof(['audit', '--fail-on', 'critical'])).code).toBe(1);
});

test('an account and a region left out are named with their reason', async () => {
  writeFileSync(
    join(cwd, 'trailproof.yaml'),
    stringify({
      ...demoConfig,
      accounts: { exclude: [{ id: '555566667777', reason: 'sold' }] },
      regions: { exclude: [{ name: 'sa-east-1', reason: 'never used' }] },
    }),
  );
  const { stdout } = await trailproof(['audit', '--format', 'json']);
  const { population } = JSON.parse(stdout) as {
    population: { accounts: object; detail: { account_id: string }[] };
  };
  expect(population.accounts).toMatchObject({ expected: 7, evaluated: 4, excluded: 1, not_evaluable: 2 });
  expect(population.detail.find(a => a.account_id === '555566667777')).toMatchObject({
    disposition: 'excluded',
    reason: 'sold',
  });
  expect(JSON.stringify(population.detail)).toContain('never used');
});

test('hostile names reach neither the terminal nor a path raw', async () => {
  const hostile = `\u001b[2J\u001b[31m../../etc\r\n\u202e${'x'.repeat(10_000)}`;
  const estate = structuredClone(builtInEstates.reference());
  const accounts = estate.accounts.map(account => ({ ...account, name: hostile }));
  const served = await startSandbox({ estate: { ...estate, accounts } });
  try {
    const { io, said } = testIo(served.environment, { cwd, tty: false });
    expect(await main(['audit', '--out', 'a'], io)).toBe(1);
    expect(said.stdout).toContain('../../etc');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(said.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    for (const line of said.stdout.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(100);
    const findings = readFileSync(join(cwd, 'a/findings.ndjson'), 'utf8');
    expect(findings).toContain('../../etc');
    expect(findings).not.toContain('\u001b');
    expect(readdirSync(cwd).sort()).toEqual(['a', 'trailproof.yaml']);
    const paths = readdirSync(join(cwd, 'a'), { recursive: true, encoding: 'utf8' });
    expect(paths.filter(path => !/^[\w./()-]{1,200}$/.test(path) || path.includes('..'))).toEqual([]);
  } finally {
    await served.stop();
  }
});
