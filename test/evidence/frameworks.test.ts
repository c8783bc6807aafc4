/** Framework data: nothing dangles, nothing is promised, nothing is copied that others got wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { checklistSchema, controlFrameworkSchema, toolsSchema } from '../../src/evidence/framework-schema.ts';
import { loadChecklist, loadFrameworks, loadTools } from '../../src/evidence/templates.ts';
import type { ControlFramework } from '../../src/model/framework.ts';

const frameworks = loadFrameworks();
const tools = loadTools();
const mappings = frameworks.flatMap(({ id: framework, requirements }) =>
  requirements.flatMap(({ id, checks: bearing }) => bearing.map(b => ({ framework, id, ...b }))),
);
const existing = new Set(checks.map(({ id }) => id));

/** Checks of the catalogue that are still to be written. What exists must leave this list; it ends empty. */
const awaited: readonly string[] = [];

/** No requirement was found that they honestly bear on. */
const unmapped: readonly string[] = [
  // What AWS Config says is shown and never a verdict of ours.
  'cloudtrail/config-rule-evidence',
  // Informative.
  'cloudtrail/network-activity-events',
  // No framework asks for notifications of file delivery.
  'cloudtrail/sns',
];

describe('checks', () => {
  test('none is awaited that exists, and none twice', () => {
    expect(awaited.filter(id => existing.has(id))).toEqual([]);
    expect(new Set(awaited).size).toBe(awaited.length);
  });

  test('no mapping and no tool rule dangles', () => {
    const named = [...mappings.map(({ check }) => check), ...Object.keys(tools.checks)];
    expect([...new Set(named)].filter(id => !existing.has(id) && !awaited.includes(id))).toEqual([]);
  });

  test('every check bears on something, or is said to bear on nothing', () => {
    const mapped = new Set(mappings.map(({ check }) => check));
    const none = [...existing, ...awaited].filter(id => !mapped.has(id));
    expect(none.sort()).toEqual(unmapped);
  });

  test('every check of the production checklist bears on several frameworks', () => {
    for (const { check } of loadChecklist().requirements.flatMap(item => item.checks)) {
      const on = new Set(mappings.filter(m => m.check === check).map(({ framework }) => framework));
      expect(on.size, check).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('words', () => {
  test('a reason says supports or evidence, ends in a full stop, and is one sentence', () => {
    for (const { framework, id, check, reason } of mappings) {
      const where = `${framework} ${id} ${check}`;
      expect(reason, where).toMatch(/^(Supports|Provides evidence) [^.]*(S3\.?)?[^.]*\.$/);
    }
  });

  test('nothing is promised', () => {
    const promise = /satisf|complian[ct]|certif|guarantee|fulfil|\bmeets\b|\bensures?\b|\bproves?\b/i;
    const said = frameworks.flatMap(f => [
      f.note ?? '',
      f.seed?.corrected ?? '',
      ...f.requirements.flatMap(r => [
        r.note ?? '',
        r.seed?.corrected ?? '',
        ...(r.titleKind === 'own-summary' ? [r.title] : []),
        ...r.checks.map(({ reason }) => reason),
      ]),
    ]);
    expect(said.filter(text => promise.test(text))).toEqual([]);
  });

  test('no reason copies a title', () => {
    for (const { requirements } of frameworks) {
      for (const { title, checks: bearing } of requirements) {
        for (const { reason } of bearing) {
          if (title.length > 30) expect(reason.toLowerCase()).not.toContain(title.toLowerCase());
        }
      }
    }
  });

  test('criteria without titles, whose text is not ours to print, have summaries of our own', () => {
    for (const id of ['soc2', 'pci-dss']) {
      const kinds = frameworks.find(f => f.id === id)?.requirements.map(({ titleKind }) => titleKind);
      expect([...new Set(kinds)]).toEqual(['own-summary']);
    }
  });
});

describe('facts that are easy to get wrong', () => {
  const on = (framework: string, id: RegExp) =>
    mappings.filter(m => m.framework === framework && id.test(m.id)).map(({ check }) => check);
  const listed = (framework: string) =>
    frameworks.find(f => f.id === framework)?.requirements.map(({ id }) => id) ?? [];

  // Each of these stands in Prowler, Powerpipe or cdk-nag.
  test.each([
    ['pci-dss', /^8\.3\.2$/, 'authentication factors are not encryption'],
    ['pci-dss', /^10\.6\.3$/, 'settings of clocks'],
    ['pci-dss', /^11\.3\.1/, 'GuardDuty is no vulnerability scanner'],
    ['pci-dss', /^5\.3\.4$/, 'logs of anti-malware'],
    ['nist-800-53-r5', /^RA-5/, 'GuardDuty is no vulnerability scanner'],
    ['nist-800-53-r5', /^AU-9\(7\)$/, 'another operating system'],
    ['nist-800-53-r5', /^(SC-8\([34]\)|SI-19\(4\))$/, 'neither transmission nor de-identification'],
    ['nist-csf-2', /^ID\.RA-09$/, 'does not follow the subcategory'],
    ['hipaa', /^164\.314/, 'group health plan documents'],
    ['iso-27001-2022', /^A\.8\.5$/, 'secure authentication'],
    ['soc2', /^CC6\.2$/, 'registration of users'],
  ])('%s has no %s: %s', (framework, id) => {
    expect(listed(framework).filter(listedId => id.test(listedId))).toEqual([]);
  });

  test.each([
    [
      'pci-dss',
      /^10\.3\.1$/,
      /logging$|data-events$|multi-region|management-events/,
      'who reads, not that it is on',
    ],
    ['pci-dss', /^10\.(3\.[234]|5\.1)$/, /insights/, 'Insights is analysis of anomalies'],
    ['nist-800-53-r5', /^AU-9\(3\)$/, /kms/, 'integrity, not encryption at rest'],
    ['nist-800-53-r5', /^CP-9$/, /kms/, 'backup'],
    ['gdpr', /^Art\. 30/, /./, 'the written record of processing'],
    ['hipaa', /^164\.312\(e\)/, /kms|default-encryption/, 'transmission'],
    ['nist-csf-2', /^DE\.CM-09$/, /versioning/, 'does not follow the subcategory'],
    ['iso-27001-2022', /^A\.8\.3$/, /versioning/, 'restriction of access'],
  ])('%s %s is not for %s: %s', (framework, id, check) => {
    expect(listed(framework).some(listedId => id.test(listedId))).toBe(true);
    expect(on(framework, id).filter(name => check.test(name))).toEqual([]);
  });

  test('baselines: AU-9(3) is in no Moderate baseline, AU-9(2) in that of FedRAMP Rev 4 alone', () => {
    expect(listed('fedramp-moderate-r4')).toContain('AU-9(2)');
    expect(listed('fedramp-moderate-r5')).not.toContain('AU-9(2)');
    for (const id of ['fedramp-moderate-r4', 'fedramp-moderate-r5'])
      expect(listed(id)).not.toContain('AU-9(3)');
    const nist = frameworks.find(f => f.id === 'nist-800-53-r5')?.requirements;
    expect(nist?.find(({ id }) => id === 'AU-9(3)')?.note).toBe('In the High baseline, not in Moderate.');
    expect(nist?.find(({ id }) => id === 'AU-9')?.note).toBeNull();
  });

  test('PCI DSS requirements on account data are conditional, and no evidence for them is direct', () => {
    const pci = frameworks.find(f => f.id === 'pci-dss')?.requirements ?? [];
    const conditional = pci.filter(({ id }) => /^([34]\.|1\.4\.4)/.test(id));
    expect(conditional).toHaveLength(6);
    for (const { note, checks: bearing } of conditional) {
      expect(note).toMatch(/^Conditional: /);
      expect(new Set(bearing.map(({ strength }) => strength))).toEqual(new Set(['indirect']));
    }
  });

  test('ids that users know from elsewhere stay visible with the corrected text', () => {
    const seeds = frameworks.flatMap(f => [
      ...(f.seed ? [`${f.id}: ${f.seed.id}`] : []),
      ...f.requirements.flatMap(r => (r.seed ? [`${f.id} ${r.id}: ${r.seed.id}`] : [])),
    ]);
    expect(seeds).toEqual(expect.arrayContaining(['pci-dss 10.3.1: 10.3.1', 'pci-dss 3.5.1: 3.5']));
    expect(seeds).toEqual(expect.arrayContaining(['pci-dss: v4.0', 'fedramp-moderate-r4: Rev 4']));
    expect(seeds).toEqual(
      expect.arrayContaining([
        'gdpr Art. 32(1)(a): Art. 32',
        'nist-800-53-r5 SC-28: SC-28',
        'nist-csf-2 DE.AE-02: DE.AE',
      ]),
    );
  });
});

describe('the door', () => {
  const good = JSON.parse(
    readFileSync(new URL('../../evidence-templates/frameworks/cis-aws.json', import.meta.url), 'utf8'),
  ) as ControlFramework;
  const [first, second] = good.requirements;
  const messages = (change: object): string =>
    controlFrameworkSchema.safeParse({ ...good, ...change }).error?.message ?? '';

  test('lets in what is shipped', () => expect(messages({})).toBe(''));

  test.each([
    ['a requirement twice', { requirements: [first, first] }, 'A requirement stands twice'],
    [
      'a check twice',
      { requirements: [{ ...second, checks: [...(second?.checks ?? []), ...(second?.checks ?? [])] }] },
      'A check stands twice',
    ],
    [
      'an id in another style',
      { requirements: [{ ...first, id: 'CC6.1' }] },
      'no id of this framework: CC6.1',
    ],
    ['an id that only begins well', { idPattern: '^\\d' }, 'covers the whole id'],
    ['an unknown field', { owner: 'us' }, 'Unrecognized key'],
    ['no requirement', { requirements: [] }, 'Too small'],
    [
      'a reason that is too long',
      {
        requirements: [
          { ...first, checks: [{ check: 'kms/usable', strength: 'direct', reason: 'x'.repeat(161) }] },
        ],
      },
      'Too big',
    ],
    [
      'a check id of another tool',
      { requirements: [{ ...first, checks: [{ check: 'CKV_AWS_35', strength: 'direct', reason: 'x' }] }] },
      'service/noun',
    ],
    [
      'a strength of its own',
      { requirements: [{ ...first, checks: [{ check: 'kms/usable', strength: 'strong', reason: 'x' }] }] },
      'Invalid option',
    ],
  ])('refuses %s', (_what, change, message) => {
    expect(messages(change)).toContain(message);
  });

  test('refuses a rule of an unlisted tool, and a rule twice', () => {
    const rule = { tool: 'checkov', id: 'CKV_AWS_35', match: 'partial' };
    const parse = (rules: object[], names: object) =>
      toolsSchema.safeParse({ schema: 'tools/1', source: 's', tools: names, checks: { 'kms/usable': rules } })
        .error?.message ?? '';
    expect(parse([rule], { checkov: 'Checkov' })).toBe('');
    expect(parse([rule], {})).toContain('no such tool: checkov');
    expect(parse([rule, rule], { checkov: 'Checkov' })).toContain('A rule stands twice');
  });

  test('holds the checklist to its own form', () => {
    expect(checklistSchema.safeParse(loadChecklist()).success).toBe(true);
    expect(checklistSchema.safeParse({ ...loadChecklist(), schema: 'framework/2' }).success).toBe(false);
  });
});

test('the tool ids of the seed are all there, none as more than a part of our check', () => {
  const rules = tools.checks['cloudtrail/kms-encryption'] ?? [];
  expect(new Set(rules.map(({ match }) => match))).toEqual(new Set(['partial']));
  expect(Object.keys(tools.tools).sort()).toEqual(
    [...new Set(Object.values(tools.checks).flatMap(all => all.map(({ tool }) => tool)))].sort(),
  );
});
