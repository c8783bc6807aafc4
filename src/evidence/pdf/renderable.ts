/** Text that the report's fonts can set: AWS names may hold anything, and one glyph that is missing would stop the PDF. */
import { readTemplate } from '../templates.ts';

let covered: readonly (readonly [number, number])[] | undefined;

/** Replaces what the fonts lack, control characters included, by its code point: `\u{1f680}`. */
export function renderable(text: string, most = 2_000): string {
  covered ??= readTemplate<[number, number][]>('fonts/coverage.json');
  let shown = '';
  for (const character of text) {
    if (shown.length >= most) return `${shown}…`;
    const code = character.codePointAt(0) ?? 0;
    shown += hasGlyph(code, covered) ? character : `\\u{${code.toString(16)}}`;
  }
  return shown;
}

function hasGlyph(code: number, ranges: readonly (readonly [number, number])[]): boolean {
  // Line ends and tabs have no place in a cell; the fonts do have glyphs for some invisible marks, which hide text.
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad) return false;
  if (code >= 0x200b && code <= 0x206f && !(code >= 0x2010 && code <= 0x2027)) return false;
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (code < range[0]) high = middle - 1;
    else if (code > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** What the code points mean, to be said once where there is one; null where there is none. */
export function notationOf(model: unknown): string | null {
  return JSON.stringify(model).includes('\\\\u{')
    ? 'Characters that the fonts of this file lack stand as their Unicode number: \\u{7ba1}.'
    : null;
}

/** Every text of a model made renderable. */
export function renderableAll<T>(value: T): T {
  if (typeof value === 'string') return renderable(value) as T;
  if (Array.isArray(value)) return value.map(renderableAll) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, renderableAll(member)]),
    ) as T;
  }
  return value;
}
