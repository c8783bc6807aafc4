/** That every call was answered is said only where every question was asked and none ended in a gap. */
import { describe, expect, test } from 'vitest';
import logging from '../../checks/cloudtrail/logging.ts';
import { checks } from '../../checks/index.ts';
import { getTrailStatus } from '../../src/aws/cloudtrail.ts';
import { exitOf, exitReasons } from '../../src/evidence/exit.ts';
import { gapGroups, rootGapOf, unreadNotes } from '../../src/evidence/gaps.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import type { Audit, Score } from '../../src/model/audit.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { EvidenceIndex } from '../../src/snapshot/index.ts';
import { auditIn } from '../support/audit.ts';
import { MANAGEMENT, refuse, WORKLOAD } from '../support/evidence.ts';

const STOPPED = 'The run was stopped before every question was asked; what was not asked is in no list.';

function said(audit: Audit, index: EvidenceIndex) {
  const input = {
    audit,
    index,
    exit: exitOf(audit, 'low'),
    factsSha256: 'ab'.repeat(32),
    history: firstRun(audit),
  };
  const model = reportModel({ ...input, attachments: [] });
  const page = renderHtml(input);
  for (const note of model['unread-notes']) expect(page.includes(`<p>${note}</p>`), note).toBe(true);
  return model;
}

describe('every call was answered', () => {
  const whole = auditIn({}, [logging]);

  test('where it was', () => {
    const model = said(whole.audit, whole.index);
    expect(model.unread).toEqual([]);
    expect(model['unread-notes']).toEqual(['Every call was answered.']);
    expect(model.headline).not.toContain('incomplete');
  });

  test('is not said of a run that was stopped', () => {
    const model = said({ ...whole.audit, complete: false }, whole.index);
    expect(model['unread-notes']).toEqual([STOPPED]);
  });

  test('is not said where a gap made no verdict unknown', () => {
    // No member's status bears on whether the trail logs at home.
    const refused = refuse(getTrailStatus, ({ accountId }) => accountId === WORKLOAD);
    const { audit, index } = auditIn({ answers: [refused] }, [logging]);
    expect(audit.totals.unknown).toBe(0);
    const model = said(audit, index);
    expect(model.unread).toEqual([]);
    expect(model['unread-notes']).toEqual([
      '2 gaps in the evidence leave no verdict unknown; snapshot/evidence.ndjson has them.',
    ]);
  });

  test('nor where one did, which is listed', () => {
    const refused = refuse(getTrailStatus, ({ accountId }) => accountId === MANAGEMENT);
    const { audit, index } = auditIn({ answers: [refused] }, [logging]);
    const model = said(audit, index);
    expect(model.unread).toMatchObject([{ permission: 'cloudtrail:GetTrailStatus', verdicts: 1 }]);
    expect(model['unread-notes'].join()).not.toContain('Every call');
  });
});

test('a gap because of another is told once, as the one that is to be mended', () => {
  const gap = (id: string, code: string, because: object = {}) => ({
    id,
    scope: { accountId: '1', region: 'r' },
    outcome: 'gap',
    gap: { reason: 'denied', code, message: '', permission: 'a:B', ...because },
  });
  const gaps = [gap('root', 'AccessDenied'), gap('child', 'Upstream', { because: 'root' })];
  const index = {
    find: (id: string) => gaps.find(one => one.id === id),
    records: () => gaps.values(),
  } as unknown as EvidenceIndex;
  const verdict = { status: 'unknown', gaps: ['child'], reason: 'evidence' } as unknown as Verdict;
  const audit = { complete: true, results: [{ verdict }] } as unknown as Audit;
  expect(rootGapOf(verdict, index)?.code).toBe('AccessDenied');
  expect(gapGroups(audit, index)).toMatchObject([{ code: 'AccessDenied', verdicts: 1 }]);
  expect(unreadNotes(audit, index)).toEqual([]);
});

