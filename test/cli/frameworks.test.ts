import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import { main } from '../../src/cli/main.ts';
import { loadFrameworks } from '../../src/evidence/templates.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { testIo } from '../support/run.ts';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference() });
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify(demoConfig));
  await trailproof('audit', '--out', 'all');
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

async function trailproof(...args: readonly string[]) {
  const { io, said } = testIo(sandbox.environment, { cwd, tty: false });
  const code = await main(args, io);
  return { code, ...said };
}

interface Summary {
  readonly frameworks: readonly {
    readonly id: string;
    readonly met: number;
    readonly not_met: number;
    readonly not_concluded: number;
    readonly not_assessed: number;
    readonly requirements: readonly { readonly id: string; readonly status: string; readonly note: string }[];
  }[];
  readonly organization: { readonly items: readonly { readonly id: string; readonly trails: object }[] };
  readonly trails: readonly object[];
  readonly totals: object;
  readonly exit: object;
}

const summaryIn = (folder: string) =>
  JSON.parse(readFileSync(join(cwd, folder, 'summary.json'), 'utf8')) as Summary;
const fileIn = (folder: string, name: string) => readFileSync(join(cwd, folder, name), 'utf8');

describe('the list', () => {
  test('names every framework on one line that fits', async () => {
    const { code, stdout } = await trailproof('frameworks');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map(line => line.split(' ')[0])).toEqual(loadFrameworks().map(({ id }) => id));
    for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(/^pci-dss +PCI DSS v4\.0\.1 +29 requirements, \d+ mappings$/m);
    expect(stdout).toMatch(/^gdpr .* 11 requirements \(1 unmapped\), \d+ mappings$/m);
  });

  test('is JSON on demand', async () => {
    const { stdout } = await trailproof('frameworks', '--format', 'json');
    const listed = JSON.parse(stdout) as readonly { id: string; requirements: number }[];
    expect(listed.map(({ id }) => id)).toEqual(loadFrameworks().map(({ id }) => id));
    expect(listed.find(({ id }) => id === 'hipaa')?.requirements).toBe(12);
  });
});

