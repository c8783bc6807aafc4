/** Turns the times of an estate, absolute or relative to now, into dates. */

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Relative times are cut to whole seconds, as AWS gives most of its own. */
export function timeAt(text: string, now: Date): Date {
  if (!/^(now|[+-])/.test(text)) return new Date(text);
  const seconds = Math.floor(now.getTime() / 1000);
  if (text === 'now') return new Date(seconds * 1000);
  const unit = unitSeconds[text.slice(-1)] ?? 0;
  return new Date((seconds + Number(text.slice(0, -1)) * unit) * 1000);
}

/** JSON protocols write a timestamp as seconds since 1970. */
export function epochSeconds(text: string, now: Date): number {
  return timeAt(text, now).getTime() / 1000;
}