test('an audit that is not whole never reads as if all were well', () => {
  const { audit, index } = auditIn({}, [logging]);
  expect(audit.totals).toMatchObject({ fail: 0, unknown: 0 });
  // As if every check had been run, and every item of the checklist with them.
  expect(said({ ...audit, checks }, index).headline).toBe('Everything that was assessed is as it should be.');
  expect(said(audit, index).headline).toBe('Nothing that was assessed fails.');
  const stopped = said({ ...audit, complete: false }, index);
  expect(stopped.headline).toBe('Nothing that was assessed fails, and the audit is incomplete.');
});

test('a headline counts no trails that fail where none does', () => {
  const { audit, index } = auditIn({}, [logging]);
  const headline = (fail: number, unknown: number, score: Partial<Score> = {}) => {
    const scorecards = audit.scorecards.map(card => ({ ...card, score: { ...card.score, ...score } }));
    return said({ ...audit, scorecards, totals: { ...audit.totals, fail, unknown } }, index).headline;
  };
  const all = { met: 10, notAssessed: 0 };
  expect(headline(2, 1, all)).toBe(
    'No trail fails an item of the production checklist; there are 2 other findings; 1 verdict is unknown.',
  );
  expect(headline(0, 2, all)).toBe(
    'No trail fails an item of the production checklist; 2 verdicts are unknown.',
  );
  expect(headline(1, 0, { met: 3, notAssessed: 7 })).toBe(
    'No trail fails an item of the production checklist that was assessed; there is 1 other finding.',
  );
  expect(headline(1, 0, { met: 10, notMet: 1 })).toBe(
    '1 of 1 trails does not meet the production checklist.',
  );
  // What is unknown of it was looked at.
  expect(headline(0, 1, { met: 0, unknown: 1, notAssessed: 9 })).toBe(
    'No trail fails an item of the production checklist that was assessed; 1 verdict is unknown.',
  );
  // Nothing of the checklist was looked at: nothing is said of it.
  expect(headline(1, 3)).toBe('There is 1 finding; 3 verdicts are unknown.');
  expect(headline(0, 1)).toBe('1 verdict is unknown.');
});

test('findings below the threshold are not nothing', () => {
  const { audit } = auditIn({}, [logging]);
  const found = { ...audit, totals: { ...audit.totals, fail: 2 } };
  expect(exitReasons(exitOf(audit, 'low'), audit)).toBe('complete, nothing found');
  expect(exitReasons(exitOf(found, 'critical'), found)).toBe(
    'complete, and no finding of severity critical or higher',
  );
  expect(exitReasons(exitOf(found, 'none'), found)).toBe('complete, and findings do not count');
});

test('one finding is one', () => {
  const off = auditIn({ status: () => ({ IsLogging: false }) }, [logging]).audit;
  expect(off.totals.fail).toBe(1);
  expect(exitReasons(exitOf(off, 'low'), off)).toBe('1 finding of severity low or higher');
});

describe('the exit code', () => {
  test('is that of a judgement that broke, before that of what fails', () => {
    const off = auditIn({ status: () => ({ IsLogging: false }) }, [logging]).audit;
    const [failed] = off.results;
    const verdict = { status: 'unknown', reason: 'defect', note: '', gaps: [], observed: [] };
    const both = { ...off, results: [failed, { ...failed, verdict }] } as unknown as Audit;
    expect([exitOf(off, 'low').code, exitOf(both, 'low').code]).toEqual([1, 70]);
  });

  test.each(['accounts', 'accountRegions'] as const)('is 3 where the %s do not add up', what => {
    const { audit } = auditIn({}, [logging]);
    const { reconciliation } = audit;
    const uncounted = { ...reconciliation, [what]: { ...reconciliation[what], balances: false } };
    expect(exitOf(audit, 'low').code).toBe(0);
    expect(exitOf({ ...audit, reconciliation: uncounted }, 'low').code).toBe(3);
  });
});
