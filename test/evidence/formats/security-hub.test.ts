/** The recipe of the README that sends findings to Security Hub, run as it stands, with an `aws` that writes down what it is given. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatFiles } from '../../../src/evidence/formats/index.ts';
import { packageRoot } from '../../../src/evidence/templates.ts';
import { hasProgram } from '../../support/bundle.ts';
import { followSteps } from '../../support/readme-steps.ts';
import { builtIn, type Loose, linesIn, textIn } from './world.ts';

/** BatchImportFindings takes no more (AWS Security Hub API Reference). */
const MOST_FINDINGS = 100;

const pretender = `#!/bin/sh
echo "$@" >> words; cat batch.json >> sent; echo >> sent; echo '[]'
`;

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  mkdirSync(join(place, 'today/formats'), { recursive: true });
  mkdirSync(join(place, 'bin'));
  writeFileSync(join(place, 'bin/aws'), pretender, { mode: 0o755 });
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const linesOf = (name: string): string[] => readFileSync(join(place, name), 'utf8').trimEnd().split('\n');

if (!hasProgram('jq')) process.stderr.write('SKIPPED: the Security Hub recipe of the README; missing: jq\n');

test.skipIf(!hasProgram('jq'))('sends every finding once, in batches that are taken', async () => {
  const { audit, source } = await builtIn('reference');
  const files = formatFiles(audit, source);
  writeFileSync(join(place, 'today/formats/asff.ndjson'), textIn(files, 'asff.ndjson'));
  const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
  const [, block = ''] = /### Security Hub\n[\s\S]*?```console\n([\s\S]*?)```/.exec(readme) ?? [];
  const ran = followSteps(place, `PATH="$PWD/bin:$PATH"\n${block.replaceAll(/^\$ /gm, '')}`);
  expect(ran.status, ran.output).toBe(0);

  const batches = linesOf('sent').map(line => JSON.parse(line) as Loose[]);
  expect(batches.length).toBeGreaterThan(1);
  expect(Math.max(...batches.map(batch => batch.length))).toBe(MOST_FINDINGS);
  expect(batches.flat()).toEqual(linesIn(files, 'asff.ndjson'));
  const call = 'securityhub batch-import-findings --findings file://batch.json --query FailedFindings';
  expect(linesOf('words')).toEqual(batches.map(() => call));
});
