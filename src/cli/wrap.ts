/** Text in lines of a given width, as a terminal counts it: wide characters take two columns. */
import stringWidth from 'string-width';

export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ').flatMap(word => pieces(word, width - indent.length));
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(indent + longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines.join('\n');
}

/** A word wider than a line is broken, wherever it must. */
function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (stringWidth(part + character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

/** Exactly this many columns: cut with an ellipsis, or padded. */
export function column(text: string, width: number): string {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - stringWidth(shown)));
}

/** At most this many columns. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let shown = '';
  for (const character of text) {
    if (stringWidth(`${shown}${character}…`) > width) break;
    shown += character;
  }
  return `${shown}…`;
}
