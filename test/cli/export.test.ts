/** Bundles from a stored snapshot, and what happens where they cannot be written, signed or packed as asked. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { writeManifest } from '../../src/evidence/manifest.ts';
import { canonical } from '../../src/model/json.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { sha256 } from '../../src/snapshot/question.ts';
import { filesIn, signingKey, small, type Trailproof, workplace } from '../support/bundle.ts';
import { testIo } from '../support/run.ts';

let sandbox: Sandbox;
let cwd: string;
let trailproof: Trailproof;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), latencyMs: 2 });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  ({ cwd, trailproof } = workplace(sandbox.environment));
});
afterEach(() => {
  sandbox.clearFaults();
  rmSync(cwd, { recursive: true, force: true });
});

const bytes = (path: string): string => readFileSync(join(cwd, path), 'latin1');

test('export makes the very bundle that the audit made', async () => {
  await trailproof('audit', '--out', 'a');
  const made = await trailproof('export', 'a', '--out', 'b');
  expect(made.code).toBe(1);
  expect(filesIn(join(cwd, 'b'))).toEqual(filesIn(join(cwd, 'a')));
  for (const name of filesIn(join(cwd, 'a'))) expect(bytes(`b/${name}`), name).toBe(bytes(`a/${name}`));
  expect((await trailproof('verify', 'b')).code).toBe(0);
});

test('Ctrl-C while the bundle is written: it is finished, and what else can be done is said', async () => {
  await trailproof('audit', '--out', 'a');
  const { io, said, interrupt } = testIo({}, { cwd });
  const ended = main(['export', 'a', '--out', 'b'], io);
  while (!existsSync(join(cwd, 'b/README.txt'))) await new Promise(resolve => setImmediate(resolve));
  expect(existsSync(join(cwd, 'b/manifest.json'))).toBe(false);
  interrupt();
  expect(await ended).toBe(1);
  expect(said.stderr).toContain('the bundle is being finished.');
  expect(said.stderr).toContain(`trailproof export ${join(cwd, 'b')} --out NEW-FOLDER`);
  expect((await trailproof('verify', 'b')).code).toBe(0);
});

test('a bundle that was stopped by force is made from its snapshot, as --resume says', async () => {
  await trailproof('audit', '--out', 'a', ...small);
  rmSync(join(cwd, 'a/manifest.json'));
  const resumed = await trailproof('audit', '--resume', 'a', ...small);
  expect(resumed.code).toBe(2);
  const [, command = ''] = /trailproof (export .+) --out NEW-FOLDER/.exec(resumed.stderr) ?? [];
  expect((await trailproof(...command.split(' '), '--out', 'b')).code).toBe(1);
  expect((await trailproof('verify', 'b')).code).toBe(0);
});

test('nothing is written into a bundle, not even through a link', async () => {
  await trailproof('audit', '--out', 'a', ...small);
  symlinkSync(join(cwd, 'a'), join(cwd, 'link'));
  for (const inside of ['a/b', 'a/snapshot/b', 'link/b/c']) {
    const { code, stderr } = await trailproof('export', 'a', '--out', inside);
    expect(stderr).toContain('would lie in the run or bundle');
    expect(code).toBe(2);
  }
  expect((await trailproof('verify', 'a')).code).toBe(0);
});

test.skipIf(process.platform !== 'linux')(
  'a folder that no disk takes is refused, and not tried for ever',
  async () => {
    await trailproof('audit', '--out', 'a', ...small);
    const { code, stderr } = await trailproof('export', 'a', '--out', '/proc/trailproof/b');
    expect(stderr).toContain('The folder /proc/trailproof/b cannot be');
    expect(code).toBe(2);
  },
);

describe('a snapshot that is not what the manifest beside it lists is not judged anew', () => {
  const edit = (name: string, change: (text: string) => string): void => {
    const path = join(cwd, 'a', name);
    const text = readFileSync(path, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
  };
  /** Another answer of AWS, under a hash that fits it: the snapshot agrees with itself. */
  const otherAnswer = (): void => {
    const bodies = readFileSync(join(cwd, 'a/snapshot/bodies.ndjson'), 'utf8').split('\n');
    const line = bodies.find(body => body.includes('"IsLogging":false')) ?? '';
    const { sha256: was, data } = JSON.parse(line) as { sha256: string; data: unknown };
    const changed = JSON.parse(canonical(data).replace('"IsLogging":false', '"IsLogging":true'));
    const is = sha256(canonical(changed));
    edit('snapshot/bodies.ndjson', text => text.replace(line, canonical({ sha256: is, data: changed })));
    edit('snapshot/evidence.ndjson', text => text.replaceAll(was, is));
  };
  const cases: [string, () => void, string][] = [
    ['a file was changed', otherAnswer, 'snapshot/bodies.ndjson: has '],
    [
      'a file was added',
      () => writeFileSync(join(cwd, 'a/snapshot/more.ndjson'), ''),
      'snapshot/more.ndjson: is not listed',
    ],
    [
      'a file is missing',
      () => rmSync(join(cwd, 'a/snapshot/complete.json')),
      'snapshot/complete.json: is listed in the manifest and missing',
    ],
    [
      'the manifest was made anew, and the signature was not',
      () => {
        edit('snapshot/snapshot.json', text => text.replace('"takenAt":"20', '"takenAt":"19'));
        const [dsse, pem] = ['manifest.dsse.json', 'signer.pem'].map(name => bytes(`a/${name}`));
        const { run_id, facts_sha256 } = JSON.parse(bytes('a/manifest.json'));
        writeManifest(join(cwd, 'a'), { runId: run_id, facts: facts_sha256 });
        writeFileSync(join(cwd, 'a/manifest.dsse.json'), dsse ?? '');
        writeFileSync(join(cwd, 'a/signer.pem'), pem ?? '');
      },
      'manifest.json: is not the manifest that was signed',
    ],
    ['half of the signature is gone', () => rmSync(join(cwd, 'a/signer.pem')), 'half of a signature is none'],
  ];

  test('a stopped run whose answers were changed is not gone on with', async () => {
    await trailproof('audit', '--out', 'a', ...small);
    rmSync(join(cwd, 'a/snapshot/complete.json'));
    otherAnswer();
    const { code, stderr } = await trailproof('audit', '--resume', 'a', ...small);
    expect(stderr).toContain('snapshot/bodies.ndjson: has ');
    expect(code).toBe(4);
    expect(bytes('a/manifest.json')).toContain('manifest/1');
  });

  test.each(cases)('%s', async (_name, harm, message) => {
    await trailproof('audit', '--out', 'a', '--sign-key', 'key.pem', ...small);
    expect((await trailproof('evaluate', 'a')).code).toBe(1);
    harm();
    for (const args of [
      ['export', 'a', '--out', 'b', '--sign-key', 'key.pem'],
      ['export', 'a/snapshot', '--out', 'b'],
      ['evaluate', 'a'],
    ]) {
      const { code, stdout, stderr } = await trailproof(...args);
      expect(stderr, args.join(' ')).toContain(message);
      expect(stdout).toBe('');
      expect(code).toBe(4);
    }
    expect(existsSync(join(cwd, 'b'))).toBe(false);
  });

  test('what is no bundle has no manifest to be held to, and what stands beside a snapshot is not looked at', async () => {
    await trailproof('collect', '--out', 'a', ...small);
    expect((await trailproof('evaluate', 'a')).code).toBe(1);
    await trailproof('export', 'a', '--out', 'b');
    writeFileSync(join(cwd, 'b/.notes'), 'mine');
    expect((await trailproof('evaluate', 'b')).code).toBe(1);
  });
});

