/** One line of a list in a fixed-width font, two spaces between its columns. */
export function lineOf(columns: readonly string[]): string {
  return columns.filter(column => column !== '').join('  ');
}

/** In quotes unless it is one plain word: an account may be named so that its name would pass for the columns after it. */
export function quotedName(name: string): string {
  return /^[\w.:/@+=,*-]+$/.test(name) ? name : JSON.stringify(name);
}
