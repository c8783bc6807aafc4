import { beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../../src/evidence/content/file.ts';
import { judgedResults } from '../../../src/evidence/evaluations.ts';
import { formatFiles } from '../../../src/evidence/formats/index.ts';
import { markup, OSCAL_VERSION, props, token } from '../../../src/evidence/formats/oscal.ts';
import { clipped } from '../../../src/evidence/formats/text.ts';
import { stableUuid } from '../../../src/evidence/ids.ts';
import type { Life } from '../../../src/evidence/lifecycle.ts';
import { loadFrameworks, readTemplate } from '../../../src/evidence/templates.ts';
import type { Result } from '../../../src/model/audit.ts';
import type { Status, Verdict } from '../../../src/model/verdict.ts';
import { arOf, casesOf, expectAllValid, expectValid, poamOf, valid, xsd } from './valid.ts';
import { builtIn, type Loose, linesIn, textIn, type World, withResults } from './world.ts';
import { faultsAgainst, parseXml } from './xml.ts';

const estates = ['reference', 'exemplary'] as const;
const worlds = {} as Record<(typeof estates)[number], World>;

beforeAll(async () => {
  for (const estate of estates) worlds[estate] = await builtIn(estate);
}, 180_000);

const filesOf = ({ audit, source }: World, lives: readonly Life[] = []) =>
  formatFiles(audit, source, { lives });
/** NIST's constraints that no JSON Schema holds: an id means one thing, and what is named is there. */
function expectResolved(document: Loose, items: readonly string[]): void {
  const all = items.flatMap(name => document[name] ?? []);
  const ids: string[] = all.map((one: Loose) => one.uuid);
  expect(new Set(ids).size).toBe(ids.length);
  const local = document['local-definitions'];
  const known = new Set([
    ...ids,
    ...(local['inventory-items'] ?? []).map((one: Loose) => one.uuid),
    ...local['assessment-assets'].components.map((one: Loose) => one.uuid),
  ]);
  const named = [
    ...JSON.stringify(all).matchAll(/"(?:subject-uuid|observation-uuid|risk-uuid|actor-uuid)":"([^"]+)"/g),
  ];
  expect(named.length).toBeGreaterThan(0);
  for (const [, uuid = ''] of named) expect(known.has(uuid), uuid).toBe(true);
}

