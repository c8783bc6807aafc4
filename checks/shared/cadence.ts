/** How far apart the runs of a schedule are, in its own time zone: EventBridge's rate, cron and at expressions. Pure. */

export type Cadence =
  /** On every day; `minutes` is the longest wait between two runs. */
  | { readonly kind: 'steady'; readonly minutes: number }
  /** Not on every day, so at least once it waits for more than 24 hours. */
  | { readonly kind: 'skips-days' }
  | { readonly kind: 'once' }
  | { readonly kind: 'not-understood' };

const DAY = 24 * 60;
const unitMinutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: DAY };
const notUnderstood: Cadence = { kind: 'not-understood' };

export function cadenceOf(expression: string): Cadence {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'at') return { kind: 'once' };
  if (kind === 'rate') return rate(inside.trim());
  return kind === 'cron' ? cron(inside.trim().split(/\s+/)) : notUnderstood;
}

function rate(text: string): Cadence {
  const [, count = '0', unit = ''] = /^(\d+)\s+(minute|hour|day)s?$/.exec(text) ?? [];
  const minutes = Number(count) * (unitMinutes[unit] ?? 0);
  return minutes > 0 ? { kind: 'steady', minutes } : notUnderstood;
}

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** Minutes, hours, day of month, month, day of week, year. A year that is named ends one day, so only `*` is followed. */
function cron(fields: readonly string[]): Cadence {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  const byWeek = dayOfMonth === '?';
  if (fields.length !== 6 || year !== '*' || byWeek === (dayOfWeek === '?')) return notUnderstood;
  const minutes = values(minute, 0, 59);
  const hours = values(hour, 0, 23);
  const inMonths = values(month, 1, 12, months);
  const days = byWeek ? values(dayOfWeek, 1, 7, weekdays) : values(dayOfMonth, 1, 31);
  if (!minutes || !hours || !inMonths || !days) return notUnderstood;
  if (inMonths.length < 12 || days.length < (byWeek ? 7 : 31)) return { kind: 'skips-days' };
  const times = hours.flatMap(h => minutes.map(m => h * 60 + m));
  const waits = times.map((time, at) => (times[at + 1] ?? (times[0] ?? 0) + DAY) - time);
  return { kind: 'steady', minutes: Math.max(...waits) };
}

/** The numbers that a field stands for, ascending. null: with L, W, # or anything else that is not followed here. */
function values(field: string, least: number, most: number, names: readonly string[] = []): number[] | null {
  const found = new Set<number>();
  for (const item of field.toUpperCase().split(',')) {
    const [, from = '', to, step = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
    const first = from === '*' ? least : numberIn(from, names);
    // A start with a step and without an end goes on to the end of the field.
    const open = from === '*' || (to === undefined && item.includes('/'));
    const last = open ? most : numberIn(to ?? from, names);
    if (from === '*' && to !== undefined) return null;
    if (!(first >= least && first <= last && last <= most && Number(step) > 0)) return null;
    for (let value = first; value <= last; value += Number(step)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function numberIn(text: string, names: readonly string[]): number {
  const at = names.indexOf(text);
  return at >= 0 ? at + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
