/** What lies over a verdict, or came before it, in the formats of others: waivers, and findings that this run did not judge. */
import { describe, expect, test } from 'vitest';
import { checks } from '../../../checks/index.ts';
import { getBucketPolicy } from '../../../src/aws/s3.ts';
import type { ContentFile } from '../../../src/evidence/content/file.ts';
import { type Judged, judgedResults } from '../../../src/evidence/evaluations.ts';
import { formatFiles } from '../../../src/evidence/formats/index.ts';
import { applyWaivers, type Waiver } from '../../../src/evidence/waivers.ts';
import type { Status } from '../../../src/model/verdict.ts';
import { auditIn } from '../../support/audit.ts';
import { denied, on } from '../../support/evidence.ts';
import { arOf, casesOf, expectAllValid, poamOf } from './valid.ts';
import { type Loose, linesIn } from './world.ts';

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
