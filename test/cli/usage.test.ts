import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { testIo } from '../support/run.ts';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.exemplary() });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
});
afterEach(() => {
  sandbox.clearFaults();
  chmodSync(cwd, 0o700);
  rmSync(cwd, { recursive: true, force: true });
});

async function trailproof(args: readonly string[], env: Record<string, string> = sandbox.environment) {
  const { io, said } = testIo({ ...env, HOME: cwd }, { cwd });
  const code = await main(args, io);
  return { code, ...said };
}

const portOf = ({ url }: Sandbox): string => new URL(url).port;

function file(name: string, text: string): string {
  const path = join(cwd, name);
  writeFileSync(path, text);
  return path;
}

describe('one sentence, a hint, exit 2, and nothing half-written', () => {
  const cases: [string, () => readonly string[], string, string][] = [
    ['no command', () => [], 'Name a command.', 'trailproof --help'],
    ['unknown command', () => ['adit'], 'Unknown argument: adit', '--help'],
    ['unknown flag', () => ['audit', '--bogus'], 'Unknown argument: bogus', '--help'],
    ['value that is no choice', () => ['audit', '--format', 'xml'], 'Invalid values', '--help'],
    [
      'a zip in place of a snapshot',
      () => ['export', file('evidence.zip', 'PK'), '--out', 'x'],
      'evidence.zip is a file, no folder of a snapshot.',
      'Unpack it first',
    ],
    [
      'value of a sample that is no choice',
      () => ['sample', 'r', '--seed', 'x', '--n', '5', '--stratify', 'foo'],
      'Invalid values: Argument: stratify, Given: "foo", Choices: ',
      '--help',
    ],
    ['unknown check', () => ['audit', '--check', 'kms/rotates'], 'There is no check kms/rotates.', 'kms/'],
    [
      'unknown check to explain',
      () => ['checks', 'nothing'],
      'There is no check nothing.',
      'trailproof checks',
    ],
    ['missing configuration', () => ['audit', '--config', 'none.yaml'], 'cannot be read', '--config'],
    ['broken YAML', () => ['audit', '--config', file('c.yaml', 'a: [')], 'c.yaml:1:', 'YAML'],
    [
      'invalid configuration',
      () => ['audit', '--config', file('c.yaml', 'lake: maybe\n')],
      'c.yaml:1:7: lake',
      'schema',
    ],
    [
      'account that the organization lacks',
      () => ['audit', '--out', 'o', '--external-id', 'trailproof-demo', '--account', '999999999999'],
      'The organization has no account 999999999999.',
      'accounts.include',
    ],
    [
      'region that there is not',
      () => ['audit', '--out', 'o', '--external-id', 'trailproof-demo', '--only-region', 'us-esat-1'],
      'AWS names no region us-esat-1',
      'regions.include',
    ],
    ['flag out of range', () => ['audit', '--concurrency', '0'], 'concurrency', '--help'],
    ['folder that is a file', () => ['audit', '--out', file('f', '')], 'is not a folder', ''],
    [
      'folder that holds something',
      () => ['audit', '--out', dirname(file('x', ''))],
      'is not empty',
      '--resume',
    ],
    ['collect without a folder', () => ['collect'], 'needs a folder', '--out'],
    ['snapshot that is none', () => ['evaluate', cwd], 'holds no snapshot', 'collect'],
    ['run that cannot be resumed', () => ['audit', '--resume', cwd], 'holds no snapshot', 'collect'],
    [
      'estate that is no file',
      () => ['sandbox', '--estate', 'mine.json'],
      'cannot be read',
      'docs/estates.md',
    ],
    [
      'estate that is no JSON',
      () => ['sandbox', '--estate', file('e.json', '{')],
      'is not JSON',
      'docs/estates.md',
    ],
    ['estate with a fault', () => ['sandbox', '--estate', file('e.json', '{"name":3}')], 'name', ''],
    ['port that is taken', () => ['sandbox', '--port', portOf(sandbox)], 'in use', '--port'],
    ['port that is none', () => ['sandbox', '--port', '70000'], '--port', '65535'],
    ['port that is no number', () => ['sandbox', '--port', 'http'], '--port', '65535'],
    ['latency that is none', () => ['sandbox', '--latency', 'slow'], '--latency', 'milliseconds'],
    ['estate of no accounts', () => ['sandbox', '--estate', 'scale', '--accounts', '2'], '--accounts', '3'],
    ['folder named twice', () => ['audit', '--out', 'a', '--out', 'b'], '--out', 'once'],
    ['format given twice', () => ['checks', '--format', 'json', '--format', 'json'], '--format', 'once'],
  ];
  test.each(cases)('%s', async (_name, args, message, hint) => {
    const given = args();
    const before = readdirSync(cwd);
    const { code, stdout, stderr } = await trailproof(given);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(cwd)).toEqual(before);
  });

  test('no credentials', async () => {
    const { AWS_ENDPOINT_URL = '' } = sandbox.environment;
    const { code, stderr } = await trailproof(['audit', '--out', 'o'], {
      AWS_ENDPOINT_URL,
      AWS_PROFILE: 'trailproof-no-such-profile',
    });
    expect(stderr).toContain('There are no AWS credentials');
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'o'))).toBe(false);
  });

  test('expired credentials', async () => {
    sandbox.addFault({ service: 'sts', operation: 'GetCallerIdentity', kind: 'expired' });
    const { code, stderr } = await trailproof(['audit', '--out', 'o']);
    expect(stderr).toContain('have expired');
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'o'))).toBe(false);
  });

  test('credentials that AWS does not know', async () => {
    const { code, stderr } = await trailproof(['audit'], {
      ...sandbox.environment,
      AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN',
    });
    expect(stderr).toContain('AWS does not accept the credentials (InvalidClientTokenId)');
    expect(code).toBe(2);
  });

  test('endpoint that refuses', async () => {
    const { code, stderr } = await trailproof(['audit', '--endpoint', 'http://127.0.0.1:1']);
    expect(stderr).toContain('cannot be reached (ECONNREFUSED)');
    expect(code).toBe(2);
  });
});

test('what may be named more than once may be', async () => {
  const twice = ['--check', 'cloudtrail/logging', '--check', 'kms/rotation', '--framework', 'soc2'];
  const { code, stderr } = await trailproof([
    'audit',
    ...twice,
    '--framework',
    'pci-dss',
    '--fail-on',
    'none',
  ]);
  expect(stderr).toBe('');
  expect([0, 3]).toContain(code);
});

test.each([
  ['--trail', ['verify-logs', '--trail', 'a', '--trail', 'b', '--window', 'soon'], '--window'],
  ['--control', ['export', 'nowhere', '--out', 'x', '--control', 'a:1', '--control', 'b:2'], 'nowhere'],
])('so may %s, as often as there are some', async (_name, args, complained) => {
  const { code, stderr } = await trailproof(args);
  expect(stderr).not.toContain('once');
  expect(stderr).toContain(complained);
  expect(code).toBe(2);
});

test('help and version go to stdout and are no failure', async () => {
  const help = await trailproof(['audit', '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('Examples:');
  for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(await trailproof(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('checks are listed, and one is explained', async () => {
  const list = await trailproof(['checks']);
  expect(list.code).toBe(0);
  expect(list.stdout).toContain('cloudtrail/log-file-validation');
  const one = await trailproof(['checks', 'kms/rotation']);
  for (const part of ['Decides', 'Why', 'Fix', 'Calls', 'kms:GetKeyRotationStatus', 'Checklist', 'C3']) {
    expect(one.stdout).toContain(part);
  }
});
