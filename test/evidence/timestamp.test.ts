/** Bundles stamped with the time: by a local authority over HTTP, what a refusal leaves behind, and checking it with openssl alone. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import { verificationSchema } from '../../src/evidence/printed-schemas.ts';
import { renderQuery } from '../../src/evidence/timestamp/query.ts';
import { stampBundle } from '../../src/evidence/timestamp/stamp.ts';
import { DeliveryError } from '../../src/model/error.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { filesIn, forge, hasProgram, small, type Trailproof, workplace } from '../support/bundle.ts';
import { followSteps, pasteSteps } from '../support/readme-steps.ts';
import {
  type CertificateShop,
  certificateShop,
  type ServedAuthority,
  serveAuthority,
} from '../support/tsa.ts';

const missing = !hasProgram('openssl');
if (missing) process.stderr.write('SKIPPED: stamped bundles; missing: openssl\n');

describe.skipIf(missing)('stamped bundles', () => {
  let shop: CertificateShop;
  let authority: ServedAuthority;
  let cwd: string;
  let trailproof: Trailproof;
  let runs = 0;
  /** Folders of stamped bundles, the one signed and the other not. */
  let good: string;
  let plain: string;

  const right = (query: Buffer) => ({ body: shop.answer(query, 'tsa', { chain: 'middle.pem' }) });

  beforeAll(async () => {
    shop = certificateShop();
    shop.issue('root', 'ca');
    shop.issue('middle', 'ca', { issuer: 'root' });
    shop.issue('tsa', 'tsa-good', { issuer: 'middle' });
    shop.issue('other', 'ca');
    authority = await serveAuthority(right);
    const sandbox = await startSandbox({ estate: builtInEstates.reference() });
    ({ cwd, trailproof } = workplace(sandbox.environment));
    for (const name of ['root', 'other', 'tsa'])
      copyFileSync(shop.path(`${name}.pem`), join(cwd, `${name}.pem`));
    const collected = await trailproof('collect', '--out', 'snapshot', ...small);
    // Something in the reference organization is denied.
    expect(collected.code).toBe(3);
    await sandbox.stop();
    good = (await exported(...sealed, ...stampedBy())).folder;
    plain = (await exported(...stampedBy())).folder;
  });
  afterAll(async () => {
    await authority.stop();
    rmSync(cwd, { recursive: true, force: true });
    shop.remove();
  });
  afterEach(() => authority.answerWith(right));

  async function exported(...flags: string[]) {
    runs += 1;
    const out = `run-${runs}`;
    return {
      out,
      folder: join(cwd, out),
      ...(await trailproof('export', 'snapshot', '--out', out, ...flags)),
    };
  }

  /** rejection (2), badRequest (bit 2) */
  const refusal = () => ({ body: Buffer.from('3009300702010203020520', 'hex') });
  const sealed = ['--sign-key', 'key.pem'] as const;
  const stampedBy = (): string[] => ['--timestamp', authority.url, '--tsa-ca', 'root.pem'];

  describe('a bundle that is stamped', () => {
    test('says when, as folder and as zip, with the CA that is trusted; and is replayed', async () => {
      const { out, folder, code, stderr } = await exported(...sealed, ...stampedBy(), '--zip');
      expect(stderr).toMatch(
        /\nStamped manifest\.dsse\.json with \d{4}-\S+Z by O=Test, CN=tsa, under the given CA\nPacked as /,
      );
      expect(code).toBe(1);
      const [, time = ''] = /with (\S+) by/.exec(stderr) ?? [];
      expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
      for (const bundle of [out, `${out}.zip`]) {
        const proven = await trailproof('verify', bundle, '--tsa-ca', 'root.pem', '--key', 'public.pem');
        expect(proven.stdout).toContain(
          `Time       ${time}: manifest.dsse.json was there then, by the clock of O=Test, CN=tsa, under the given CA.`,
        );
        expect(proven.code).toBe(0);
      }
      const replayed = await trailproof('replay', `${out}.zip`, '--tsa-ca', 'root.pem');
      expect(replayed.stdout).toContain('Judged again');
      expect(replayed.stdout).not.toContain('manifest.tsr');
      expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).not.toContain('manifest.tsr');
    });

    test('without a CA is never called proven, when it is made and when it is verified', async () => {
      const { out, code, stderr } = await exported('--timestamp', authority.url);
      expect(stderr).toMatch(
        /^Stamped manifest\.json with \S+Z by O=Test, CN=tsa; its authority is not checked\n$/,
      );
      expect(code).toBe(1);
      const { stdout } = await trailproof('verify', out);
      expect(stdout).toMatch(/Time +\S+Z, timestamp present, its authority not checked: it proves no time\./);
      const json = verificationSchema.parse(
        JSON.parse((await trailproof('verify', out, '--format', 'json')).stdout),
      );
      expect(json).toMatchObject({ timestamp: { over: 'manifest.json', authority_proven: false } });
      const proven = await trailproof('verify', out, '--format', 'json', '--tsa-ca', 'root.pem');
      expect(verificationSchema.parse(JSON.parse(proven.stdout))).toMatchObject({
        timestamp: { authority: 'O=Test, CN=tsa', authority_proven: true },
      });
    });

    test('is asked for by the configuration too, and a flag goes before it', async () => {
      const sandbox = await startSandbox({ estate: builtInEstates.reference() });
      const configured = workplace(sandbox.environment, {
        config: { timestamp: { url: authority.url, ca: shop.path('root.pem') } },
      });
      const made = await configured.trailproof('audit', '--out', 'bundle', ...small);
      expect(made.stderr).toContain('under the given CA');
      expect(made.code).toBe(1);
      const gone = await configured.trailproof(
        'audit',
        '--out',
        'b2',
        ...small,
        '--timestamp',
        'http://127.0.0.1:1/',
      );
      expect(gone.stderr).toContain('is whole and not stamped: 127.0.0.1:1 gave no answer');
      expect(gone.code).toBe(5);
      const printed = await configured.trailproof('audit', ...small);
      expect(printed.stderr).toBe('');
      writeFileSync(
        join(configured.cwd, 'trailproof.yaml'),
        stringify({ ...demoConfig, timestamp: { url: 'ftp://tsa.example.com' } }),
      );
      const wrong = await configured.trailproof('audit', '--out', 'b3', ...small);
      expect(wrong.stderr).toContain('timestamp.url: the http(s) address of an authority');
      expect(wrong.code).toBe(2);
      await sandbox.stop();
      rmSync(configured.cwd, { recursive: true });
    });

    test('every question is another one, and about the file alone', async () => {
      const before = authority.queries.length;
      const { folder } = await exported('--timestamp', authority.url);
      await exported('--timestamp', authority.url);
      const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = authority.queries.slice(before);
      const nonce = first.subarray(first.length - 13, first.length - 3);
      expect(nonce.subarray(0, 2).toString('hex')).toBe('0208');
      expect(second.includes(nonce)).toBe(false);
      const asked = renderQuery(readFileSync(join(folder, 'manifest.json')), nonce);
      expect(Buffer.compare(asked, first)).toBe(0);
    });
  });

  describe('an authority that gives no stamp: the bundle is kept, whole and not stamped; exit 5', () => {
    const tampered = (query: Buffer): Buffer => {
      const answer = shop.answer(query, 'tsa', { chain: 'middle.pem' });
      const at = answer.length - 20;
      return Buffer.from(answer.with(at, (answer[at] ?? 0) ^ 1));
    };
    const other = renderQuery(Buffer.from('other'), Buffer.from('020101', 'hex'));
    const cases: [string, Parameters<ServedAuthority['answerWith']>[0], RegExp][] = [
      ['is not there', () => ({ status: 503, body: 'later' }), /answered with HTTP 503/],
      [
        'sends elsewhere',
        () => ({ status: 302, headers: { location: '/' }, body: '' }),
        /gave no answer: .*redirect/,
      ],
      ['answers nonsense', () => ({ body: '<html>' }), /the answer of 127\.0\.0\.1:\d+ is not as DER has it/],
      ['answers nothing', () => ({ body: '' }), /is not as DER has it: it is cut off/],
      [
        'does not end',
        () => ({ body: Buffer.alloc(300 * 1024, 0x30) }),
        /answered with more than 262144 bytes/,
      ],
      [
        'stamps something else',
        () => ({ body: shop.answer(other, 'tsa') }),
        /stamps something else than manifest/,
      ],
      [
        'sends what does not verify',
        query => ({ body: tampered(query) }),
        /is not signed by the certificate/,
      ],
      ['refuses', refusal, /is no time stamp but a refusal: rejection, it takes the request for a bad one/],
    ];
    test.each(cases)('%s', async (_name, answer, message) => {
      authority.answerWith(answer);
      const folder = join(cwd, 'unstamped');
      rmSync(folder, { recursive: true, force: true });
      cpSync(good, folder, { recursive: true });
      rmSync(join(folder, 'manifest.tsr'));
      const before = filesIn(folder);
      const asked = { url: authority.url, anchors: undefined, timeoutMs: 5_000 };
      const failed = await stampBundle(folder, asked).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(DeliveryError);
      expect((failed as DeliveryError).message).toMatch(message);
      expect(filesIn(folder)).toEqual(before);
    });

    test('refuses: it is said, and what else was asked for is done', async () => {
      authority.answerWith(refusal);
      const { out, folder, code, stdout, stderr } = await exported(...sealed, ...stampedBy(), '--zip');
      expect(stderr).toContain('Signed with Ed25519');
      expect(stderr).toMatch(
        /is whole and not stamped: the answer of 127\.0\.0\.1:\d+ is no time stamp but a refusal/,
      );
      expect(code).toBe(5);
      expect(stdout).toContain('Exit code 1: ');
      expect(existsSync(join(folder, 'manifest.tsr'))).toBe(false);
      for (const bundle of [out, `${out}.zip`]) expect((await trailproof('verify', bundle)).code).toBe(0);
    });

    test('stands under another CA than the given one', async () => {
      const { code, stderr } = await exported('--timestamp', authority.url, '--tsa-ca', 'other.pem');
      expect(stderr).toContain('O=Test, CN=tsa, which none of the given CAs stands above');
      expect(code).toBe(5);
    });

    test('does not answer in time', async () => {
      authority.answerWith(null);
      const sandbox = await startSandbox({ estate: builtInEstates.reference() });
      const hurried = workplace(sandbox.environment, { config: { timeouts: { requestMs: 3_000 } } });
      const { code, stderr } = await hurried.trailproof(
        'audit',
        '--out',
        'b',
        ...small,
        '--timestamp',
        authority.url,
      );
      expect(stderr).toContain('gave no answer: none came within 3000 ms');
      expect(code).toBe(5);
      await sandbox.stop();
      rmSync(hurried.cwd, { recursive: true });
    });
  });

  describe('refused before anything is done', () => {
    test.each([
      ['no address', ['--timestamp', 'tsa'], 'not the http(s) address'],
      [
        'a password in the address',
        ['--timestamp', 'http://me:secret@127.0.0.1/'],
        'without a user or password',
      ],
      ['a CA and nobody to ask', ['--tsa-ca', 'root.pem'], 'none is asked for'],
      [
        'a CA that is not there',
        ['--timestamp', 'http://127.0.0.1/', '--tsa-ca', 'no.pem'],
        'cannot be read',
      ],
      ['a CA that is none', ['--timestamp', 'http://127.0.0.1/', '--tsa-ca', 'tsa.pem'], 'which is no CA'],
      [
        'a CA without certificates',
        ['--timestamp', 'http://127.0.0.1/', '--tsa-ca', 'key.pem'],
        'no certificate',
      ],
    ])('%s', async (_name, flags, message) => {
      const { folder, code, stderr } = await exported(...flags);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('secret');
      expect(code).toBe(2);
      expect(existsSync(folder)).toBe(false);
    });

    test('nothing to stamp', async () => {
      const { code, stderr } = await trailproof('audit', '--timestamp', authority.url);
      expect(stderr).toContain('Only what is written to a folder can be signed, stamped or packed.');
      expect(code).toBe(2);
    });
  });

  describe('exit 4 and the fault', () => {
    let bundle: string;
    beforeEach(() => {
      bundle = join(cwd, 'bundle');
      rmSync(bundle, { recursive: true, force: true });
      cpSync(good, bundle, { recursive: true });
    });
    const edit = (name: string, change: (bytes: Buffer) => Uint8Array): void =>
      writeFileSync(join(bundle, name), change(readFileSync(join(bundle, name))));
    const remove = (...names: string[]): void => {
      for (const name of names) rmSync(join(bundle, name));
    };

    const cases: [string, () => void | Promise<void>, string, string][] = [
      [
        'a stamp of another bundle',
        () => copyFileSync(join(plain, 'manifest.tsr'), join(bundle, 'manifest.tsr')),
        'BAD_TIMESTAMP',
        'manifest.tsr: stamps something else than manifest.dsse.json',
      ],
      [
        'the signature was taken off, and the stamp was on it',
        () => remove('manifest.dsse.json', 'signer.pem'),
        'BAD_TIMESTAMP',
        'manifest.tsr: stamps something else than manifest.json',
      ],
      [
        'no stamp where a CA is given',
        () => remove('manifest.tsr'),
        'NOT_STAMPED',
        'is not stamped, and a CA',
      ],
      ['an empty stamp', () => edit('manifest.tsr', () => Buffer.alloc(0)), 'BAD_TIMESTAMP', 'it is cut off'],
      [
        'a stamp cut off',
        () => edit('manifest.tsr', b => b.subarray(0, -1)),
        'BAD_TIMESTAMP',
        'it is cut off',
      ],
      [
        'a stamp that goes on',
        () => edit('manifest.tsr', b => Buffer.concat([b, b])),
        'BAD_TIMESTAMP',
        'its end',
      ],
      [
        'a stamp of no end',
        () => edit('manifest.tsr', () => Buffer.alloc(300 * 1024, 0x30)),
        'TOO_LARGE',
        'manifest.tsr: is larger than',
      ],
      [
        'a bundle made anew by a forger',
        async () => {
          const stamp = readFileSync(join(bundle, 'manifest.tsr'));
          await forge(bundle, 'README.txt', text => text.replace('Run', 'Ran'));
          writeFileSync(join(bundle, 'manifest.tsr'), stamp);
        },
        'BAD_TIMESTAMP',
        'stamps something else than manifest.json',
      ],
    ];
    test.each(cases)('%s', async (_name, break_, code, message) => {
      await break_();
      const found = await trailproof('verify', 'bundle', '--tsa-ca', 'root.pem', '--format', 'json');
      expect(verificationSchema.parse(JSON.parse(found.stdout))).toMatchObject({
        verified: false,
        fault: { code, message: expect.stringContaining(message) },
      });
      expect(found.code).toBe(4);
      if (code === 'NOT_STAMPED') return;
      const told = await trailproof('verify', 'bundle');
      expect(told).toMatchObject({ code: 4, stdout: '' });
      expect(told.stderr).toContain(message);
    });

    test('another CA', async () => {
      const { code, stderr } = await trailproof('verify', 'bundle', '--tsa-ca', 'other.pem');
      expect(stderr).toContain(
        'manifest.tsr: is signed by O=Test, CN=tsa, which none of the given CAs stands above.',
      );
      expect(code).toBe(4);
      const usage = await trailproof('verify', 'bundle', '--tsa-ca', 'tsa.pem');
      expect(usage.stderr).toContain('holds O=Test, CN=tsa, which is no CA.');
      expect(usage.code).toBe(2);
    });

    test('a bundle that is sealed again loses its stamp', async () => {
      await forge(bundle, 'README.txt', text => text.replace('Run', 'Ran'));
      expect(existsSync(join(bundle, 'manifest.tsr'))).toBe(false);
    });
  });

  describe('README.txt, followed to the letter', () => {
    /** The indented lines before those of Trailproof are commands; they are run as they stand. */
    function stepsOf(folder: string): string {
      const [, part = ''] = readFileSync(join(folder, 'README.txt'), 'utf8').split('WHEN IT WAS SEALED');
      const lines = part.split('\n').filter(line => /^ {4}(?!trailproof)/.test(line));
      expect(lines).toHaveLength(3);
      return lines.join('\n');
    }
    const follow = (folder: string) => followSteps(folder, stepsOf(folder));
    const paste = (folder: string) => pasteSteps(folder, stepsOf(folder), 'sh');
    const trust = (name: string): void =>
      copyFileSync(shop.path(`${name}.pem`), join(cwd, 'the-ca-you-trust.pem'));

    test.each([
      ['signed', () => good, 'manifest.dsse.json'],
      ['not signed', () => plain, 'manifest.json'],
    ])('%s', (_name, made, name) => {
      const folder = join(cwd, 'followed');
      rmSync(folder, { recursive: true, force: true });
      cpSync(made(), folder, { recursive: true });
      trust('root');
      const good = follow(folder);
      expect(good.output).toMatch(
        /^(Using configuration.*\n)*Verification: OK\n(Using configuration.*\n)*Time stamp: .* GMT\n/m,
      );
      expect(good.status).toBe(0);
      trust('other');
      expect(follow(folder).status).not.toBe(0);
      trust('root');
      const text = readFileSync(join(folder, name), 'utf8');
      writeFileSync(join(folder, name), `${text} `);
      expect(follow(folder).status).not.toBe(0);
      expect(paste(folder).status).not.toBe(0);
      expect(paste(folder).output).not.toContain('Time stamp:');
      writeFileSync(join(folder, name), text);
      expect(follow(folder).status).toBe(0);
    });

    test('after the certificates have expired openssl wants the time that was stamped; verify takes it by itself', async () => {
      const { stdout } = await trailproof('verify', plain, '--tsa-ca', 'root.pem', '--format', 'json');
      const stamped =
        Date.parse((JSON.parse(stdout) as { timestamp: { time: string } }).timestamp.time) / 1_000;
      const at = (seconds: number) =>
        spawnSync(
          'bash',
          [
            '-c',
            `openssl ts -verify -data manifest.json -in manifest.tsr -CAfile ../root.pem -attime ${seconds}`,
          ],
          { cwd: plain, encoding: 'utf8' },
        );
      expect(at(stamped + 60 * 86_400).stderr).toContain('certificate has expired');
      expect(at(Math.floor(stamped)).stdout + at(Math.floor(stamped)).stderr).toContain('Verification: OK');
    });

    test('the time that openssl prints is the one that verify prints', async () => {
      const shown = execFileSync('openssl', ['ts', '-reply', '-in', 'manifest.tsr', '-text'], {
        cwd: plain,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [, time = ''] = /^Time stamp: (.*)$/m.exec(shown.toString()) ?? [];
      const { stdout } = await trailproof('verify', plain, '--format', 'json');
      const { timestamp } = JSON.parse(stdout) as { timestamp: { time: string } };
      expect(Date.parse(timestamp.time)).toBe(Date.parse(time));
    });
  });
});
