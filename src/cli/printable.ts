/** Makes text from AWS safe to print: names and tags may hold anything, escape sequences and line breaks included. */

// Control characters, line and paragraph separators, and the marks that turn the direction of text around.
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function printable(text: string, most = 200): string {
  const shown = text.replace(unsafe, c => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  const characters = [...shown];
  return characters.length <= most ? shown : `${characters.slice(0, most - 1).join('')}…`;
}