describe('one framework', () => {
  test.each(loadFrameworks().map(({ id }) => id))(
    '%s fits 100 columns, requirement by requirement',
    async id => {
      const { code, stdout } = await trailproof('frameworks', id);
      expect(code).toBe(0);
      for (const line of stdout.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(100);
      const framework = loadFrameworks().find(f => f.id === id);
      for (const { id: control } of framework?.requirements ?? []) expect(stdout).toContain(`\n${control}  `);
    },
  );

  test('shows strength, reason, condition and the id that the user may know', async () => {
    const { stdout } = await trailproof('frameworks', 'pci-dss');
    expect(stdout).toMatch(
      /\n {2}direct {6}s3\/delete-protection\n {14}Provides evidence that deleting logs/,
    );
    expect(stdout).toContain('Conditional: applies only if account data can reach the logs.');
    expect(stdout).toContain(
      'Known as 3.5: "Demands rotation of the key and control of access to it." Correct: Is about',
    );
    expect((await trailproof('frameworks', 'gdpr')).stdout).toContain(
      'not assessed: no check of this version bears on it',
    );
  });

  test('is JSON on demand', async () => {
    const { stdout } = await trailproof('frameworks', 'soc2', '--format', 'json');
    const { requirements } = JSON.parse(stdout) as { requirements: readonly { id: string }[] };
    expect(requirements).toHaveLength(14);
    expect(requirements[1]).toMatchObject({ id: 'CC6.1', title_kind: 'own-summary' });
  });
});

describe('an id that is none', () => {
  test.each([
    [['frameworks', 'pci'], 'There is no framework pci.', 'Did you mean pci-dss?'],
    [['frameworks', 'nist'], 'There is no framework nist.', 'nist-800-53-r5 or nist-csf-2?'],
    [['frameworks', 'PCIDSS'], 'There is no framework PCIDSS.', 'Did you mean pci-dss?'],
    [['frameworks', 'basel'], 'There is no framework basel.', 'List them with: trailproof frameworks'],
    [['audit', '--framework', 'soc2,iso27001'], 'There is no framework iso27001.', 'iso-27001-2022?'],
    [['audit', '--framework', 'soc2,'], 'There is no framework without a name.', 'trailproof frameworks'],
    [['evaluate', 'all', '--framework', 'fedramp'], 'There is no framework fedramp.', '-r4 or fedramp'],
  ])('%j is a usage error that names near ones', async (args, message, hint) => {
    const { code, stdout, stderr } = await trailproof(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('an audit asks nothing of AWS before it says so', async () => {
    const { code, stderr } = await trailproof(
      'audit',
      '--framework',
      'pci',
      '--endpoint',
      'http://127.0.0.1:1',
    );
    expect(stderr).toContain('There is no framework pci.');
    expect(code).toBe(2);
  });
});

describe('--framework narrows the report and nothing else', () => {
  beforeAll(async () => {
    await trailproof('evaluate', 'all', '--out', 'two', '--framework', 'soc2,pci-dss');
  });

  test('of the summary only the frameworks differ', () => {
    const { frameworks: all, ...whole } = summaryIn('all');
    const { frameworks: two, ...narrow } = summaryIn('two');
    expect(narrow).toEqual(whole);
    expect(all).toHaveLength(11);
    expect(two).toEqual(all.filter(({ id }) => id === 'soc2' || id === 'pci-dss'));
    expect(two).toHaveLength(2);
  });

  test('verdicts stay, and findings name the checklist and the two', () => {
    expect(fileIn('two', 'evaluations.ndjson')).toBe(fileIn('all', 'evaluations.ndjson'));
    const findings = (folder: string) =>
      fileIn(folder, 'findings.ndjson')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { finding_id: string; controls: readonly Record<string, string>[] });
    const named = (folder: string) => [
      ...new Set(findings(folder).flatMap(({ controls }) => controls.map(({ framework }) => framework))),
    ];
    expect(named('two').sort()).toEqual(['pci-dss', 'production-checklist', 'soc2']);
    expect(named('all').length).toBeGreaterThan(10);
    expect(findings('two').map(f => f.finding_id)).toEqual(findings('all').map(f => f.finding_id));
    const controls = findings('two').flatMap(finding => finding.controls);
    expect(controls).toContainEqual({
      framework: 'pci-dss',
      version: 'v4.0.1',
      control: '10.2.1',
      title: 'Audit logs are on for all components and cardholder data',
      strength: 'direct',
      reason:
        'Provides evidence that the trail records right now, and says since when and when it last stopped.',
    });
  });

  test('the table lists what is not met of the two, and one line each without the flag', async () => {
    const { code, stdout } = await trailproof(
      'evaluate',
      'all',
      '--framework',
      'pci-dss',
      '--framework',
      'soc2',
    );
    const whole = await trailproof('evaluate', 'all');
    expect(code).toBe(whole.code);
    expect(stdout).toMatch(/^ {2}pci-dss +\d+ met, \d+ not met, \d+ not concluded, \d+ not assessed$/m);
    expect(stdout).toMatch(/^ {4}10\.2\.1 {2}Audit logs are on for all components and cardholder data$/m);
    expect(stdout).toMatch(/^ {6}Fails: .*cloudtrail\/logging \(\d+ of \d+\)/m);
    expect(stdout).not.toContain('hipaa');
    for (const line of stdout.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(100);
    for (const { id } of loadFrameworks()) {
      expect(whole.stdout.split('\n').filter(line => line.startsWith(`  ${id} `))).toHaveLength(1);
    }
    expect(whole.stdout).not.toMatch(/^ {4}10\.2\.1 /m);
  });
});

test('nothing that is said of frameworks calls anybody compliant', async () => {
  const { stdout } = await trailproof('evaluate', 'all', '--framework', 'pci-dss');
  const controls = fileIn('all', 'findings.ndjson')
    .trim()
    .split('\n')
    .flatMap(line => (JSON.parse(line) as { controls: readonly object[] }).controls);
  for (const text of [stdout, fileIn('all', 'summary.json'), JSON.stringify(controls)]) {
    expect(text).not.toMatch(/\b([Nn]on-?)?[Cc]ompliant\b|[Ss]atisf/);
  }
});

test('the counts of a framework are its requirements', () => {
  for (const framework of summaryIn('all').frameworks) {
    const { met, not_met, not_concluded, not_assessed, requirements } = framework;
    expect(met + not_met + not_concluded + not_assessed).toBe(requirements.length);
    expect(requirements.filter(({ status }) => status === 'not-met')).toHaveLength(not_met);
  }
});

test('the roll-up of the organization counts every trail once for each item', () => {
  const { organization, trails } = summaryIn('all');
  expect(organization.items).toHaveLength(10);
  for (const item of organization.items) {
    const numbers: number[] = Object.values(item.trails);
    expect(numbers.reduce((sum, number) => sum + number)).toBe(trails.length);
  }
});

test('a check names its requirements and the like of it in other tools', async () => {
  const { stdout } = await trailproof('checks', 'cloudtrail/kms-encryption');
  expect(stdout).toMatch(/^Frameworks$/m);
  expect(stdout).toContain('cis-aws: 4.5 (direct)');
  expect(stdout).toContain('AWS Config managed rule: CLOUD_TRAIL_ENCRYPTION_ENABLED (partial)');
  for (const line of stdout.split('\n')) {
    if (!line.includes('https://')) expect(stringWidth(line), line).toBeLessThanOrEqual(100);
  }
  const json = await trailproof('checks', 'cloudtrail/kms-encryption', '--format', 'json');
  const [check] = JSON.parse(json.stdout) as readonly {
    frameworks: readonly object[];
    tools: readonly object[];
  }[];
  expect(check?.frameworks).toContainEqual(
    expect.objectContaining({ framework: 'cis-aws', control: '4.5', strength: 'direct' }),
  );
  // The eight ids of the seed's control, each of which tests less than the check does.
  const seed = [
    'cloudtrail_trail_logs_encrypted_with_kms_cmk',
    'CLOUD_TRAIL_ENCRYPTION_ENABLED',
    'CKV_AWS_35',
    'aws_compliance.control.cloudtrail_trail_logs_encrypted_with_kms_cmk',
    'cloudtrail_kms_encryption_enabled',
    'CloudTrail.2',
    '5d9e3164-9265-470c-9a10-57ae454ac0c7',
    'AWS-0015',
  ];
  for (const id of seed)
    expect(check?.tools).toContainEqual(expect.objectContaining({ id, match: 'partial' }));
  const none = await trailproof('checks', 'cloudtrail/sns');
  expect(none.stdout).toContain('none: no requirement was found that it honestly bears on');
});
