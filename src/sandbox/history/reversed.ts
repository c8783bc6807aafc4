/** Makes a wrong hash or signature of a right one: as long, as random, and another. */
export function reversed(digits: string): string {
  return [...digits].reverse().join('');
}
