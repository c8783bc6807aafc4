/** Signing: by a local key and by KMS over HTTP, what a refusal leaves behind, and checking it with openssl alone. */
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allCalls, iamActions, sessionPolicy } from '../../src/aws/calls.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { openKmsKey, signingPermissions } from '../../src/aws/signing.ts';
import { preAuthEncoding } from '../../src/evidence/dsse.ts';
import type { Manifest } from '../../src/evidence/manifest.ts';
import { signBundle } from '../../src/evidence/sign.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { hasProgram, signingKey, small, type Trailproof, workplace } from '../support/bundle.ts';
import { followSteps, pasteSteps } from '../support/readme-steps.ts';

let sandbox: Sandbox;
let cwd: string;
let trailproof: Trailproof;
let runs = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), record: true });
  ({ cwd, trailproof } = workplace(sandbox.environment));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});
afterEach(() => sandbox.clearFaults());

async function audit(...flags: string[]) {
  runs += 1;
  const out = `run-${runs}`;
  return { out, folder: join(cwd, out), ...(await trailproof('audit', '--out', out, ...small, ...flags)) };
}

test('the pre-authentication encoding is that of the DSSE specification', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('the statement is about the manifest, in the words of in-toto', async () => {
  const { folder } = await audit('--sign-key', 'key.pem');
  const envelope = JSON.parse(readFileSync(join(folder, 'manifest.dsse.json'), 'utf8')) as {
    payload: string;
    payloadType: string;
  };
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: unknown[] };
  expect(manifest.files.length).toBeGreaterThan(0);
  expect(envelope.payloadType).toBe('application/vnd.in-toto+json');
  expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString())).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'manifest.json', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
    predicateType: 'https://trailproof.dev/evidence/v1',
    predicate: {
      run_id: expect.any(String),
      facts_sha256: expect.any(String),
      files: manifest.files.length,
    },
  });
});

