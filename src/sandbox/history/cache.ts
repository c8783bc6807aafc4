/** Keeps what was made last, up to a weight: whatever is asked for again after that is made again, the same. */

export type Cache<Value> = (name: string, make: () => Value) => Value;

export function buildCache<Value>(limit: number, weigh: (value: Value) => number): Cache<Value> {
  const kept = new Map<string, Value>();
  let total = 0;
  return (name, make) => {
    const known = kept.get(name);
    if (known !== undefined) {
      // A map remembers the order of insertion: the oldest is the one that has gone unused longest.
      kept.delete(name);
      kept.set(name, known);
      return known;
    }
    const made = make();
    kept.set(name, made);
    total += weigh(made);
    for (const [oldest, value] of kept) {
      if (total <= limit || oldest === name) break;
      kept.delete(oldest);
      total -= weigh(value);
    }
    return made;
  };
}
