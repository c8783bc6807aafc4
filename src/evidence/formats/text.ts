/** Text that AWS can hold, fit for formats that others read: nothing invisible, nothing too long, a word for every reason. */
import type { Result } from '../../model/audit.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import { statusWord } from '../evaluations.ts';
import { rootGapOf } from '../gaps.ts';
import { visible } from '../html/escape.ts';

/** Every text of a document made visible: a name with U+2028 would break a line of NDJSON for some readers. */
export function visibleAll<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleAll) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [visible(key), visibleAll(member)]);
  return Object.fromEntries(entries) as T;
}

/** At most so many UTF-16 units; what was cut is marked, and no pair is cut in two. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** AWS's word for what stood in the way where something did, else the verdict's. */
export function reasonCode(verdict: Verdict, source: EvidenceSource): string {
  if (verdict.status !== 'unknown') return statusWord(verdict);
  const own = verdict.reason.toUpperCase();
  const code = rootGapOf(verdict, source)?.code ?? '';
  return code.trim() === '' ? own : code;
}

/** `KmsKeyId: expected "set", actual null` */
export function observedTexts({ verdict }: Result): readonly string[] {
  if (verdict.status !== 'pass' && verdict.status !== 'fail') return [];
  return verdict.observed.map(
    ({ path, expected, actual }) =>
      `${path}: expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual)}`,
  );
}
