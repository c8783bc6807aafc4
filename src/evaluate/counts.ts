/** Counts of verdicts. Never a percentage. */
import type { Counts, Result } from '../model/audit.ts';
import type { Status } from '../model/verdict.ts';

const fieldOf: Record<Status, keyof Counts> = {
  pass: 'pass',
  fail: 'fail',
  unknown: 'unknown',
  'not-applicable': 'notApplicable',
};

export function countsSentence({ pass, fail, unknown, notApplicable }: Counts): string {
  return `${pass} pass, ${fail} fail, ${unknown} unknown, ${notApplicable} not applicable.`;
}

export function addCounts(all: readonly Counts[]): Counts {
  const sum = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
  for (const counts of all) {
    sum.pass += counts.pass;
    sum.fail += counts.fail;
    sum.unknown += counts.unknown;
    sum.notApplicable += counts.notApplicable;
  }
  return sum;
}

export function countResults(results: readonly Result[]): Counts {
  const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
  for (const { verdict } of results) counts[fieldOf[verdict.status]] += 1;
  return counts;
}
