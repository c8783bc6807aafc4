/** One concrete event out of a set of events. */
import type { Box } from './boxes.ts';
import { type Cells, cellsIn } from './cells.ts';
import type { Field } from './field.ts';

/** Fields left out: the event lacks them, or any value will do. */
export type EventExample = { readonly [F in Field]?: string };

/** `named`: fields that are shown even where any value of the class will do. */
export function exampleOf(
  axes: readonly Cells[],
  box: Box,
  whole: Box,
  named: readonly Field[],
): EventExample {
  const entries = axes.flatMap((cells, i): [Field, string][] => {
    const possible = cellsIn(cells, box[i] ?? 0n);
    const isFree = box[i] === whole[i];
    if (isFree && !named.includes(cells.field)) return [];
    // Where the event may lack the field, and nothing depends on it, it does.
    if (isFree && possible.some(({ sample }) => sample === '')) return [];
    const filled = possible.filter(({ sample }) => sample !== '');
    // A free field shows an ordinary value, not one that a selector happens to mention.
    const shown = (isFree ? filled.find(cell => !cell.exact) : undefined) ?? filled[0];
    return shown ? [[cells.field, shown.sample]] : [];
  });
  return Object.fromEntries(entries);
}