describe('KMS', () => {
  test('signs the digest, with the credentials of the caller alone', async () => {
    const { out, code, stderr } = await audit('--sign-kms', signingKey);
    expect(stderr).toMatch(/^Signed with ECDSA P-256, key SHA256:[0-9a-f]{64}\n$/);
    expect(code).toBe(1);
    const asked = sandbox.requests.filter(r => r.service === 'kms' && /Sign|PublicKey/.test(r.operation));
    expect(
      asked.map(({ operation, account, region, status }) => [operation, account, region, status]),
    ).toEqual([
      ['GetPublicKey', '333344445555', 'us-east-1', 200],
      ['Sign', '333344445555', 'us-east-1', 200],
    ]);
    expect(asked[1]?.input).toMatchObject({ MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
    expect((await trailproof('verify', out)).stdout).toContain('ECDSA P-256');
    expect((await trailproof('verify', out, '--key', `${out}/signer.pem`)).stdout).toContain(
      'the given key signed',
    );
  });

  const refusals: [string, () => void, string, string][] = [
    [
      'Sign is denied',
      () => sandbox.addFault({ service: 'kms', operation: 'Sign', kind: 'deny' }),
      signingKey,
      'kms:Sign was refused: AccessDeniedException',
    ],
    [
      'the public key is denied',
      () => sandbox.addFault({ service: 'kms', operation: 'GetPublicKey', kind: 'deny' }),
      signingKey,
      'kms:GetPublicKey was refused: AccessDeniedException',
    ],
    ['there is no such key', () => undefined, signingKey.replace('evidence', 'other'), 'NotFoundException'],
    [
      'the key is another account’s',
      () => undefined,
      'arn:aws:kms:us-east-1:222233334444:key/3f0c2a5e-7d41-4b6a-9c58-1e2f3a4b5c6d',
      'AccessDeniedException',
    ],
    [
      'the answer is cut off',
      () => sandbox.addFault({ service: 'kms', operation: 'Sign', kind: 'malformed' }),
      signingKey,
      'kms:Sign was refused: SyntaxError',
    ],
  ];
  test.each(refusals)(
    '%s: the bundle is kept, whole and unsigned; exit 5',
    async (_name, fault, key, message) => {
      fault();
      const { out, folder, code, stdout, stderr } = await audit('--sign-kms', key, '--zip');
      expect(stderr).toContain('is whole and not signed: kms:');
      expect(stderr).toContain(message);
      expect(code).toBe(5);
      expect(stdout).toContain('Exit code 1: ');
      expect(existsSync(join(folder, 'manifest.dsse.json')) || existsSync(join(folder, 'signer.pem'))).toBe(
        false,
      );
      // The zip was asked for as well, and is there.
      for (const bundle of [out, `${out}.zip`]) {
        const verified = await trailproof('verify', bundle);
        expect(verified.stdout).toContain('Signature  none');
        expect(verified.code).toBe(0);
      }
      const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { exit: object };
      expect(summary.exit).toMatchObject({ code: 1, fail_on: 'low' });
    },
  );

  test('a key of another kind signs nothing', async () => {
    const answers = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', PublicKey: new Uint8Array(1) };
    const clients = { aws: () => ({ client: () => ({ send: () => Promise.resolve(answers) }) }) };
    const opened = openKmsKey(
      clients as unknown as Clients,
      () => Promise.reject(new Error('unused')),
      signingKey,
    );
    await expect(opened).rejects.toThrow('is RSA_2048 for SIGN_VERIFY; a signing key is ECC_NIST_P256');
  });

  test('a signature that does not belong to the key is not kept', async () => {
    const { folder } = await audit();
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const { publicKey } = generateKeyPairSync('ed25519');
    const signer = { publicKey, sign: () => Promise.resolve(Buffer.alloc(64)) };
    await expect(signBundle(folder, manifest, signer)).rejects.toThrow('was not kept');
    expect(existsSync(join(folder, 'manifest.dsse.json')) || existsSync(join(folder, 'signer.pem'))).toBe(
      false,
    );
  });

  test('is on no list of the audit’s calls, and no assumed session may sign', () => {
    expect(signingPermissions).toEqual(['kms:GetPublicKey', 'kms:Sign']);
    const policy = sessionPolicy(iamActions(allCalls));
    for (const permission of signingPermissions) {
      expect(allCalls.map(call => call.permission)).not.toContain(permission);
      expect(policy).not.toContain(permission);
    }
  });
});

describe('refused before anything is asked of AWS', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const cases: [string, () => readonly string[], string][] = [
    ['a key that is not there', () => ['--out', 'o', '--sign-key', 'none.pem'], 'cannot be read'],
    ['a public key', () => ['--out', 'o', '--sign-key', 'public.pem'], 'no private key'],
    [
      'a key of another kind',
      () => {
        writeFileSync(join(cwd, 'rsa.pem'), rsa.export({ type: 'pkcs8', format: 'pem' }));
        return ['--out', 'o', '--sign-key', 'rsa.pem'];
      },
      'not an Ed25519 key',
    ],
    ['an ARN that is none', () => ['--out', 'o', '--sign-kms', 'alias/evidence'], 'not the ARN of a KMS key'],
    [
      'an ARN of something else',
      () => ['--out', 'o', '--sign-kms', 'arn:aws:s3:::bucket'],
      'not the ARN of a KMS',
    ],
    [
      'two keys',
      () => ['--out', 'o', '--sign-kms', signingKey, '--sign-key', 'key.pem'],
      'mutually exclusive',
    ],
    ['nothing to sign', () => ['--sign-key', 'key.pem'], 'written to a folder'],
    [
      'a zip that is there',
      () => {
        writeFileSync(join(cwd, 'taken.zip'), 'mine');
        return ['--out', 'taken', '--zip'];
      },
      'is there already',
    ],
  ];
  test.each(cases)('%s', async (_name, flags, message) => {
    const before = sandbox.requests.length;
    const given = flags();
    const { code, stderr } = await trailproof('audit', ...given);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(sandbox.requests.length).toBe(before);
    expect(existsSync(join(cwd, 'o'))).toBe(false);
  });
});

const tools = ['openssl', 'sha256sum', 'sed', 'bash'].filter(name => !hasProgram(name));
if (tools.length > 0)
  process.stderr.write(`SKIPPED: verification without Trailproof; missing: ${tools.join(', ')}\n`);

describe.skipIf(tools.length > 0)('README.txt, followed to the letter', () => {
  /** The indented lines of the first part are commands; they are run as they stand. */
  function stepsOf(folder: string): string {
    const [, part = ''] = readFileSync(join(folder, 'README.txt'), 'utf8').split('WITHOUT ANY TOOL OF OURS');
    const [commands = ''] = part.split('WITH TRAILPROOF');
    const lines = commands.split('\n').filter(line => line.startsWith('    '));
    expect(lines).toHaveLength(5);
    return lines.join('\n');
  }

  const follow = (folder: string) => followSteps(folder, stepsOf(folder));
  const paste = (folder: string, shell: string) => pasteSteps(folder, stepsOf(folder), shell);

  test.each([
    ['Ed25519', ['--sign-key', 'key.pem']],
    ['KMS', ['--sign-kms', signingKey]],
  ])('%s', async (_name, flags) => {
    const { folder } = await audit(...flags);
    const good = follow(folder);
    expect(good.output).toBe('Signature Verified Successfully\nThis manifest is the signed one\n');
    expect(good.status).toBe(0);
    for (const shell of ['bash', 'sh']) expect(paste(folder, shell), shell).toEqual(good);

    const change = (name: string, from: string | RegExp, to: string): (() => void) => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      expect(text.replace(from, to)).not.toBe(text);
      writeFileSync(path, text.replace(from, to));
      return () => writeFileSync(path, text);
    };
    for (const [name, from, to] of [
      ['summary.json', 'summary/1', 'summary/2'],
      ['snapshot/bodies.ndjson', 'IsLogging', 'isLogging'],
      ['manifest.json', '"role":"readme"', '"role":"reader"'],
      ['manifest.dsse.json', /"sig":"...../, '"sig":"AAAAA'],
      ['manifest.dsse.json', /"payload":"eyJfd/, '"payload":"eyJfe'],
    ] as const) {
      const restore = change(name, from, to);
      expect(follow(folder).status, `${name} was changed`).not.toBe(0);
      for (const shell of ['bash', 'sh']) {
        const { status, output } = paste(folder, shell);
        expect(status, `${name} was changed, ${shell}`).not.toBe(0);
        expect(output).not.toContain('This manifest is the signed one');
        // What is wrong is the last thing that is said.
        if (!name.startsWith('manifest')) expect(output).not.toContain('Verified Successfully');
      }
      restore();
    }
    expect(follow(folder).status).toBe(0);
  });

  test('the key id that is printed is the digest of the key, as README.txt says', async () => {
    const { folder, stderr } = await audit('--sign-kms', signingKey);
    const digest = execFileSync(
      'bash',
      ['-c', 'openssl pkey -pubin -in signer.pem -outform DER | sha256sum | cut -c 1-64'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stderr).toContain(`SHA256:${digest.trim()}`);
    expect(createPublicKey(readFileSync(join(folder, 'signer.pem'))).asymmetricKeyType).toBe('ec');
  });
});
