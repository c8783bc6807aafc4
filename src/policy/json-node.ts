/** A policy that came as an object, as the nodes that the scanner would have made of its text, and nodes as JSON. */
import type { Json } from '../model/json.ts';
import type { Fault, Node } from './json-scan.ts';

const MOST_DEPTH = 32;

export function nodeOf(value: unknown): Node | Fault {
  return convert(value, '$', 0);
}

export function isFault(outcome: Node | Fault): outcome is Fault {
  return 'message' in outcome;
}

export function jsonOf(node: Node): Json {
  switch (node.type) {
    case 'object':
      // Not a plain assignment: a key named __proto__ must stay a key.
      return Object.fromEntries(node.entries.map(({ key, node }) => [key, jsonOf(node)]));
    case 'array':
      return node.items.map(jsonOf);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function convert(value: unknown, path: string, depth: number): Node | Fault {
  const place = { at: null, path };
  if (depth > MOST_DEPTH) {
    return { message: `The policy is nested deeper than ${MOST_DEPTH} levels.`, position: path };
  }
  if (value === null) return { type: 'null', ...place };
  if (typeof value === 'string') return { type: 'string', value, ...place };
  if (typeof value === 'boolean') return { type: 'boolean', value, ...place };
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { type: 'number', value, text: String(value), ...place };
  }
  if (Array.isArray(value)) {
    const items: Node[] = [];
    for (const [index, item] of value.entries()) {
      const node = convert(item, `${path}[${index}]`, depth + 1);
      if (isFault(node)) return node;
      items.push(node);
    }
    return { type: 'array', items, ...place };
  }
  if (typeof value === 'object') {
    const entries: { key: string; node: Node }[] = [];
    for (const [key, entry] of Object.entries(value)) {
      const node = convert(entry, `${path}.${key}`, depth + 1);
      if (isFault(node)) return node;
      entries.push({ key, node });
    }
    return { type: 'object', entries, ...place };
  }
  return { message: 'This is no JSON value.', position: path };
}
