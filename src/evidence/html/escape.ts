/** Text that AWS can hold, made safe for HTML: nothing of it is markup, and nothing of it is invisible. */

/** Control, bidirectional and zero-width characters hide or reorder what stands beside them; they are shown as `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, character => entities[character] ?? character);
}

const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is finished: what `html` makes, and nothing else. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A template in which every value is escaped unless it is markup itself. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  const parts = strings.map((string, at) => string + (at < values.length ? inserted(values[at] ?? '') : ''));
  return new Markup(parts.join(''));
}

function inserted(value: string | number | Markup | readonly Markup[]): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value instanceof Markup ? value.text : value.map(({ text }) => text).join('');
}