describe.each(estates)('%s', estate => {
  test('every document is as its published schema has it', () => expectAllValid(filesOf(worlds[estate])));

  test('every result is in every format once', () => {
    const { audit } = worlds[estate];
    const files = filesOf(worlds[estate]);
    const { pass, fail, unknown, notApplicable } = audit.totals;
    const all = judgedResults(audit);
    const findings = all.map(one => one.findingId).sort();
    const evaluations = all.map(one => one.evaluationId).sort();
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(findings).size).toBe(all.length);

    const { observations } = arOf(files).results[0];
    expect(observations.map((one: Loose) => one.uuid).sort()).toEqual(evaluations);

    const events = linesIn(files, 'ocsf-2003.ndjson');
    expect(events.map(event => event.finding_info.uid).sort()).toEqual(findings);
    const having = (id: number) => events.filter(event => event.compliance.status_id === id).length;
    expect([having(1), having(3), having(0), having(99)]).toEqual([pass, fail, unknown, notApplicable]);

    const imports = linesIn(files, 'asff.ndjson');
    expect(imports.map(one => one.Id).sort()).toEqual(findings);
    const saying = (status: string) => imports.filter(one => one.Compliance.Status === status).length;
    expect(['PASSED', 'FAILED', 'WARNING', 'NOT_AVAILABLE'].map(saying)).toEqual([
      pass,
      fail,
      unknown,
      notApplicable,
    ]);

    const cases = casesOf(files);
    const holding = (name: string) => cases.filter(c => c.children.some(child => child.name === name)).length;
    expect(cases.length).toBe(all.length);
    expect(['failure', 'error', 'skipped'].map(holding)).toEqual([fail, unknown, notApplicable]);
    expect(parseXml(textIn(files, 'junit.xml')).attributes).toMatchObject({
      tests: String(all.length),
      failures: String(fail),
      errors: String(unknown),
    });

    const open = all.filter(({ result: { verdict } }) => ['fail', 'unknown'].includes(verdict.status));
    expect(open.length).toBe(fail + unknown);
    if (open.length === 0) expect(files.map(file => file.path)).not.toContain('formats/oscal-poam.json');
    else {
      const plan = poamOf(files);
      expect(plan['poam-items'].length).toBe(open.length);
      expect(plan.risks.filter((one: Loose) => one.status === 'open').length).toBe(fail);
      expect(plan.risks.filter((one: Loose) => one.status === 'investigating').length).toBe(unknown);
    }
  });

  test('every requirement is a finding or is excluded, and nothing but the evidence satisfies', () => {
    const { audit } = worlds[estate];
    const [result] = arOf(filesOf(worlds[estate])).results;
    const outcomes = [
      ...audit.organization.map(item => [token(audit.checklist.id, item.id), item.status] as const),
      ...audit.frameworks.flatMap(({ framework, controls }) =>
        controls.map(({ control, status }) => [token(framework.id, control.id), status] as const),
      ),
    ];
    const of = (...statuses: string[]) =>
      outcomes
        .filter(([, status]) => statuses.includes(status))
        .map(([id]) => id)
        .sort();
    const targets = (state: string, reason: string): string[] =>
      result.findings
        .map((one: Loose) => one.target)
        .filter((target: Loose) => target.status.state === state && target.status.reason === reason)
        .map((target: Loose) => target['target-id'])
        .sort();
    expect(targets('satisfied', 'pass')).toEqual(of('met'));
    expect(targets('not-satisfied', 'fail')).toEqual(of('not-met'));
    expect(targets('not-satisfied', 'other')).toEqual(of('unknown', 'not-concluded'));
    expect(targets('satisfied', 'pass').length).toBeGreaterThan(0);
    const selections: Loose[] = result['reviewed-controls']['control-selections'];
    const ids = (name: string) =>
      selections.flatMap(one => (one[name] ?? []).map((control: Loose) => control['control-id'])).sort();
    expect(ids('exclude-controls')).toEqual(of('not-assessed', 'not-applicable'));
    expect(ids('include-controls')).toEqual(outcomes.map(([id]) => id).sort());
  });

  test('what OSCAL names is there, and no id stands twice', () => {
    const files = filesOf(worlds[estate]);
    expectResolved(arOf(files).results[0], ['observations', 'findings']);
    if (files.some(file => file.path.endsWith('oscal-poam.json')))
      expectResolved(poamOf(files), ['observations', 'risks', 'poam-items']);
  });

  test('the same audit gives the same bytes, and no time but that of the snapshot', () => {
    const { audit, source } = worlds[estate];
    const once = filesOf({ audit, source }).map(textOf);
    expect(filesOf({ audit, source }).map(textOf)).toEqual(once);
    const times = new Set(
      arOf(filesOf({ audit, source })).results[0].observations.map((o: Loose) => o.collected),
    );
    expect([...times]).toEqual([audit.snapshot.takenAt]);
    const events = linesIn(filesOf({ audit, source }), 'ocsf-2003.ndjson');
    expect(new Set(events.map(event => event.time))).toEqual(new Set([Date.parse(audit.snapshot.takenAt)]));
  });

  test('a finding keeps what Security Hub takes', () => {
    for (const line of textIn(filesOf(worlds[estate]), 'asff.ndjson').trimEnd().split('\n'))
      expect(Buffer.byteLength(line)).toBeLessThan(240 * 1024);
  });
});

const verdicts: Record<Status, Verdict> = {
  pass: { status: 'pass', note: 'It is on.', observed: [] },
  fail: { status: 'fail', note: 'It is off.', observed: [{ path: 'X', expected: true, actual: null }] },
  unknown: { status: 'unknown', note: 'It could not be read.', reason: 'undetermined', gaps: [] },
  'not-applicable': { status: 'not-applicable', note: 'There is none.' },
};

/** The first result of the reference estate that is critical, alone, with one verdict. */
function single(status: Status, change: (result: Result) => Result = result => result): World {
  const { audit, source } = worlds.reference;
  const { id } = audit.checks.find(check => check.severity === 'critical') ?? { id: '' };
  const one = audit.results.find(result => result.check === id);
  if (!one) throw new Error('The reference estate has no critical result.');
  return { audit: { ...audit, results: [change({ ...one, verdict: verdicts[status] })] }, source };
}

