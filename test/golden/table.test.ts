/** What a user sees, line by line, for the built-in organizations at one fixed moment. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { table } from '../../src/cli/table.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { loadChecklist, loadFrameworks } from '../../src/evidence/templates.ts';
import { createPaint } from '../../src/cli/paint.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { expectGolden } from '../support/golden.ts';
import { exemplaryConfig, referenceConfig, runAgainst, testIo } from '../support/run.ts';

const now = () => new Date('2026-11-20T06:00:00Z');

const audited = new Map<string, Promise<string>>();

/** One audit of each serves all tests. */
function shown(estate: 'reference' | 'exemplary'): Promise<string> {
  const printed = audited.get(estate) ?? printedFor(estate);
  audited.set(estate, printed);
  return printed;
}

async function printedFor(estate: 'reference' | 'exemplary'): Promise<string> {
  const sandbox = await startSandbox({ estate: builtInEstates[estate](), now });
  try {
    const config = estate === 'reference' ? referenceConfig : exemplaryConfig;
    const { snapshot } = await runAgainst(sandbox, checks, { now, config });
    const audit = auditOf(snapshot, checks, loadChecklist(), loadFrameworks());
    const options = { paint: createPaint(testIo({}).io), width: 100, folder: 'evidence' };
    const text = table(audit, snapshot.index, exitOf(audit, 'low'), options);
    return text.replaceAll(snapshot.header.runId, '<run id>');
  } finally {
    await sandbox.stop();
  }
}

test('reference', async () => expectGolden('test/golden/reference.txt', await shown('reference')));

test('exemplary: nothing is found, and all but the verification of digests is met', async () => {
  const text = await shown('exemplary');
  expectGolden('test/golden/exemplary.txt', text);
  expect(text).not.toMatch(/✗|Findings/);
  expect(text).toContain('9 of 10 met, 1 unknown');
});

test('the picture in the README is what is really printed', async () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const picture = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const printed = new Set((await shown('reference')).split('\n'));
  const lines = picture.split('\n').filter(line => line !== '' && line !== '...');
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(printed).toContain(line);
});
