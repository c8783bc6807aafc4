import { describe, expect, test } from 'vitest';
import type { Judged } from '../../src/evidence/evaluations.ts';
import type { Life } from '../../src/evidence/lifecycle.ts';
import { applyWaivers, parseWaivers, type Waiver } from '../../src/evidence/waivers.ts';

const finding = (status: string, id = 'arn:aws:s3:::logs'): Judged =>
  ({
    findingId: `f-${id}`,
    result: { check: 's3/versioning', subject: { id }, verdict: { status } },
  }) as unknown as Judged;
const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  check: 's3/versioning',
  subject: 'arn:aws:s3:::logs',
  owner: 'platform',
  reason: 'Object Lock is on its way',
  approver: 'ciso',
  expires: '2026-12-31',
  ...more,
});
const now = new Date('2026-11-20T06:00:00Z');
const typeOf = (waivers: readonly Waiver[], found: readonly Judged[]) =>
  [...applyWaivers(waivers, found, now).dispositions.values()].map(d => d.type);

test('a waiver lies over a finding and says who accepted it until when', () => {
  const { dispositions, expired, unmatched } = applyWaivers([waiver()], [finding('fail')], now);
  expect([...dispositions.values()]).toEqual([{ type: 'waived', waiver: waiver() }]);
  expect({ expired, unmatched }).toEqual({ expired: [], unmatched: [] });
});

test('it holds through its last day and not a moment longer', () => {
  expect(typeOf([waiver({ expires: '2026-11-20' })], [finding('fail')])).toEqual(['waived']);
  expect(typeOf([waiver({ expires: '2026-11-19' })], [finding('fail')])).toEqual(['waiver-expired']);
});

test('an expired waiver does not hide a valid one', () => {
  const both = [waiver(), waiver({ expires: '2026-01-01' })];
  expect(typeOf(both, [finding('fail')])).toEqual(['waived']);
  expect(typeOf([...both].reverse(), [finding('fail')])).toEqual(['waived']);
});

test('a waiver that fits nothing is reported, also where its finding has passed', () => {
  expect(applyWaivers([waiver()], [finding('pass')], now).unmatched).toEqual([waiver()]);
  expect(applyWaivers([waiver({ check: 's3/other' })], [finding('fail')], now).unmatched).toHaveLength(1);
});

describe('a star stands for any letters', () => {
  test.each([
    ['arn:aws:s3:::*', true],
    ['*logs', true],
    ['arn:*:s3:::l*s', true],
    ['*', true],
    ['arn:aws:s3:::log', false],
    ['logs', false],
    ['*logs*x', false],
    ['arn:aws:s3:::logs*logs', false],
  ])('%s', (subject, fits) => {
    expect(typeOf([waiver({ subject })], [finding('fail')])).toEqual(fits ? ['waived'] : []);
  });

  test('and many stars cost no more than their number', () => {
    expect(
      typeOf([waiver({ subject: `${'a*'.repeat(200)}b` })], [finding('fail', 'a'.repeat(20_000))]),
    ).toEqual([]);
  });
});

test('a file that is none is refused with the path of the fault', () => {
  expect(() => parseWaivers({ waivers: [{ ...waiver(), expires: 'soon' }] }, 'w.yaml')).toThrow(
    'w.yaml: waivers.0.expires',
  );
  expect(() => parseWaivers({ waivers: [{ ...waiver(), owner: undefined }] }, 'w.yaml')).toThrow(
    'waivers.0.owner',
  );
});

test('it lies over what failed before and is not shown to be mended, by the name it had', () => {
  const life = { finding_id: 'f-old', check: 's3/versioning', resource: 'arn:aws:s3:::old' } as Life;
  const { dispositions, unmatched } = applyWaivers([waiver({ subject: '*old' })], [], now, [life]);
  expect([...dispositions]).toEqual([['f-old', { type: 'waived', waiver: waiver({ subject: '*old' }) }]]);
  expect(unmatched).toEqual([]);
  expect(applyWaivers([waiver()], [], now, [life]).dispositions.size).toBe(0);
});
