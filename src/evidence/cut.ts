/** Lists as long as a reader can bear, and how many are left out: nothing is left out unsaid. */
export interface Cut<T> {
  readonly rows: readonly T[];
  readonly more: number;
}

export function cut<T>(all: readonly T[], most: number): Cut<T> {
  return { rows: all.slice(0, most), more: Math.max(0, all.length - most) };
}

/** So many of all groups together: one of each while there is room, then more of the first, so that no group hides another. */
export function cutGroups<T>(groups: readonly (readonly T[])[], most: number): readonly Cut<T>[] {
  let room = Math.max(0, most - groups.length);
  return groups.map((group, at) => {
    const shown = at < most ? cut(group, 1 + room) : cut(group, 0);
    room -= Math.max(0, shown.rows.length - 1);
    return shown;
  });
}
