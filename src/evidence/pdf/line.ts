/** One line of a list in a fixed-width font, two spaces between its columns. */
export function lineOf(columns: readonly string[]): string {
  return columns.filter(column => column !== '').join('  ');
}

/** In quotes unless it is one plain word: an account may be named so that its name would pass for the columns after it. */
export function quotedName(name: string): string {
  return /^[\w.:/@+=,*-]+$/.test(name) ? name : JSON.stringify(name);
}

/** Each column as wide as its widest cell; the last is as long as it is. */
export function aligned(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, at) =>
    cells.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
  );
  return cells.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
