/** A set of events as data, for checks and for words: conditions that all hold. */
import { type Cell, type CellSet, type Cells, cellsIn } from './cells.ts';
import type { Field } from './field.ts';
import { type Affix, endings, parentOf, startings, treeFrom } from './trees.ts';

/** Values that start and end so, with exceptions. '' is any start or end. */
export interface Pattern {
  readonly startsWith: string;
  readonly endsWith: string;
  readonly except: {
    readonly is: readonly string[];
    readonly startsWith: readonly string[];
    readonly endsWith: readonly string[];
  };
}

/** The field has one of the values `is`, or fits one of the patterns. The value '' means: the event lacks the field. */
export interface Condition {
  readonly field: Field;
  readonly is: readonly string[];
  readonly like: readonly Pattern[];
}

/** Events of the class that fulfil every condition. No condition: the whole class. */
export interface Region {
  readonly conditions: readonly Condition[];
}

/** Whether an event of the class is in the region. Fields that the event lacks are left out. */
export function isInRegion(region: Region, event: { readonly [F in Field]?: string }): boolean {
  return region.conditions.every(({ field, is, like }) => {
    const value = event[field] ?? '';
    return is.includes(value) || like.some(pattern => fits(value, pattern));
  });
}

function fits(value: string, { startsWith, endsWith, except }: Pattern): boolean {
  return (
    value.startsWith(startsWith) &&
    value.endsWith(endsWith) &&
    !except.is.includes(value) &&
    !except.startsWith.some(start => value.startsWith(start)) &&
    !except.endsWith.some(end => value.endsWith(end))
  );
}

/** null: no condition, `set` is every value that the class has. */
export function conditionOf(cells: Cells, set: CellSet, ofClass: CellSet): Condition | null {
  if (set === ofClass) return null;
  const possible = cellsIn(cells, ofClass);
  const inside = new Set(cellsIn(cells, set));
  const like = [
    ...wholeTrees(startings, cells.prefixes, possible, inside),
    ...(cells.suffixes.length > 1 ? wholeTrees(endings, cells.suffixes, possible, inside) : []),
  ];
  for (const cell of possible)
    if (!cell.exact && inside.has(cell) && !like.some(pattern => fits(cell.sample, pattern)))
      like.push(patternOfCell(cell, cells, possible, inside));
  const is = possible.filter(
    cell => cell.exact && inside.has(cell) && !like.some(pattern => fits(cell.sample, pattern)),
  );
  return { field: cells.field, is: is.map(cell => cell.sample), like };
}

/** One pattern for each tree of prefixes (or suffixes) whose ordinary values are all inside, whatever their other end. */
function wholeTrees(
  affix: Affix,
  all: readonly string[],
  possible: readonly Cell[],
  inside: ReadonlySet<Cell>,
): Pattern[] {
  const byEnd = new Map<string, Cell[]>();
  for (const cell of possible) {
    const same = byEnd.get(cell[affix.end]);
    if (same) same.push(cell);
    else byEnd.set(cell[affix.end], [cell]);
  }
  const full = all.filter(value => {
    const ordinary = (byEnd.get(value) ?? []).filter(cell => !cell.exact);
    return ordinary.length > 0 && ordinary.every(cell => inside.has(cell));
  });
  const tops = full.filter(value => {
    const parent = parentOf(value, all, affix);
    return parent === null || !full.includes(parent);
  });
  return tops.map(top => {
    const { members, borders } = treeFrom(top, all, full, affix);
    const under = members.flatMap(member => byEnd.get(member) ?? []);
    const holes = under.filter(cell => cell.exact && !inside.has(cell));
    // A border under which the class has no values need not be said.
    const cut = borders.filter(border => [...byEnd.keys()].some(end => affix.extends(end, border)));
    const except = { is: holes.map(cell => cell.sample), startsWith: [], endsWith: [] };
    return affix === startings
      ? { startsWith: top, endsWith: '', except: { ...except, startsWith: cut } }
      : { startsWith: '', endsWith: top, except: { ...except, endsWith: cut } };
  });
}

function patternOfCell(
  { prefix, suffix }: Cell,
  cells: Cells,
  possible: readonly Cell[],
  inside: ReadonlySet<Cell>,
): Pattern {
  const holes = possible.filter(
    cell => cell.exact && !inside.has(cell) && cell.prefix === prefix && cell.suffix === suffix,
  );
  return {
    startsWith: prefix,
    endsWith: suffix,
    except: {
      is: holes.map(cell => cell.sample),
      startsWith: treeFrom(prefix, cells.prefixes, [], startings).borders,
      endsWith: treeFrom(suffix, cells.suffixes, [], endings).borders,
    },
  };
}
