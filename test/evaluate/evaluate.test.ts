import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import type { Audit } from '../../src/model/audit.ts';
import { defineCall } from '../../src/model/call.ts';
import { type Check, defineCheck } from '../../src/model/check.ts';
import { defaultParameters } from '../../src/model/parameters.ts';
import type { Population } from '../../src/model/population.ts';
import { must } from '../../src/model/read.ts';
import { defineSubject, survey } from '../../src/model/subject.ts';
import { pass } from '../../src/model/verdict.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { questionId } from '../../src/snapshot/question.ts';

const account = '111122223333';
const regions = ['eu-west-1', 'us-east-1'];
const population: Population = {
  partition: 'aws',
  globalRegion: 'us-east-1',
  organization: null,
  unread: [],
  accounts: [
    { accountId: account, name: null, state: null, management: false, disposition: 'evaluated', regions: [] },
  ],
};
const list = defineCall({
  id: 'test.ListThings',
  permission: 'test:ListThings',
  stages: [],
  send: (_aws, _input: Record<string, never>) => Promise.resolve({ things: [] as string[] }),
});
const other = { ...list, id: 'test.Other', permission: 'test:Other' };
const thing = defineSubject<string>({
  kind: 'trail',
  singular: 'thing',
  plural: 'things',
  needs: [list],
  list(read) {
    const scopes = regions.map(region => ({ accountId: account, region }));
    const { found, blind } = survey(read, scopes, (r, scope) => r.get(list, scope, {}).things);
    const subjects = found.map(({ item, scope, evidence }) => ({
      kind: 'trail' as const,
      id: item,
      name: item,
      accountId: scope.accountId,
      region: scope.region,
      data: item,
      evidence,
    }));
    return { subjects, blind };
  },
});

function check(id: string, judge: Check<string>['judge'] = () => pass('fine')): Check<string> {
  return defineCheck<string>({
    id,
    version: 1,
    title: 'A thing is fine',
    severity: 'high',
    aspect: 'configured',
    decides: '',
    why: '',
    fix: '',
    links: [],
    map: '',
    subject: thing,
    needs: [],
    judge,
  });
}

/** `things` by region; a string instead of a list is the code of a gap. */
function snapshot(things: Record<string, readonly string[] | string>) {
  const source = new EvidenceIndex();
  for (const [region, listed] of Object.entries(things)) {
    const scope = { accountId: account, region };
    const head = { id: questionId(list.id, scope, {}), call: list.id, scope, input: {}, at: '' };
    if (typeof listed === 'string') {
      const gap = { reason: 'denied', code: listed, message: '', permission: list.permission } as const;
      source.add({ ...head, outcome: 'gap', gap });
    } else
      source.add({ ...head, outcome: 'answer', data: { things: listed }, sha256: region, requestIds: [] });
  }
  source.complete = true;
  return { source, takenAt: '2026-11-20T06:00:00Z', parameters: defaultParameters, population };
}

const brief = (results: ReturnType<typeof evaluate>) =>
  results.map(r => [r.check, r.subject.id, r.verdict.status]);

describe('no check ever vanishes', () => {
  test('subjects are judged, in one order', () => {
    const results = evaluate(snapshot({ 'us-east-1': ['b', 'a'], 'eu-west-1': ['c'] }), [
      check('x/two'),
      check('x/one'),
    ]);
    expect(brief(results)).toEqual([
      ['x/one', 'c', 'pass'],
      ['x/one', 'a', 'pass'],
      ['x/one', 'b', 'pass'],
      ['x/two', 'c', 'pass'],
      ['x/two', 'a', 'pass'],
      ['x/two', 'b', 'pass'],
    ]);
  });

  test('no subject at all is one not-applicable result', () => {
    const [only, ...others] = evaluate(snapshot({ 'us-east-1': [], 'eu-west-1': [] }), [check('x/one')]);
    expect(others).toEqual([]);
    expect(only?.verdict).toEqual({ status: 'not-applicable', note: 'There are no things.' });
  });

  test('none among the accounts that are known is unknown where not all accounts could be listed', () => {
    const gap = 'organizations.ListAccounts/111122223333/us-east-1/-';
    const [only] = evaluate(
      { ...snapshot({ 'us-east-1': [], 'eu-west-1': [] }), population: { ...population, unread: [gap] } },
      [check('x/one')],
    );
    expect(only?.verdict).toMatchObject({ status: 'unknown', reason: 'evidence', gaps: [gap] });
    expect(only?.subject.id).toBe('urn:trailproof:unread:trail');
  });

  test('a place that could not be looked into is an unknown result of its own', () => {
    const results = evaluate(snapshot({ 'us-east-1': ['a'], 'eu-west-1': 'AccessDenied' }), [check('x/one')]);
    expect(brief(results)).toEqual([
      ['x/one', `urn:trailproof:unread:trail:${account}:eu-west-1`, 'unknown'],
      ['x/one', 'a', 'pass'],
    ]);
    expect(results[0]?.verdict.note).toBe(
      `test:ListThings in ${account} eu-west-1 could not be read: AccessDenied.`,
    );
  });
});