test('export prints what --format asks for, the table where it asks for nothing', async () => {
  await trailproof('collect', '--out', 'a', ...small);
  expect((await trailproof('export', 'a', '--out', 'b')).stdout).toContain('Written to');
  const json = await trailproof('export', 'a', '--out', 'c', '--format', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'summary/1' });
  const ndjson = await trailproof('export', 'a', '--out', 'd', '--format', 'ndjson', '--framework', 'soc2');
  expect(JSON.parse(ndjson.stdout.split('\n')[0] ?? '')).toMatchObject({ schema: 'finding/1' });
});

test('what evaluate says that it wrote is what is there, and that it is no bundle', async () => {
  await trailproof('collect', '--out', 'a', ...small);
  const { stdout } = await trailproof('evaluate', 'a', '--out', 'b');
  expect(filesIn(join(cwd, 'b'))).toEqual(['evaluations.ndjson', 'findings.ndjson', 'summary.json']);
  const said = stdout.replaceAll(/\s+/g, ' ');
  for (const name of filesIn(join(cwd, 'b'))) expect(said).toContain(name);
  expect(said).toContain('That is no bundle');
  expect(said).not.toContain('snapshot/');
});

describe('a bundle that is not signed as asked', () => {
  const unreachable = (): Record<string, string> => ({
    ...sandbox.environment,
    AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1',
  });

  test('is kept, and the exit code of export is 5', async () => {
    await trailproof('audit', '--out', 'a', ...small);
    const { io, said } = testIo(unreachable(), { cwd });
    expect(await main(['export', 'a', '--out', 'b', '--sign-kms', signingKey], io)).toBe(5);
    expect(said.stderr).toContain('whole and not signed');
    expect((await trailproof('verify', 'b')).code).toBe(0);
  });

  test('is no success of the demo', async () => {
    const { io, said } = testIo(unreachable(), { cwd });
    expect(await main(['demo', '--out', 'd'], io)).toBe(5);
    expect(said.stderr).toContain('whole and not signed');
    expect(said.stderr).not.toContain('the demo itself worked');
  });
});

