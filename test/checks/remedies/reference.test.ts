/** Whatever fails in the reference estate is mended by words that `trailproof explain` prints, or is on a list that says why not. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checks } from '../../../checks/index.ts';
import { demoConfig } from '../../../src/cli/demo.ts';
import { main } from '../../../src/cli/main.ts';
import { auditOf } from '../../../src/evaluate/audit.ts';
import { remedyFor } from '../../../src/evaluate/remedy.ts';
import { judgedResults } from '../../../src/evidence/evaluations.ts';
import { loadChecklist } from '../../../src/evidence/templates.ts';
import { builtInEstates, startSandbox } from '../../../src/sandbox/index.ts';
import { loadSnapshot, snapshotFolderIn } from '../../../src/snapshot/folder.ts';
import { failing } from '../../support/failing.ts';
import { commandsOf, resourcesOf } from '../../support/remedied.ts';
import { testIo } from '../../support/run.ts';

/** Checks that mend nothing by themselves, each with its reason. */
const wordsAlone: Readonly<Record<string, string>> = {
  'cloudtrail/change-alarm': 'who is to be woken is known to the organization alone',
  'cloudtrail/config-rule-evidence': 'tells what AWS Config says and judges nothing',
  'cloudtrail/delivery': 'what refuses the logs is an error text: the checks of bucket and key mend it',
  'cloudtrail/digest-chain':
    'a chain is evidence to verify, not a setting; where there is none, log-file-validation has the remedy',
  'cloudtrail/digest-verification-automated': 'a verifier is a program that somebody must run',
  'kms/region': "a bucket of another region may be somebody else's by now: first find out who made it",
  'organizations/break-glass-scoped': 'whom the guard is to spare is for the organization to say',
  'organizations/management-account-exposure':
    'bucket and key move by s3/log-archive-account and cloudtrail/kms-encryption',
  's3/mfa-delete':
    'takes the root user and a code that is good for a minute; Object Lock serves the same end',
};

interface Finding {
  readonly finding_id: string;
  readonly status: string;
  readonly check: { readonly id: string };
}

let cwd: string;
let findings: readonly Finding[];
let stop: () => Promise<void>;

async function trailproof(...args: readonly string[]): Promise<string> {
  const { io, said } = testIo(environment, { cwd });
  await main(args, io);
  expect(said.stderr).not.toMatch(/defect|Error/);
  return said.stdout;
}

let environment: Record<string, string>;
beforeAll(async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.reference() });
  stop = () => sandbox.stop();
  environment = { ...sandbox.environment };
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify(demoConfig));
  await trailproof('audit', '--out', 'evidence');
  const lines = readFileSync(join(cwd, 'evidence', 'findings.ndjson'), 'utf8')
    .trim()
    .split('\n');
  findings = lines.map(line => JSON.parse(line) as Finding).filter(({ status }) => status === 'FAIL');
}, 60_000);
afterAll(async () => {
  await stop();
  rmSync(cwd, { recursive: true, force: true });
});

describe('checks and remedies', () => {
  it('belong together, but for a list', () => {
    const without = checks.filter(check => check.remedy === undefined).map(check => check.id);
    expect(without.sort()).toEqual(Object.keys(wordsAlone).sort());
  });

  it('are proven one by one', () => {
    const proven = new Set(failing.map(({ check }) => check));
    const mending = checks.filter(check => check.remedy !== undefined).map(check => check.id);
    expect([...proven].sort()).toEqual(mending.sort());
  });
});

describe('the reference estate', () => {
  it('has a remedy for each check that fails there', { timeout: 120_000 }, async () => {
    const snapshot = await loadSnapshot(snapshotFolderIn(join(cwd, 'evidence')));
    const audit = auditOf(snapshot, checks, loadChecklist());
    const mended = new Map<string, number>();
    for (const { check, result } of judgedResults(audit)) {
      if (result.verdict.status !== 'fail') continue;
      const remedy = remedyFor(snapshot, audit, check, result.subject.id);
      mended.set(check.id, (mended.get(check.id) ?? 0) + (remedy ? 1 : 0));
      if (!remedy) continue;
      const about = `${check.id} ${result.subject.id}`;
      expect(commandsOf(remedy.cli).length, about).toBeGreaterThan(0);
      for (const { scope } of resourcesOf(remedy.cloudFormation)) expect(scope.accountId, about).not.toBe('');
    }
    expect([...mended.keys()].sort()).toEqual([...new Set(findings.map(({ check }) => check.id))].sort());
    const helpless = [...mended].filter(([, count]) => count === 0).map(([check]) => check);
    expect(helpless.sort()).toEqual([...mended.keys()].filter(check => check in wordsAlone).sort());
    expect(mended.size).toBeGreaterThan(20);
  });

  it('prints it in three languages', async () => {
    const finding = findings.find(({ check }) => check.id === 'cloudtrail/log-file-validation');
    const page = await trailproof('explain', finding?.finding_id ?? '', '--snapshot', 'evidence');
    expect(page).toContain(
      'AWS CLI\n  # In web-prod (555566667777) eu-west-1:\n  aws cloudtrail update-trail --name',
    );
    expect(page).toContain('\n  resource "aws_cloudtrail" "legacy_eu" {\n');
    expect(page).toContain('\n      Type: AWS::CloudTrail::Trail\n');
    expect(page).toContain('What that may break\n');
  });
});