describe('what is unknown is told from what passes, fails or does not apply', () => {
  test.each([
    ['pass', 1, 'Pass', 1, 'PASSED', 'INFORMATIONAL', 'PASS', []],
    ['fail', 3, 'Fail', 5, 'FAILED', 'CRITICAL', 'FAIL', ['failure']],
    ['unknown', 0, 'Unknown', 5, 'WARNING', 'CRITICAL', 'UNDETERMINED', ['error']],
    [
      'not-applicable',
      99,
      'Not Applicable',
      1,
      'NOT_AVAILABLE',
      'INFORMATIONAL',
      'NOT_APPLICABLE',
      ['skipped'],
    ],
  ] as const)('%s', (status, id, word, severity, compliance, label, code, element) => {
    const files = filesOf(single(status));
    expectAllValid(files);
    const { note } = verdicts[status];
    const [event] = linesIn(files, 'ocsf-2003.ndjson');
    expect(event.compliance).toMatchObject({
      status_id: id,
      status: word,
      status_code: code,
      status_details: [note],
    });
    expect(event.severity_id).toBe(severity);
    expect(event.type_uid).toBe(200301);
    const [finding] = linesIn(files, 'asff.ndjson');
    expect(finding.Compliance.Status).toBe(compliance);
    expect(finding.Compliance.StatusReasons).toEqual([{ ReasonCode: code, Description: note }]);
    expect(finding.FindingProviderFields.Severity).toEqual({ Label: label, Original: 'critical' });
    const [only] = casesOf(files);
    expect(only?.children.map(child => child.name)).toEqual([...element, 'system-out']);
    const [observation] = arOf(files).results[0].observations;
    expect(observation.description).toBe(note);
    expect(observation.props).toContainEqual({
      name: 'status',
      ns: 'urn:trailproof:oscal',
      value: { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN', 'not-applicable': 'NOT_APPLICABLE' }[status],
    });
    const risks = files.some(file => file.path === 'formats/oscal-poam.json') ? poamOf(files).risks : [];
    expect(risks.map((risk: Loose) => risk.status)).toEqual(
      { pass: [], fail: ['open'], unknown: ['investigating'], 'not-applicable': [] }[status],
    );
  });

  test('the reason is the word of AWS for what stood in the way', () => {
    const gap = {
      reason: 'denied',
      code: 'AccessDeniedException',
      message: 'no',
      permission: 'x:Y',
    } as const;
    const record = { id: 'e/1', call: 'c', scope: { accountId: '1', region: 'r' }, input: {}, at: '' };
    const source = { complete: true, find: () => ({ ...record, outcome: 'gap', gap }) as const };
    const { audit } = single('unknown', result => ({
      ...result,
      verdict: { status: 'unknown', note: 'No.', reason: 'evidence', gaps: ['e/1'] },
    }));
    const files = formatFiles(audit, source);
    expect(linesIn(files, 'ocsf-2003.ndjson')[0].compliance.status_code).toBe('AccessDeniedException');
    expect(linesIn(files, 'asff.ndjson')[0].Compliance.StatusReasons[0].ReasonCode).toBe(
      'AccessDeniedException',
    );
    expect(casesOf(files)[0]?.children[0]?.attributes.type).toBe('AccessDeniedException');
  });
});

test('an audit without results is still a document of each format, and no plan of action', () => {
  const { audit, source } = worlds.reference;
  const files = formatFiles({ ...audit, results: [] }, source);
  expectValid(valid.ar, JSON.parse(textIn(files, 'oscal-assessment-results.json')));
  expect(faultsAgainst(xsd(), parseXml(textIn(files, 'junit.xml')))).toEqual([]);
  expect(files.map(file => file.path)).not.toContain('formats/oscal-poam.json');
});

describe('hostile text', () => {
  const names = [
    '<script>alert(1)</script> & "quoted" \'too\'',
    ']]><!-- -->',
    'line\none\r\nline\u2028two\u2029\u0085',
    '\u0000\u0001\u001b[31m\u007f',
    '\u202egnp.exe\u200b\ufeff',
    'lone \ud800 and \udc00, not characters \ufffe \uffff',
    '',
    '   ',
    '\u00a0',
    '🚀 日本語 עברית',
    '[click](javascript:alert(1)) *bold* `code` ![x](y)',
    '=cmd()|/c calc',
    '# heading',
    `🚀${'x'.repeat(3_000)}`,
    '🚀'.repeat(3_000),
  ];
  // An id with half a character has no canonical JSON, so no snapshot could hold it.
  const wellFormed = (text: string) => text.replaceAll(/\p{Cs}/gu, '?');
  const all = () =>
    withResults(worlds.reference, (result, at) => {
      const text = names[at % names.length] ?? '';
      const status = (['pass', 'fail', 'unknown', 'not-applicable'] as const)[
        Math.floor(at / names.length) % 4
      ];
      const verdict = { ...verdicts[status ?? 'pass'], note: `It is named ${text}` } as Verdict;
      const observed = [{ path: 'Name', expected: text, actual: { [text]: text } }];
      return {
        ...result,
        subject: { ...result.subject, name: text, id: `${result.subject.id}/${at}/${wellFormed(text)}` },
        verdict: 'observed' in verdict ? { ...verdict, observed } : verdict,
      };
    });

  test('every document stays as its schema has it, with every result', () => {
    const world = all();
    const files = filesOf(world);
    expectAllValid(files);
    expect(linesIn(files, 'ocsf-2003.ndjson').length).toBe(world.audit.results.length);
    expect(linesIn(files, 'asff.ndjson').length).toBe(world.audit.results.length);
    expect(casesOf(files).length).toBe(world.audit.results.length);
    expect(arOf(files).results[0].observations.length).toBe(world.audit.results.length);
  });

  test('nothing invisible is in any file, and no line is broken for a reader of Unicode lines', () => {
    const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u202e\u200b\ufeff]/u;
    for (const file of filesOf(all()))
      expect(invisible.exec(textOf(file).replaceAll('\n', '')), file.path).toBeNull();
    expect(textIn(filesOf(all()), 'junit.xml').includes('<script')).toBe(false);
  });

  test('Markdown of others stays text', () => {
    expect(markup('[a](b) *c* `d` arn:aws:iam::*:role/my_role _x_ <i>')).toBe(
      '\\[a\\](b) \\*c\\* \\`d\\` arn:aws:iam::\\*:role/my_role \\_x\\_ \\<i\\>',
    );
    expect(markup('# a\nb')).toBe('\\# a\\\\u\\{a\\}b');
  });

  test('a property is one line that is not empty, or is not there (what others shipped invalid)', () => {
    expect(props({ a: 'x\ny', b: '  ', c: null, d: ' z ' }).map(({ name, value }) => [name, value])).toEqual([
      ['a', 'x\\u{a}y'],
      ['d', 'z'],
    ]);
  });

  test('a text is cut at its limit and no character in two', () => {
    expect(clipped('abc', 3)).toBe('abc');
    expect(clipped('abcd', 3)).toBe('ab…');
    expect(clipped('a🚀bc', 3)).toBe('a…');
  });
});