describe('a check that breaks', () => {
  const broken = check('x/broken', () => {
    throw new TypeError('no such thing');
  });
  test('is unknown as a defect, the rest goes on, and the exit code says so', () => {
    const results = evaluate(snapshot({ 'us-east-1': ['a'], 'eu-west-1': [] }), [broken, check('x/one')]);
    expect(brief(results)).toEqual([
      ['x/broken', 'a', 'unknown'],
      ['x/one', 'a', 'pass'],
    ]);
    expect(results[0]?.verdict).toMatchObject({
      reason: 'defect',
      note: expect.stringContaining('no such thing'),
    });
    expect(exitOf(auditWith(results), 'low').code).toBe(70);
  });

  test('by reading what it did not declare is a defect as well', () => {
    const sneaky = check('x/sneaky', (_subject, read) => {
      read.get(other, { accountId: account, region: 'us-east-1' }, {});
      return pass('');
    });
    const [result] = evaluate(snapshot({ 'us-east-1': ['a'], 'eu-west-1': [] }), [sneaky]);
    expect(result?.verdict).toMatchObject({
      reason: 'defect',
      note: expect.stringContaining('declared needs'),
    });
  });
});

test('a field that AWS left out is unknown, not a default', () => {
  const careful = check('x/careful', () => pass(must<string>(undefined, 'IsLogging')));
  const [result] = evaluate(snapshot({ 'us-east-1': ['a'], 'eu-west-1': [] }), [careful]);
  expect(result?.verdict).toMatchObject({ status: 'unknown', note: expect.stringContaining('IsLogging') });
});

test('in a run that was stopped, what was not asked is unknown', () => {
  const stopped = snapshot({ 'us-east-1': ['a'] });
  stopped.source.complete = false;
  const results = evaluate(stopped, [check('x/one')]);
  expect(results.map(r => [r.verdict.status, r.verdict.note])).toEqual([
    ['unknown', 'The run was stopped before test:ListThings was asked.'],
    ['pass', 'fine'],
  ]);
});

describe('exit codes', () => {
  const results = (...statuses: readonly ('pass' | 'fail' | 'unknown')[]) =>
    statuses.map(status => ({
      severity: 'medium',
      verdict: { status, reason: 'evidence' },
    })) as unknown as Audit['results'];
  test.each([
    [results('pass'), 'low', 0],
    [results('pass', 'fail'), 'low', 1],
    [results('pass', 'fail'), 'high', 0],
    [results('pass', 'unknown'), 'low', 3],
    [results('fail', 'unknown'), 'low', 1],
    [results('fail', 'unknown'), 'none', 3],
  ] as const)('%#', (given, failOn, code) => {
    expect(exitOf(auditWith(given), failOn).code).toBe(code);
  });
});

function auditWith(results: Audit['results']): Audit {
  const sum = { expected: 1, evaluated: 1, excluded: 0, notEvaluable: 0, balances: true };
  const unknown = results.filter(r => r.verdict.status === 'unknown').length;
  return {
    complete: true,
    results,
    reconciliation: { accounts: sum, accountRegions: sum },
    totals: { pass: 0, fail: 0, unknown, notApplicable: 0 },
  } as unknown as Audit;
}
