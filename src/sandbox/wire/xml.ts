/** Writes XML: objects become elements, lists repeat their element, undefined is left out. */

export type XmlValue = string | number | boolean | undefined | XmlElement | readonly XmlValue[];
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** S3 writes control characters by their number, though XML has no place for most of them. */
const escaped = (text: string): string =>
  text.replace(/[&<>"'\p{Cc}]/gu, mark => escapes[mark] ?? `&#x${mark.charCodeAt(0).toString(16)};`);

export function xmlDocument(root: string, value: XmlValue, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${content(value)}</${root}>`;
}

function content(value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escaped(String(value));
  if (isList(value)) return value.map(content).join('');
  let text = '';
  for (const name in value) {
    // "xsi" asks for the one attribute S3 writes: the type of a grantee.
    if (name === 'xsi') continue;
    const member = value[name];
    for (const item of isList(member) ? member : [member]) text += element(name, item);
  }
  return text;
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  const type = typeof value === 'object' && !isList(value) ? value.xsi : undefined;
  const attribute =
    type === undefined
      ? ''
      : ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${escaped(String(type))}"`;
  return `<${name}${attribute}>${content(value)}</${name}>`;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