test('ASFF: the calling account sends, the real one is said, and 32 requirements are the most', () => {
  const { audit } = worlds.reference;
  const findings = linesIn(filesOf(worlds.reference), 'asff.ndjson');
  const caller = audit.snapshot.caller.accountId;
  expect(new Set(findings.map(one => one.AwsAccountId))).toEqual(new Set([caller]));
  expect(findings[0].ProductArn).toBe(`arn:aws:securityhub:us-east-1:${caller}:product/${caller}/default`);
  const real = new Map(judgedResults(audit).map(one => [one.findingId, one.result.subject.accountId]));
  for (const one of findings)
    expect(one.ProductFields['trailproof/AccountId'] ?? null).toBe(real.get(one.Id) ?? null);
  const most = findings.filter(one => one.Compliance.RelatedRequirements?.length === 32);
  expect(most.some(one => Number(one.ProductFields['trailproof/RequirementsLeftOut']) > 0)).toBe(true);
});

test('OCSF: one finding over runs is created, updated and closed', () => {
  const world = single('fail');
  const [judged] = judgedResults(world.audit);
  const now = world.audit.snapshot.takenAt;
  const life = (state: Life['state'], closed_at: string | null): Life => ({
    finding_id: judged?.findingId ?? '',
    check: '',
    account: null,
    region: null,
    resource: '',
    state,
    first_seen: '2026-11-01T06:00:00Z',
    last_seen: now,
    last_evaluated: now,
    reopen_count: 0,
    closed_at,
    closing_evidence: [],
    note: '',
  });
  const eventOf = (status: Status, lives: readonly Life[]) =>
    linesIn(filesOf(single(status), lives), 'ocsf-2003.ndjson')[0];
  expect(eventOf('fail', [])).toMatchObject({ activity_id: 1, type_uid: 200301, status_id: 1 });
  expect(eventOf('fail', [life('new', null)])).toMatchObject({ activity_id: 1 });
  expect(eventOf('fail', [life('reopened', null)])).toMatchObject({ activity_id: 2, type_uid: 200302 });
  expect(eventOf('unknown', [life('stale', null)])).toMatchObject({ activity_id: 2, status_id: 1 });
  expect(eventOf('pass', [life('closed', now)])).toMatchObject({
    activity_id: 3,
    type_uid: 200303,
    status_id: 4,
  });
  expect(eventOf('pass', [life('closed', '2026-11-02T06:00:00Z')]).activity_id).toBe(2);
  expect(eventOf('pass', []).status_id).toBeUndefined();
  const [finding] = linesIn(filesOf(world, [life('open', null)]), 'asff.ndjson');
  expect([finding.CreatedAt, finding.UpdatedAt]).toEqual(['2026-11-01T06:00:00Z', now]);
});

