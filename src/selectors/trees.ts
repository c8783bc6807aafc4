/** Prefixes form a tree under '', and so do suffixes: the parent of one is the longest other one that it extends. */

export interface Affix {
  readonly end: 'prefix' | 'suffix';
  extends(longer: string, shorter: string): boolean;
}

export const startings: Affix = { end: 'prefix', extends: (longer, shorter) => longer.startsWith(shorter) };
export const endings: Affix = { end: 'suffix', extends: (longer, shorter) => longer.endsWith(shorter) };

/** null: `value` is ''. */
export function parentOf(value: string, all: readonly string[], affix: Affix): string | null {
  const shorter = all.filter(one => one !== value && affix.extends(value, one));
  return shorter.reduce<string | null>(
    (best, one) => (best === null || one.length > best.length ? one : best),
    null,
  );
}

/** Down the tree from `top` as far as it is `full`. `borders` are the first that are not. */
export function treeFrom(top: string, all: readonly string[], full: readonly string[], affix: Affix) {
  const members = [top];
  const borders: string[] = [];
  for (const member of members)
    for (const child of all.filter(one => parentOf(one, all, affix) === member))
      (full.includes(child) ? members : borders).push(child);
  return { members, borders };
}
