/** Text that the report's fonts can set: AWS names may hold anything, and one glyph that is missing would stop the PDF. */
import { readTemplate } from '../templates.ts';

let covered: readonly (readonly [number, number])[] | undefined;

/** A longer word without a place to break it would run over the next column and off the page. */
const LONGEST_WORD = 40;
const BREAK = '\u200b';

/**
 * Replaces what the fonts lack, control characters included, by its code point: `\u{1f680}`. Long words get places where a
 * line may end.
 */
export function renderable(text: string, most = 2_000): string {
  covered ??= readTemplate<[number, number][]>('fonts/coverage.json');
  let shown = '';
  let word = 0;
  for (const character of text) {
    if (shown.length >= most) return `${shown}…`;
    const code = character.codePointAt(0) ?? 0;
    const piece = hasGlyph(code, covered) ? character : `\\u{${code.toString(16)}}`;
    word = /[\s/-]/.test(piece) ? 0 : word + piece.length;
    if (word > LONGEST_WORD) {
      shown += BREAK;
      word = piece.length;
    }
    shown += piece;
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
