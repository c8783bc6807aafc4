/** docs/verify-logs.md says what the code does: every code, every permission, and a ledger that is checked by hand. */
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { headBucket, listBuckets } from '../../src/aws/bucket-owner.ts';
import { closureOf, discoveryCalls, verificationPermissions } from '../../src/aws/calls.ts';
import { describeTrails, getTrailStatus } from '../../src/aws/cloudtrail.ts';
import { main } from '../../src/cli/main.ts';
import { hasProgram } from '../support/bundle.ts';
import { auditConfig, startLogged } from '../support/logged-organization.ts';
import { testIo } from '../support/run.ts';

const page = readFileSync(new URL('../../docs/verify-logs.md', import.meta.url), 'utf8');
const chain = readFileSync(new URL('../../src/digests/chain.ts', import.meta.url), 'utf8');

test('the table has every code of a finding, once', () => {
  const [, union = ''] = /export type FaultCode =([^;]+);/.exec(chain) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(30);
  const rows = page.split('\n').filter(line => /^\| [a-z-]+ \| `/.test(line));
  const listed = rows.flatMap(row =>
    [...(row.split('|')[2] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, c]) => c),
  );
  expect(listed.sort()).toEqual(codes.sort());
});

test('the permissions are those that a run asks for', () => {
  const calls = [...discoveryCalls, ...closureOf([describeTrails, getTrailStatus, listBuckets, headBucket])];
  const needed = new Set([...calls.map(({ permission }) => permission), ...verificationPermissions]);
  const [, section = ''] = page.split('## Permissions');
  const named = [...(section.split('\n## ')[0] ?? '').matchAll(/`?\b([a-z0-9]+:[A-Z]\w+)/g)].map(
    ([, p]) => p,
  );
  expect(new Set(named)).toEqual(needed);
});

const missing = ['openssl', 'sh'].filter(name => !hasProgram(name));
if (missing.length > 0)
  process.stderr.write(`SKIPPED: a ledger checked by hand; missing: ${missing.join(', ')}\n`);

test.skipIf(missing.length > 0)(
  'a ledger is checked by hand as the page says',
  async () => {
    const sandbox = await startLogged({ since: '-5h' });
    const cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
    try {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(join(cwd, 'trailproof.yaml'), auditConfig);
      writeFileSync(join(cwd, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      const flags = ['--window', '2h', '--logs', 'none', '--ledger', 'led', '--sign-key', 'key.pem'];
      for (const _run of [1, 2])
        expect(await main(['verify-logs', ...flags], testIo(sandbox.environment, { cwd }).io)).toBe(0);
      const led = join(cwd, 'led');
      writeFileSync(join(led, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      const [, block = ''] = /over the line[^`]*`"signature":null`:\n\n```\n([^`]+)```/.exec(page) ?? [];
      const lines = block.split('\n').filter(line => !line.includes('openssl dgst'));
      expect(lines.join()).toContain('openssl pkeyutl');
      const said = execFileSync('sh', ['-ec', lines.join('\n')], { cwd: led, encoding: 'utf8' });
      const entry = readFileSync(join(led, '000002.json'), 'utf8');
      const { previous, signature } = JSON.parse(entry) as { previous: string; signature: { keyid: string } };
      expect(said).toContain('Signature Verified Successfully');
      expect(said).toContain(signature.keyid);
      const first = readFileSync(join(led, '000001.json'));
      expect(previous).toBe(createHash('sha256').update(first).digest('hex'));
    } finally {
      rmSync(cwd, { recursive: true, force: true });
      await sandbox.stop();
    }
  },
  60_000,
);
