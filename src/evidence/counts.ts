/** Numbers of verdicts as the files of a bundle spell them. */
import type { Counts } from '../model/audit.ts';

export const noCounts: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };

export function countsOf({ pass, fail, unknown, notApplicable }: Counts) {
  return { pass, fail, unknown, not_applicable: notApplicable };
}