test('a run that was stopped is not packed, so that the resumed one can be', async () => {
  const { io, said, interrupt } = testIo(sandbox.environment, { cwd });
  const stopping = setInterval(() => {
    if (existsSync(join(cwd, 'out/snapshot/population.json'))) interrupt();
  }, 1);
  const stopped = await main(['audit', '--out', 'out', '--zip'], io);
  clearInterval(stopping);
  expect([1, 3]).toContain(stopped);
  expect(said.stderr).toContain('stopped is not packed');
  expect(existsSync(join(cwd, 'out.zip'))).toBe(false);
  const resumed = await trailproof('audit', '--resume', 'out', '--zip');
  expect(resumed.stderr).toContain('Packed as');
  expect((await trailproof('verify', 'out.zip')).code).toBe(0);
});

// A file that stands for a full disk: every write to it fails with ENOSPC.
describe.skipIf(!existsSync('/dev/full'))('a full disk is said in a plain sentence and is no defect', () => {
  test('while the bundle is written: the snapshot is kept, and how to go on is said', async () => {
    await trailproof('audit', '--out', 'a', ...small);
    rmSync(join(cwd, 'a/snapshot/complete.json'));
    symlinkSync('/dev/full', join(cwd, 'a/summary.json.part'));
    const { code, stderr } = await trailproof('audit', '--resume', 'a', ...small);
    expect(stderr).toContain('the disk is full (ENOSPC');
    expect(stderr).toContain(`trailproof export ${join(cwd, 'a')} --out`);
    expect(stderr).not.toMatch(/defect|\n\s+at /);
    expect(code).toBe(2);
    rmSync(join(cwd, 'a/summary.json.part'), { force: true });
    expect((await trailproof('export', 'a', '--out', 'b')).code).toBe(1);
    expect((await trailproof('verify', 'b')).code).toBe(0);
  });

  test('while AWS is asked', async () => {
    await trailproof('audit', '--out', 'a', ...small);
    // As a killed run is: not sealed.
    rmSync(join(cwd, 'a/manifest.json'));
    rmSync(join(cwd, 'a/snapshot/complete.json'));
    symlinkSync('/dev/full', join(cwd, 'a/snapshot/population.json.part'));
    const { code, stderr } = await trailproof('audit', '--resume', 'a', ...small);
    expect(stderr).toContain('the disk is full (ENOSPC');
    expect(stderr).toContain('goes on with: trailproof audit --resume a\n');
    expect(stderr).not.toMatch(/defect|\n\s+at /);
    expect(code).toBe(2);
    // What a run is gone on with is the command that began it.
    rmSync(join(cwd, 'a/snapshot/complete.json'), { force: true });
    const collected = await trailproof('collect', '--resume', 'a', ...small);
    expect(collected.stderr).toContain('the disk is full (ENOSPC');
    expect(collected.stderr).toContain('goes on with: trailproof collect --resume a\n');
  });

  test('a folder that may not be copied to is named', async () => {
    await trailproof('collect', '--out', 'a', ...small);
    mkdirSync(join(cwd, 'b'));
    const { code, stderr } = await trailproof('export', 'a', '--out', '/proc/self/b');
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be (made|written)/);
  });
});
