/** `verify-logs --ledger`, and what an audit makes of it: checklist item 5, the last one of the exemplary organization. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { main } from '../../src/cli/main.ts';
import { builtInEstates, type Estate, parseEstate, startSandbox } from '../../src/sandbox/index.ts';
import { exemplaryConfig, testIo } from '../support/run.ts';

const now = () => new Date('2026-11-20T06:00:00Z');
const few = ['--account', '210987654321', '--account', '321098765432', '--only-region', 'us-east-1'];

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify(exemplaryConfig));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Verifies and then audits; the scorecard's line of item 5 and its heading. */
async function audited(estate: Estate, flags: readonly string[]) {
  const sandbox = await startSandbox({ estate, now });
  try {
    const run = async (...argv: readonly string[]) => {
      const { io, said } = testIo(sandbox.environment, { cwd, now });
      return { code: await main([...argv, '--ledger', 'ledger'], io), ...said };
    };
    const verified = await run('verify-logs', ...flags);
    const audit = await run('audit');
    return { verified: verified.code, audit: audit.code, table: audit.stdout };
  } finally {
    await sandbox.stop();
  }
}

function attackedExemplary(): Estate {
  const { expectations: _, ...estate } = builtInEstates.exemplary();
  const accounts = estate.accounts.map(account => ({
    ...account,
    trails: account.trails.map(trail => ({
      ...trail,
      ...(trail.history === undefined
        ? {}
        : { history: { ...trail.history, tampering: [{ kind: 'delete-log', region: 'us-east-1' }] } }),
    })),
  }));
  return parseEstate({ ...estate, accounts }, 'attacked');
}

test('the exemplary organization, verified: ten of ten', async () => {
  const { verified, audit, table } = await audited(builtInEstates.exemplary(), []);
  expect(verified).toBe(0);
  expect(table).toContain('C5  ✓ met');
  expect(table).toContain('10 of 10 met');
  expect(audit).toBe(0);
}, 120_000);

test('after an attack it is not met, and the audit finds it', async () => {
  const { verified, audit, table } = await audited(attackedExemplary(), few);
  expect(verified).toBe(4);
  expect(table).toContain('C5  ✗ not met');
  expect(audit).toBe(1);
});

test('with a ledger of some accounts and regions alone it is unknown', async () => {
  const { verified, audit, table } = await audited(builtInEstates.exemplary(), few);
  expect(verified).toBe(0);
  expect(table).toContain('C5  ? unknown');
  expect(table).toContain('9 of 10 met, 1 unknown');
  expect(audit).toBe(3);
});

test('audit --verify-logs that is stopped while it verifies does not audit, and enters nothing', async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.exemplary(), now, record: true });
  try {
    const { io, said, interrupt } = testIo(sandbox.environment, { cwd, now });
    const watch = setInterval(() => {
      if (sandbox.requests.some(({ operation }) => operation === 'GetObject')) interrupt();
    }, 1);
    const code = await main(['audit', '--verify-logs', '24h', '--ledger', 'ledger', ...few], io);
    clearInterval(watch);
    expect(code).toBe(3);
    expect(said.stderr).toContain('stopped before the audit began');
    expect(said.stdout).toBe('');
    expect(existsSync(join(cwd, 'ledger'))).toBe(false);
  } finally {
    await sandbox.stop();
  }
});

test('audit --verify-logs refuses before it verifies what it could not write afterwards', async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.exemplary(), now, record: true });
  try {
    const { io, said } = testIo(sandbox.environment, { cwd, now });
    // The working folder holds the configuration.
    const code = await main(['audit', '--verify-logs', '24h', '--ledger', 'ledger', '--out', '.'], io);
    expect(code).toBe(2);
    expect(said.stderr).toContain('is not empty');
    expect(sandbox.requests).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
