/** Writes JSON data as YAML blocks. Pure. */
import type { Json } from '../../src/model/json.ts';
import { yaml } from './quoting.ts';

export function yamlOf(value: Json, indent = ''): string {
  if (typeof value === 'string') return yaml(value);
  // YAML 1.1 takes an exponent for a number's only behind a point.
  if (value === null || typeof value !== 'object') return String(value).replace(/^(-?\d+)e/, '$1.0e');
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return value.map((item: Json) => `\n${indent}- ${yamlOf(item, `${indent}  `).trimStart()}`).join('');
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (entries.length === 0) return '{}';
  return entries
    .map(([key, item]) => `\n${indent}${yaml(key)}:${spaced(yamlOf(item, `${indent}  `))}`)
    .join('');
}

/** What goes on in the next line needs no space before it. */
function spaced(text: string): string {
  return text.startsWith('\n') ? text : ` ${text}`;
}
