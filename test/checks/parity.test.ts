/** What holds of all checks together: index, folder, tests, mappings, checklist, and what a check may not contain. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import checklistJson from '../../evidence-templates/checklist.json' with { type: 'json' };
import { allCalls, closureOf } from '../../src/aws/calls.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { severities } from '../../src/model/check.ts';
import type { Framework } from '../../src/model/framework.ts';
import { collect, TAKEN_AT, world } from '../support/evidence.ts';

const checklist = checklistJson as Framework;
const root = new URL('../../', import.meta.url);
const found = filesBelow('checks');
// What mends is called by checks and is none.
const ids = found
  .filter(path => /^(?!remedies|shared)[^/]+\//.test(path))
  .map(path => path.replace(/\.ts$/, ''));
const core = checklist.requirements.flatMap(item => item.checks.map(({ check }) => check));

/** Keys of the control mappings. */
const mappingKeys: readonly string[] = [
  'trail_logging_enabled',
  'trail_multi_region',
  'org_trail_in_management_account',
  'org_trail_covers_all_accounts',
  'log_bucket_in_log_archive_account',
  'trail_sse_kms_cmk',
  'kms_key_enabled_not_pending_deletion',
  'kms_key_policy_cloudtrail_grant',
  'kms_key_region_matches',
  'kms_key_rotation_enabled',
  'scp_denies_kms_key_deletion',
  'log_file_validation_enabled',
  'digest_chain_verifies',
  'digest_verification_automated',
  'lake_event_data_store',
  'scp_protects_audit_trail',
  'management_events_all',
  'data_events_s3_kms_lambda',
  'bucket_policy_denies_non_tls',
  'bucket_policy_requires_sse_kms',
  'bucket_policy_denies_delete',
  'bucket_not_public',
  'bucket_immutability',
  'bucket_access_logging',
  'bucket_retention_lifecycle',
  'cloudwatch_logs_integration_healthy',
  'sns_notification',
  'insights_enabled',
  'delivery_healthy',
  'guardduty_all_regions_org_wide',
  'guardduty_data_sources',
];

/** Checks that move no item of the checklist. */
const extras: readonly string[] = [
  'cloudtrail/change-alarm',
  'cloudtrail/cloudwatch-logs',
  'cloudtrail/config-rule-evidence',
  'cloudtrail/delegated-admin',
  'cloudtrail/insights',
  'cloudtrail/network-activity-events',
  'cloudtrail/sns',
  'cloudtrail/tags',
  'guardduty/data-sources',
  'kms/decrypt-separated',
  'lake/cmk',
  'lake/retention',
  'lake/termination-protection',
  'organizations/leave-denied',
  'organizations/management-account-exposure',
  's3/access-logging',
  's3/default-encryption',
  's3/mfa-delete',
  's3/not-public',
  's3/object-lock',
  's3/retention',
  's3/versioning',
];

