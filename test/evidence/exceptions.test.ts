/** What a sheet has room for: every cause before more of one, and what is unknown beside what failed. */
import { expect, test } from 'vitest';
import { exceptionsOf } from '../../src/evidence/controls/exceptions.ts';
import { cutGroups } from '../../src/evidence/cut.ts';
import type { Judged } from '../../src/evidence/evaluations.ts';

test('groups share the room: one of each while there is any, the rest to the first', () => {
  const shown = (most: number, ...groups: number[][]) =>
    cutGroups(groups, most).map(({ rows, more }) => [rows.length, more]);
  expect(shown(4, [1, 2, 3], [4, 5, 6])).toEqual([
    [3, 0],
    [1, 2],
  ]);
  expect(shown(2, [1], [2], [3, 4])).toEqual([
    [1, 0],
    [1, 0],
    [0, 2],
  ]);
});

test('what is unknown has its room, however much failed', () => {
  const judged = (status: string, count: number): Judged[] =>
    Array.from({ length: count }, (_, n) => ({
      findingId: `${status}-${n}`,
      result: { subject: {}, evidence: [], verdict: { status, note: status } },
    })) as unknown as Judged[];
  const open = [...judged('fail', 100), ...judged('unknown', 30)];
  const of = exceptionsOf(open, { refs: new Map(), dispositions: new Map() });
  const shown = (word: string) => of.exceptions.filter(({ status }) => status === word).length;
  expect([shown('FAIL'), shown('UNKNOWN'), of.exceptions_left_out]).toEqual([40, 20, 70]);
});
