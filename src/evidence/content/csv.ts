/**
 * CSV (RFC 4180) that a spreadsheet only shows: a cell that would be taken for a formula gets an apostrophe in front.
 * Some take signs in full width for plain ones, and drop what nobody sees before them.
 */
const formula = /^(?:[\t\r]|[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u;

export function* csvLines(header: readonly string[], rows: Iterable<readonly unknown[]>): Generator<string> {
  yield header.join(',');
  for (const row of rows) yield row.map(cell).join(',');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
