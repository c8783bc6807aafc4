/** A list as long as a page can bear, and how many are left out: nothing is left out unsaid. */
export interface Cut<T> {
  readonly rows: readonly T[];
  readonly more: number;
}

export function cut<T>(all: readonly T[], most: number): Cut<T> {
  return { rows: all.slice(0, most), more: Math.max(0, all.length - most) };
}
