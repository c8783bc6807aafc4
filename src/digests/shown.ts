/** Text from a bucket, for a sentence: anybody who can write there chose it. Short, quoted, no control characters. */

// Control characters, line and paragraph separators, and the marks that turn the direction of text around.
const unsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function shown(text: string, most = 200): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return `"${cut.replace(unsafe, c => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)}"`;
}

/** Enough of a hash to tell two apart by eye. */
export function shortHash(hex: string): string {
  return hex.slice(0, 12).replace(/[^0-9a-f]/g, '?');
}

/** `2026-11-20T09:05:00Z`: to the second, as CloudTrail writes times. */
export function shownTime(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
