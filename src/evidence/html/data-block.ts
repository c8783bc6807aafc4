/** Data inside the page: plain JSON where it is small, gzip in base64 where it is large. */
import { gzipSync } from 'fflate';
import { html, Markup } from './escape.ts';

const LARGEST_PLAIN = 64 * 1024;
const LEVEL = 6;

/** A script element that no browser runs. `<` is written as `\u003c`, so that nothing in the data can end it. */
export function dataBlock(id: string, text: string): Markup {
  if (text.length <= LARGEST_PLAIN && isJson(text)) {
    const safe = new Markup(text.replaceAll('<', '\\u003c'));
    return html`<script type="application/json" id="${id}">${safe}</script>\n`;
  }
  const packed = new Markup(packedText(text));
  return html`<script type="application/json" id="${id}" data-encoding="gzip">"${packed}"</script>\n`;
}

/** Our own compressor writes the same bytes on every machine; the time in the header is left out. */
export function packedText(text: string): string {
  const bytes = gzipSync(Buffer.from(text), { level: LEVEL, mtime: 0 });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** Lines of JSON are no JSON: they are always packed. */
function isJson(text: string): boolean {
  return !text.includes('\n');
}
