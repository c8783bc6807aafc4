/** Things listed once and named by number, so that a long table repeats numbers instead of names. */
export interface Numbered<T> {
  readonly list: readonly T[];
  of(item: T): number;
}

export function numbered<T>(keyOf: (item: T) => string): Numbered<T> {
  const list: T[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    of(item) {
      const key = keyOf(item);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, list.length);
      return list.push(item) - 1;
    },
  };
}

export function numberedTexts(): Numbered<string> {
  return numbered(text => text);
}
