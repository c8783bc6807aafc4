/** Sets of events as boxes: one set of cells for each field. Exact set algebra; no knowledge of CloudTrail. */
import type { CellSet } from './cells.ts';

/** An event is in the box if, for every field, its cell is in the set. */
export type Box = readonly CellSet[];

/** More pieces than any real trail makes. Beyond it no answer is given rather than a wrong one. */
const mostPieces = 20_000;

export function intersection(a: Box, b: Box): Box | null {
  const both = a.map((set, i) => set & (b[i] ?? 0n));
  return both.includes(0n) ? null : both;
}

/** What of `whole` is in none of `boxes`, in disjoint pieces. null: too entangled to be worked out. */
export function subtract(whole: readonly Box[], boxes: readonly Box[]): readonly Box[] | null {
  let left = whole;
  for (const box of boxes) {
    left = left.flatMap(piece => without(piece, box));
    if (left.length > mostPieces) return null;
  }
  return left;
}

function without(piece: Box, box: Box): readonly Box[] {
  if (!intersection(piece, box)) return [piece];
  const rest: Box[] = [];
  const inside = [...piece];
  piece.forEach((set, i) => {
    const outside = set & ~(box[i] ?? 0n);
    if (outside !== 0n) rest.push(inside.with(i, outside));
    inside[i] = set & (box[i] ?? 0n);
  });
  return rest;
}

/** The same events in few large boxes that may overlap: easier to put into words than the disjoint pieces. */
export function simplify(pieces: readonly Box[], within: Box, avoiding: readonly Box[]): readonly Box[] {
  const grown = withoutContained(pieces.map(piece => grow(piece, within, avoiding)));
  // A box that the others cover together says nothing new. Checked where it is cheap.
  if (grown.length > 200) return grown;
  return grown.reduce((kept, box) => {
    const others = kept.filter(other => other !== box);
    const alone = others.length > 0 ? subtract([box], others) : null;
    return alone?.length === 0 ? others : kept;
  }, grown);
}

/** As large as it can be, field by field, without touching what is to be avoided. */
function grow(piece: Box, within: Box, avoiding: readonly Box[]): Box {
  return within.reduce<Box>((box, most, i) => {
    const blocking = avoiding.filter(other => intersection(box.with(i, most), other));
    return box.with(i, most & ~blocking.reduce((all, other) => all | (other[i] ?? 0n), 0n));
  }, piece);
}

export function withoutContained(boxes: readonly Box[]): readonly Box[] {
  return boxes.filter(
    (box, n) =>
      !boxes.some((other, m) => m !== n && contains(other, box) && (!contains(box, other) || m < n)),
  );
}

function contains(outer: Box, inner: Box): boolean {
  return inner.every((set, i) => (set & ~(outer[i] ?? 0n)) === 0n);
}
