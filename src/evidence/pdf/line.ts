import { cut } from '../cut.ts';
import { renderable } from './renderable.ts';

const LONGEST_NAME = 100;
const MOST_REFERENCES = 6;
/** Of a digest, as many as tell answers apart. */
const DIGITS = 16;

/** One line of a list in a fixed-width font, two spaces between its columns. */
export function lineOf(columns: readonly string[]): string {
  return columns.filter(column => column !== '').join('  ');
}

/** In quotes unless it is one plain word: an account may be named so that its name would pass for the columns after it. */
export function quotedName(name: string): string {
  const plain = /^[\w.:/@+=,*-]+$/.test(name);
  const whole = plain ? name : JSON.stringify(name);
  const shown = cellName(whole);
  const isCut = shown !== renderable(whole);
  return isCut && !plain ? `${shown}"` : shown;
}

/** As much of a name as a cell or a line can bear, counted as it is printed; the files beside the report have it whole. */
export function cellName(name: string): string {
  return renderable(name, LONGEST_NAME);
}

/** Each column as wide as its widest cell; the last is as long as it is. */
export function aligned(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, at) =>
    cells.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
  );
  return cells.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `E-0001, E-0002, and 4 more`: one judgement may rest on a thousand. */
export function citedReferences(refs: readonly string[]): string {
  const { rows, more } = cut(refs, MOST_REFERENCES);
  return [...rows, ...(more === 0 ? [] : [`and ${more} more`])].join(', ');
}

export function shortDigest(sha256: string): string {
  return sha256.slice(0, DIGITS);
}
