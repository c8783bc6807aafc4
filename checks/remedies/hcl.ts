/** Writes Terraform's language the way `terraform fmt` does: attributes aligned, blocks apart. Pure. */
import type { Json } from '../../src/model/json.ts';
import { hcl } from './quoting.ts';

/** Text that stands as it is: a reference, a function call. */
export interface Expression {
  readonly expression: string;
}

/** undefined: AWS has no such setting, and so has the configuration. */
export type Value = string | number | boolean | Expression | readonly string[] | undefined;

export type Item =
  | readonly [name: string, value: Value]
  | { readonly block: string; readonly labels: readonly string[]; readonly body: readonly Item[] };

export function block(name: string, body: readonly Item[], ...labels: readonly string[]): Item {
  return { block: name, labels, body };
}

export function expression(text: string): Expression {
  return { expression: text };
}

/** A document such as a policy, readable and diffable, as `jsonencode` of an object. */
export function encoded(document: Json): Expression {
  return { expression: `jsonencode(${objectText(document, '')})` };
}

/** `tags = { ... }` and its like. */
export function map(entries: Readonly<Record<string, string>>): Expression {
  return { expression: objectText(entries, '') };
}

/** A name for a resource within Terraform, made of its name in AWS. */
export function identifier(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

export function render(items: readonly Item[], indent = ''): string {
  const present = items.filter(item => !(isAttribute(item) && item[1] === undefined));
  const attributes = present
    .filter(isAttribute)
    .map(([name, value]) => [name, valueText(value, indent)] as const);
  const blocks = present
    .flatMap(item => (isAttribute(item) ? [] : [item]))
    .map(({ block: name, labels, body }) => {
      const inner = render(body, `${indent}  `);
      const head = [name, ...labels.map(hcl)].join(' ');
      return `${indent}${head} {${inner === '' ? '' : `\n${inner}\n${indent}`}}`;
    });
  const own = aligned(attributes, indent);
  return [...(own === '' ? [] : [own]), ...blocks].join('\n\n');
}

/** Signs of equality stand below each other as long as each value is one line. */
function aligned(entries: readonly (readonly [name: string, value: string])[], indent: string): string {
  const short = ([, value]: readonly [string, string]) => !value.includes('\n');
  return entries
    .map((entry, at) => {
      if (!short(entry)) return `${indent}${entry[0]} = ${entry[1]}`;
      const from = entries.slice(0, at).findLastIndex(other => !short(other)) + 1;
      const to = entries.findIndex((other, place) => place > at && !short(other));
      const run = entries.slice(from, to < 0 ? entries.length : to);
      const width = Math.max(...run.map(([name]) => name.length));
      return `${indent}${entry[0].padEnd(width)} = ${entry[1]}`;
    })
    .join('\n');
}

function isAttribute(item: Item): item is readonly [string, Value] {
  return Array.isArray(item);
}

function valueText(value: Value, indent: string): string {
  if (typeof value === 'string') return hcl(value);
  if (typeof value !== 'object') return String(value);
  if ('expression' in value) return value.expression.replaceAll('\n', `\n${indent}`);
  return `[${value.map(hcl).join(', ')}]`;
}

/** Line breaks stand only where they were made here: those of a text are escaped. */
function objectText(value: Json, indent: string): string {
  if (typeof value === 'string') return hcl(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(item => typeof item !== 'object') && JSON.stringify(value).length < 90)
      return `[${value.map(item => objectText(item, inner)).join(', ')}]`;
    return `[\n${value.map((item: Json) => `${inner}${objectText(item, inner)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (entries.length === 0) return '{}';
  const named = entries.map(([key, item]) => {
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : hcl(key);
    return [name, objectText(item, inner)] as const;
  });
  return `{\n${aligned(named, inner)}\n${indent}}`;
}
