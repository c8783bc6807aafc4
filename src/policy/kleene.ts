/** Truth with a third value: what is not known stays unknown, and names what would have to be known. */
export interface Unknown {
  /** Condition keys (or elements of the statement) that nothing is known about, sorted. */
  readonly unknown: readonly string[];
}

export type Truth = boolean | Unknown;

export function unknown(...keys: readonly string[]): Unknown {
  return { unknown: [...new Set(keys)].sort() };
}

export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** One false makes it false, whatever is unknown. */
export function all(truths: Iterable<Truth>): Truth {
  const keys: string[] = [];
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth !== true) keys.push(...truth.unknown);
  }
  return keys.length > 0 ? unknown(...keys) : true;
}

/** One true makes it true, whatever is unknown. */
export function any(truths: Iterable<Truth>): Truth {
  const keys: string[] = [];
  for (const truth of truths) {
    if (truth === true) return true;
    if (truth !== false) keys.push(...truth.unknown);
  }
  return keys.length > 0 ? unknown(...keys) : false;
}
