/** What lies over a verdict, or came before it, in the formats of others: waivers, and findings that this run did not judge. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../../checks/index.ts';
import { getBucketPolicy } from '../../../src/aws/s3.ts';
import type { ContentFile } from '../../../src/evidence/content/file.ts';
import { type Judged, judgedResults } from '../../../src/evidence/evaluations.ts';
import { formatFiles } from '../../../src/evidence/formats/index.ts';
import { type Life, livesOf } from '../../../src/evidence/lifecycle.ts';
import { packageRoot } from '../../../src/evidence/templates.ts';
import { applyWaivers, type Waiver } from '../../../src/evidence/waivers.ts';
import type { Status } from '../../../src/model/verdict.ts';
import { auditIn } from '../../support/audit.ts';
import { hasProgram } from '../../support/bundle.ts';
import { denied, MANAGEMENT, on } from '../../support/evidence.ts';
import { arOf, casesOf, expectAllValid, poamOf } from './valid.ts';
import { type Loose, linesIn, textIn } from './world.ts';

const refused = on(getBucketPolicy, () => denied());
const { audit, index } = auditIn({ trail: { LogFileValidationEnabled: false }, answers: [refused] }, checks);

function having(status: Status): Judged {
  const found = judgedResults(audit).find(({ result }) => result.verdict.status === status);
  if (!found) throw new Error(`Nothing is ${status} here.`);
  return found;
}

describe.each([
  ['a failure', having('fail')],
  ['an unknown', having('unknown')],
])('a waiver of %s', (_what, { findingId, result, evaluationId }) => {
  const { status } = result.verdict;
  const waiver: Waiver = {
    check: result.check,
    subject: result.subject.id,
    owner: 'platform team',
    reason: `Moved in May ${'so far '.repeat(100)}`,
    approver: 'CISO',
    expires: '2027-01-31',
    ticket: 'SEC-9',
    compensating: ['Write-once copies'],
  };
  const said = 'owner platform team, approved by CISO: Moved in May';
  const files = (changes?: Partial<Waiver>) => {
    const waivers = changes === undefined ? [] : [{ ...waiver, ...changes }];
    const { dispositions } = applyWaivers(waivers, judgedResults(audit), new Date(audit.snapshot.takenAt));
    return formatFiles(audit, index, { dispositions });
  };
  const plain = files();
  const waived = files({});
  const expired = files({ expires: '2026-01-31' });
  const event = (of: readonly ContentFile[]): Loose =>
    linesIn(of, 'ocsf-2003.ndjson').find(one => one.finding_info.uid === findingId);
  const imported = (of: readonly ContentFile[]): Loose =>
    linesIn(of, 'asff.ndjson').find(one => one.Id === findingId);
  const planned = (of: readonly ContentFile[]): Loose => {
    const plan = poamOf(of);
    const item = plan['poam-items'].find((one: Loose) =>
      one.props.some((prop: Loose) => prop.value === findingId),
    );
    const risk = plan.risks.find((one: Loose) => one.uuid === item['related-risks'][0]['risk-uuid']);
    return { item, risk };
  };
  const observed = (of: readonly ContentFile[]): Loose =>
    arOf(of).results[0].observations.find((one: Loose) => one.uuid === evaluationId);
  const propsOf = ({ props }: Loose) =>
    Object.fromEntries(props.map(({ name, value }: Loose) => [name, value]));

  test('leaves every document as its schema has it, in force and expired', () => {
    for (const of of [plain, waived, expired]) expectAllValid(of);
  });

  test('suppresses in OCSF while it holds; what complies stays', () => {
    expect(event(plain).status_id).toBe(1);
    expect(event(plain).comment).toBeUndefined();
    expect(event(waived)).toMatchObject({ status_id: 3, status: 'Suppressed' });
    expect(event(waived).comment).toContain(`Waived until 2027-01-31; ${said}`);
    expect(event(expired)).toMatchObject({ status_id: 1, status: 'New' });
    expect(event(expired).comment).toContain(`EXPIRED waiver: it held until 2026-01-31; ${said}`);
    for (const of of [waived, expired]) {
      const { comment: _comment, status_id: _id, status: _status, ...rest } = event(of);
      const { status_id: _oldId, status: _oldStatus, ...before } = event(plain);
      expect(rest).toEqual(before);
    }
  });

  test('suppresses in ASFF while it holds; what complies stays', () => {
    expect(imported(plain).Workflow).toBeUndefined();
    expect(imported(plain).Note).toBeUndefined();
    expect(imported(waived).Workflow).toEqual({ Status: 'SUPPRESSED' });
    expect(imported(waived).Note).toMatchObject({
      UpdatedBy: 'Trailproof',
      UpdatedAt: audit.snapshot.takenAt,
    });
    expect(imported(waived).Note.Text).toContain(`Waived until 2027-01-31; ${said}`);
    expect(imported(expired).Workflow).toBeUndefined();
    expect(imported(expired).Note.Text).toContain('EXPIRED waiver: it held until 2026-01-31');
    for (const [of, type] of [
      [waived, 'waived'],
      [expired, 'waiver-expired'],
    ] as const) {
      const { Note: _note, Workflow: _workflow, ProductFields: fields, ...rest } = imported(of);
      const { ProductFields: bare, ...before } = imported(plain);
      expect(rest).toEqual(before);
      expect(fields).toEqual({ ...bare, 'trailproof/Disposition': type });
    }
  });

  if (!hasProgram('jq'))
    process.stderr.write('SKIPPED: the jq recipe of waivers in the README; missing: jq\n');
  test.skipIf(!hasProgram('jq'))('is told to Security Hub later by the recipe of the README', () => {
    const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
    const [, filter = ''] = /jq -c '([^']+)' today\/formats\/asff\.ndjson/.exec(readme) ?? [];
    const updates = (of: readonly ContentFile[]): Loose[] =>
      execFileSync('jq', ['-c', filter], { input: textIn(of, 'asff.ndjson'), encoding: 'utf8' })
        .split('\n')
        .flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
    expect(updates(plain)).toEqual([]);
    for (const [of, Status] of [
      [waived, 'SUPPRESSED'],
      [expired, 'NEW'],
    ] as const) {
      const { Id, ProductArn, Note } = imported(of);
      const note = { Text: Note.Text, UpdatedBy: Note.UpdatedBy };
      expect(updates(of)).toEqual([
        { FindingIdentifiers: [{ Id, ProductArn }], Workflow: { Status }, Note: note },
      ]);
    }
  });

  test('is in the plan of action, whose item stays', () => {
    const statuses = { fail: 'deviation-approved', unknown: 'investigating' } as const;
    const plainStatus = { fail: 'open', unknown: 'investigating' } as const;
    if (status !== 'fail' && status !== 'unknown') throw new Error(status);
    expect(poamOf(waived)['poam-items'].length).toBe(poamOf(plain)['poam-items'].length);
    expect(planned(plain).risk.status).toBe(plainStatus[status]);
    expect(planned(plain).item.remarks).toBeUndefined();
    const now = planned(waived);
    // What nobody could look at is no deviation that anybody knows of.
    expect(now.risk.status).toBe(statuses[status]);
    expect(now.item.remarks).toContain('Waived until 2027-01-31');
    expect(propsOf(now.item)).toMatchObject({
      disposition: 'waived',
      owner: 'platform team',
      approver: 'CISO',
      'waiver-expires': '2027-01-31',
      ticket: 'SEC-9',
      status: status === 'fail' ? 'FAIL' : 'UNKNOWN',
    });
    expect(now.risk['mitigating-factors'].map((one: Loose) => one.description)).toEqual([
      'Write-once copies',
    ]);
    const late = planned(expired);
    expect(late.risk.status).toBe(plainStatus[status]);
    expect(late.risk['mitigating-factors']).toBeUndefined();
    expect(late.item.remarks).toContain('EXPIRED waiver');
    expect(propsOf(late.item).disposition).toBe('waiver-expired');
  });

  test('is said with the observation of the assessment, and no finding of it changes', () => {
    expect(propsOf(observed(plain)).disposition).toBeUndefined();
    for (const [of, type] of [
      [waived, 'waived'],
      [expired, 'waiver-expired'],
    ] as const) {
      expect(propsOf(observed(of))).toEqual({ ...propsOf(observed(plain)), disposition: type });
      expect(observed(of).remarks).toContain(said);
      expect(arOf(of).results[0].findings).toEqual(arOf(plain).results[0].findings);
    }
  });

  test('is a word beside the failure or the error of JUnit, which stays', () => {
    const cases = (of: readonly ContentFile[]) =>
      casesOf(of).filter(({ children }) => children.some(({ text }) => text.includes(findingId)));
    for (const of of [plain, waived, expired]) {
      expect(cases(of)).toHaveLength(1);
      expect(cases(of)[0]?.children[0]?.name).toBe(status === 'fail' ? 'failure' : 'error');
    }
    const output = (of: readonly ContentFile[]) => cases(of)[0]?.children.at(-1)?.text;
    expect(output(plain)).not.toContain('aive');
    expect(output(waived)).toContain('Waived until 2027-01-31');
    expect(output(expired)).toContain('EXPIRED waiver: it held until 2026-01-31');
  });
});

const accepting: Waiver = {
  check: 'cloudtrail/logging',
  subject: '*',
  owner: 'platform team',
  reason: 'It was replaced',
  approver: 'CISO',
  expires: '2027-01-31',
};

describe('a finding of the run before that this run did not judge', () => {
  const before: Life = {
    finding_id: `ctf1-${'a'.repeat(32)}`,
    check: 'cloudtrail/logging',
    account: MANAGEMENT,
    region: 'us-east-1',
    resource: `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/gone`,
    state: 'open',
    first_seen: '2026-11-01T06:00:00Z',
    last_seen: '2026-11-02T06:00:00Z',
    last_evaluated: '2026-11-02T06:00:00Z',
    reopen_count: 0,
    closed_at: null,
    closing_evidence: [],
    note: 'IsLogging is false.',
  };
  const since = (life: Life, of = audit) => {
    const lives = livesOf(of, new Map([[life.finding_id, life]]), index.records());
    return {
      files: formatFiles(of, index, { lives }),
      life: lives.find(l => l.finding_id === life.finding_id),
    };
  };
  const eventsOf = (files: readonly ContentFile[]) =>
    linesIn(files, 'ocsf-2003.ndjson').filter(one => one.finding_info.uid === before.finding_id);
  const importsOf = (files: readonly ContentFile[]) =>
    linesIn(files, 'asff.ndjson').filter(one => one.Id === before.finding_id);
  const itemsOf = (files: readonly ContentFile[]) =>
    poamOf(files)['poam-items'].filter((one: Loose) =>
      one.props.some((prop: Loose) => prop.value === before.finding_id),
    );

  test('and that is gone is closed in OCSF, by the evidence that shows it', () => {
    const { files, life } = since(before);
    expect(life?.state).toBe('closed');
    expectAllValid(files);
    const [event, ...more] = eventsOf(files);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      activity_id: 3,
      type_uid: 200303,
      status_id: 4,
      status: 'Resolved',
      severity_id: 1,
    });
    // Nobody judged it: it neither passes nor fails.
    expect(event.compliance).toMatchObject({ status_id: 99, status: 'Gone' });
    expect(event.evidences[0].data.records).toEqual(life?.closing_evidence);
    expect(event.resources[0]).toMatchObject({ uid: before.resource });
    expect(event.finding_info.created_time).toBe(Date.parse(before.first_seen));
    expect(itemsOf(files)).toEqual([]);
  });

  test('and that is gone is archived in ASFF, where it was', () => {
    const { files } = since(before);
    const [imported, ...more] = importsOf(files);
    expect(more).toEqual([]);
    const { resource, first_seen, note } = before;
    expect(imported).toMatchObject({
      RecordState: 'ARCHIVED',
      Compliance: { Status: 'NOT_AVAILABLE', StatusReasons: [{ ReasonCode: 'GONE' }] },
      FindingProviderFields: { Severity: { Label: 'INFORMATIONAL' } },
      Resources: [{ Type: 'AwsCloudTrailTrail', Id: resource, Region: 'us-east-1' }],
      CreatedAt: first_seen,
      UpdatedAt: audit.snapshot.takenAt,
    });
    expect(imported.Description).toContain(note);
    // BatchImportFindings updates the finding of an earlier run where all of these are the same.
    const [judged] = linesIn(files, 'asff.ndjson').filter(
      ({ RecordState, GeneratorId }) =>
        RecordState === 'ACTIVE' && GeneratorId === 'trailproof/cloudtrail/logging',
    );
    const { AwsAccountId, GeneratorId, ProductArn, SchemaVersion, Title } = judged;
    expect(imported).toMatchObject({ AwsAccountId, GeneratorId, ProductArn, SchemaVersion, Title });
    expect(imported.Compliance.RelatedRequirements).toEqual(judged.Compliance.RelatedRequirements);
  });

  test('and whose last words were long has them whole beside the short ones', () => {
    const note = `IsLogging is false. ${'x'.repeat(1500)}`;
    const { files } = since({ ...before, note });
    expectAllValid(files);
    const [imported] = importsOf(files);
    expect(imported.Description).toHaveLength(1024);
    expect(imported.ProductFields['trailproof/Note']).toBe(`It is gone. It last failed with: ${note}`);
  });

  test('and that was closed by a run before is not closed again', () => {
    const earlier = {
      ...before,
      state: 'closed' as const,
      closed_at: '2026-11-03T06:00:00Z',
      closing_evidence: ['e'],
    };
    const { files, life } = since(earlier);
    expect(life?.state).toBe('closed');
    expect([...eventsOf(files), ...importsOf(files)]).toEqual([]);
    expect(itemsOf(files)).toEqual([]);
  });

  test.each([
    ['the check was not run', { check: 'cloudtrail/not-run' }],
    ['its account is not looked into', { account: '999999999999' }],
  ])('and is stale, because %s, stays an open item of the plan', (_why, changes) => {
    const { files, life } = since({ ...before, ...changes });
    expect(life?.state).toBe('stale');
    expectAllValid(files);
    expect([...eventsOf(files), ...importsOf(files)]).toEqual([]);
    const [item, ...more] = itemsOf(files);
    expect(more).toEqual([]);
    expect(item.remarks).toContain('not judged in this run');
    expect(item.remarks).toContain(before.last_evaluated);
    expect(item.description).toContain('IsLogging is false.');
    const props = Object.fromEntries(item.props.map(({ name, value }: Loose) => [name, value]));
    expect(props).toMatchObject({ state: 'stale', status: 'NOT_JUDGED', 'first-seen': before.first_seen });
    const risk = poamOf(files).risks.find((one: Loose) => one.uuid === item['related-risks'][0]['risk-uuid']);
    expect(risk.status).toBe('open');
  });

  test('and that does not apply any more is open in all of them, and may be accepted', () => {
    const { findingId: id, result } = having('not-applicable');
    const life = { ...before, finding_id: id, check: result.check, resource: result.subject.id };
    const lives = livesOf(audit, new Map([[id, life]]), index.records());
    const own = { ...accepting, check: result.check, subject: result.subject.id };
    const { dispositions } = applyWaivers([own], [], new Date(audit.snapshot.takenAt), lives);
    const filesOf = (waived: boolean) =>
      formatFiles(audit, index, waived ? { lives, dispositions } : { lives });
    for (const [waived, status_id, riskStatus] of [
      [false, 1, 'open'],
      [true, 3, 'deviation-approved'],
    ] as const) {
      const files = filesOf(waived);
      expectAllValid(files);
      const event = linesIn(files, 'ocsf-2003.ndjson').find(one => one.finding_info.uid === id);
      expect(event).toMatchObject({ activity_id: 2, status_id, compliance: { status_id: 99 } });
      const imported = linesIn(files, 'asff.ndjson').find(one => one.Id === id);
      expect(imported).toMatchObject({ RecordState: 'ACTIVE', Compliance: { Status: 'NOT_AVAILABLE' } });
      const plan = poamOf(files);
      const item = plan['poam-items'].find((one: Loose) => one.props.some((p: Loose) => p.value === id));
      expect(item.remarks).toContain('does not apply any more, which mends nothing');
      expect(item.remarks.includes('Waived until')).toBe(waived);
      const props = Object.fromEntries(item.props.map(({ name, value }: Loose) => [name, value]));
      expect(props).toMatchObject({ state: 'stale', status: 'NOT_APPLICABLE' });
      expect(props.disposition).toBe(waived ? 'waived' : undefined);
      const risk = plan.risks.find((one: Loose) => one.uuid === item['related-risks'][0]['risk-uuid']);
      expect(risk.status).toBe(riskStatus);
    }
  });

  test('is a plan by itself where nothing else is open', () => {
    const quiet = { ...audit, results: audit.results.filter(({ verdict }) => verdict.status === 'pass') };
    const { files } = since({ ...before, check: 'cloudtrail/not-run' }, quiet);
    expectAllValid(files);
    expect(poamOf(files)['poam-items']).toHaveLength(1);
  });

  test('one that passes now is closed by that', () => {
    const passed = having('pass');
    const { files } = since({ ...before, finding_id: passed.findingId });
    const [event] = linesIn(files, 'ocsf-2003.ndjson').filter(
      one => one.finding_info.uid === passed.findingId,
    );
    expect(event).toMatchObject({ activity_id: 3, status_id: 4, compliance: { status_id: 1 } });
    const imports = linesIn(files, 'asff.ndjson').filter(one => one.Id === passed.findingId);
    expect(imports).toMatchObject([{ RecordState: 'ACTIVE', Compliance: { Status: 'PASSED' } }]);
  });
});