test('every requirement there is has its own token', () => {
  const tokens = loadFrameworks().flatMap(({ id, requirements }) => requirements.map(r => token(id, r.id)));
  expect(tokens.length).toBeGreaterThan(200);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const one of tokens) expect(one).toMatch(/^[\p{L}_][\p{L}\p{N}.\-_]*$/u);
  expect(token('hipaa', '164.308(a)(1)(ii)(D)')).toBe('hipaa_164.308.a.1.ii.D');
  expect(token('gdpr', 'Art. 32(1)(a)')).toBe('gdpr_Art.32.1.a');
});

test('a UUID is of version 5 and stays', () => {
  expect(stableUuid('a')).toBe(stableUuid('a'));
  expect(stableUuid('a')).not.toBe(stableUuid('b'));
  expect(stableUuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

describe('the schemas would notice', () => {
  test('OSCAL', () => {
    const schema = readTemplate<{ $id: string }>('vendor/oscal_assessment-results_schema.json');
    expect(schema.$id).toContain(`/${OSCAL_VERSION}/`);
    const document = JSON.parse(textIn(filesOf(worlds.reference), 'oscal-assessment-results.json'));
    document['assessment-results'].results[0].observations[0].props[0].value = 'two\nlines';
    expect(valid.ar(document)).toBe(false);
    const plan = JSON.parse(textIn(filesOf(worlds.reference), 'oscal-poam.json'));
    plan['plan-of-action-and-milestones']['poam-items'] = [];
    expect(valid.poam(plan)).toBe(false);
  });

  test('OCSF', () => {
    const [event] = linesIn(filesOf(worlds.reference), 'ocsf-2003.ndjson');
    expect(valid.ocsf({ ...event, compliance: { ...event.compliance, status_id: 4 } })).toBe(false);
    expect(valid.ocsf({ ...event, made_up: 1 })).toBe(false);
    expect(valid.ocsf({ ...event, evidences: [{ name: 'x' }] })).toBe(false);
    expect(valid.ocsf({ ...event, cloud: {} })).toBe(false);
  });

  test('ASFF', () => {
    const [finding] = linesIn(filesOf(worlds.reference), 'asff.ndjson');
    expect(valid.asff({ ...finding, Title: 'x'.repeat(257) })).toBe(false);
    expect(valid.asff({ ...finding, Compliance: { Status: 'UNKNOWN' } })).toBe(false);
    expect(valid.asff({ ...finding, Resources: [] })).toBe(false);
    expect(valid.asff({ ...finding, ProductFields: { a: ' ' } })).toBe(false);
  });

  test('JUnit', () => {
    const faults = (text: string) => faultsAgainst(xsd(), parseXml(text));
    expect(faults('<testsuite name="a" tests="1" failures="0"/>')).toEqual(['/testsuite lacks errors']);
    expect(faults('<testsuites skipped="1"><testcase name="a"/></testsuites>')).toEqual([
      '/testsuites may not have skipped',
      '/testsuites may not hold testcase',
    ]);
    expect(() => parseXml('<a b="&nbsp;"/>')).toThrow('no entity');
    expect(() => parseXml('<a>\u0001</a>')).toThrow('may not stand');
  });
});
