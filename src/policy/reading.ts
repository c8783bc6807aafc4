/** Reads elements out of JSON nodes. What is wrong is kept as the first fault; readers then answer null. */
import type { Fault, Node } from './json-scan.ts';
import { positionOf } from './json-scan.ts';

export type ObjectNode = Extract<Node, { type: 'object' }>;

export class Reading {
  fault: Fault | null = null;

  refuse(node: Node, message: string): null {
    this.fault ??= { message, position: positionOf(node) };
    return null;
  }

  object(node: Node, what: string): ObjectNode | null {
    return node.type === 'object' ? node : this.refuse(node, `${what} must be an object.`);
  }

  /** One item or a list of them, at least one. */
  list(node: Node, what: string): readonly Node[] | null {
    if (node.type !== 'array') return [node];
    return node.items.length > 0 ? node.items : this.refuse(node, `${what} is an empty list.`);
  }

  strings(node: Node, what: string): readonly string[] | null {
    const texts: string[] = [];
    for (const item of this.list(node, what) ?? []) {
      if (item.type !== 'string') return this.refuse(item, `${what} must be a text or a list of texts.`);
      texts.push(item.value);
    }
    return this.fault === null ? texts : null;
  }

  /** Values of a condition: AWS also takes numbers and booleans, and compares them as texts. */
  scalars(node: Node, what: string): readonly string[] | null {
    const texts: string[] = [];
    for (const item of this.list(node, what) ?? []) {
      if (item.type === 'string') texts.push(item.value);
      else if (item.type === 'boolean') texts.push(String(item.value));
      else if (item.type === 'number') texts.push(item.text);
      else return this.refuse(item, `${what} must be a text, a number, a boolean or a list of these.`);
    }
    return this.fault === null ? texts : null;
  }
}

export function entryOf(node: ObjectNode, key: string): Node | undefined {
  return node.entries.find(entry => entry.key === key)?.node;
}
