/** Looks over JSON before it is parsed: a hostile one must not cost more memory than an honest one. */

/** More than the largest digest has. A parser takes far more memory for a value than a value takes in the file. */
const MOST_VALUES = 1_000_000;
const DEEPEST = 16;

const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  backslash: 0x5c,
  bracket: 0x5b,
  brace: 0x7b,
  endBracket: 0x5d,
  endBrace: 0x7d,
} as const;

export function isBounded(bytes: Uint8Array): boolean {
  let depth = 0;
  let values = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (inText) {
      if (byte === BYTE.backslash) at += 1;
      else if (byte === BYTE.quote) inText = false;
    } else if (byte === BYTE.quote) inText = true;
    else if (byte === BYTE.bracket || byte === BYTE.brace) {
      depth += 1;
      values += 1;
      if (depth > DEEPEST) return false;
    } else if (byte === BYTE.endBracket || byte === BYTE.endBrace) depth -= 1;
    else if (byte === BYTE.comma) values += 1;
    if (values > MOST_VALUES) return false;
  }
  return true;
}