describe('the list of checks', () => {
  it('equals the folder, sorted', () => {
    expect(checks.map(check => check.id)).toEqual(ids);
  });

  it('has a test for each check, and a check for each test', () => {
    const tests = filesBelow('test/checks').filter(path => /^(?!remedies|shared)[^/]+\//.test(path));
    expect(tests).toEqual(ids.map(id => `${id}.test.ts`));
  });

  it('is shared out between the checklist and the extras', () => {
    expect([...core, ...extras].sort()).toEqual(ids);
  });
});

describe('all checks at once', () => {
  it('conclude what each concludes alone, and none breaks', () => {
    const healthy = world();
    const source = collect(
      healthy,
      closureOf(checks.flatMap(check => [...check.subject.needs, ...check.needs])),
    );
    const context = { ...healthy, source, takenAt: TAKEN_AT };
    const together = evaluate(context, checks);
    const others = together.filter(({ verdict }) => verdict.status !== 'pass');
    // Nothing on record says that anybody verified the digests of this healthy world.
    const open = others.filter(({ verdict }) => verdict.status !== 'not-applicable');
    expect(open.map(({ check, verdict }) => [check, verdict.status])).toEqual([
      ['cloudtrail/digest-chain', 'unknown'],
    ]);
    // What holds of members alone, and of the Log Archive account alone.
    expect([...new Set(others.map(({ check }) => check))]).toEqual([
      'cloudtrail/digest-chain',
      'organizations/leave-denied',
      'organizations/log-archive-protected',
      'organizations/trail-tampering-denied',
      's3/mfa-delete',
    ]);
    expect(together).toEqual(checks.flatMap(check => evaluate(context, [check])));
  });
});

describe.each(checks)('$id', check => {
  it('says all that a reader needs', () => {
    expect(check.version).toBeGreaterThanOrEqual(1);
    expect(severities).toContain(check.severity);
    expect(check.title, 'a title is a sentence without a full stop').toMatch(/^[A-Z].*[^.]$/);
    expect(check.title.length).toBeLessThanOrEqual(64);
    for (const text of [check.decides, check.why, check.fix]) expect(text).toMatch(/^[A-Z].*\.$/s);
    expect(check.fix, 'a fix names the call of the AWS CLI').toContain('aws ');
    expect(check.links.length).toBeGreaterThan(0);
    for (const link of check.links) expect(link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    if (check.map !== '') expect(mappingKeys).toContain(check.map);
  });

  it('needs calls that are on the list of calls', () => {
    for (const call of closureOf([...check.subject.needs, ...check.needs])) expect(allCalls).toContain(call);
  });
});

describe('the checklist', () => {
  it('has the ten items, each decided by something or owning up to what it does not decide', () => {
    expect(checklist.schema).toBe('framework/1');
    expect(checklist.requirements.map(item => item.id)).toEqual(
      Array.from({ length: 10 }, (_, n) => `C${n + 1}`),
    );
    for (const { title, checks: by, undecided } of checklist.requirements) {
      expect(title.length, title).toBeLessThanOrEqual(44);
      expect(by.length + undecided.length, title).toBeGreaterThan(0);
    }
  });

  it('names checks that exist, once each', () => {
    for (const id of core) expect(ids).toContain(id);
    expect(new Set(core).size).toBe(core.length);
  });
});

describe.each(found)('checks/%s', path => {
  const text = readFileSync(new URL(`checks/${path}`, root), 'utf8');

  it('is pure and straight-line', () => {
    for (const banned of [
      /\basync\b/,
      /\bawait\b/,
      /\btry\b/,
      /\bcatch\b/,
      /\bDate\.now\b/,
      /\bnew Date\(/,
      /\bconsole\b/,
    ]) {
      // Sentences may hold the words; code may not.
      expect(
        text.replace(/'[^'\n]*'|"[^"\n]*"|`[^`]*`|\/\/.*|\/\*[\s\S]*?\*\//g, ''),
        String(banned),
      ).not.toMatch(banned);
    }
    expect(text).not.toMatch(/['"]node:/);
  });

  it('imports the model, the service files and the wording, nothing else', () => {
    const imports = [...text.matchAll(/ from '(\S+)';$/gm)].map(([, from]) => from);
    const fromSrc = /^\.\.\/\.\.\/src\/((model|aws|policy)\/[a-z0-9-]+|selectors\/index)\.ts$/;
    const shared = /^\.\.\/(shared|remedies)\/[a-z0-9-]+\.ts$/;
    const beside = /^\.\/[a-z0-9-]+\.ts$/;
    const isShared = /^(shared|remedies)\//.test(path);
    const allowed = path === 'index.ts' ? [] : [fromSrc, shared, ...(isShared ? [beside] : [])];
    for (const from of imports) {
      const known = path === 'index.ts' || allowed.some(pattern => pattern.test(from ?? ''));
      expect(known, `${path} imports ${from}`).toBe(true);
    }
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => path.endsWith('.ts'))
    .sort();
}
