/**
 * What stands against something, by cause: what was found word for word the same of many is said once, with a line for
 * each of them. A row of a table takes the compiler ten times the memory of a line, and a thousand equal rows say no more.
 */
import { grouped } from '../../model/grouped.ts';

export interface Cause {
  readonly status: 'not-met' | 'unknown';
  readonly word: 'fail' | 'unknown';
  readonly note: string;
  readonly lines: readonly string[];
}

export interface Found {
  readonly failed: boolean;
  readonly note: string;
  /** Of what, and where. */
  readonly line: string;
}

const words = {
  fail: { status: 'not-met', word: 'fail' },
  unknown: { status: 'unknown', word: 'unknown' },
} as const;

export function causesOf(all: readonly Found[]): readonly Cause[] {
  const byCause = grouped(all, ({ failed, note }) => `${failed} ${note}`);
  return [...byCause.values()].flatMap(found =>
    found.slice(0, 1).map(({ failed, note }) => ({
      ...(failed ? words.fail : words.unknown),
      note,
      lines: found.map(({ line }) => line),
    })),
  );
}
