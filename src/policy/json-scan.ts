/** A strict JSON reader that knows where everything stands and refuses duplicate keys. A fault is a value. */

export interface Place {
  readonly line: number;
  readonly column: number;
}

interface At {
  /** null where the policy came as an object. */
  readonly at: Place | null;
  /** `$.Statement[0].Effect` */
  readonly path: string;
}

export type Node = At &
  (
    | { readonly type: 'object'; readonly entries: readonly { readonly key: string; readonly node: Node }[] }
    | { readonly type: 'array'; readonly items: readonly Node[] }
    | { readonly type: 'string'; readonly value: string }
    /** `text`: the number as written. */
    | { readonly type: 'number'; readonly value: number; readonly text: string }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'null' }
  );

export interface Fault {
  readonly message: string;
  /** `line 3, column 7 ($.Statement[0].Effect)`, or the path alone. */
  readonly position: string;
}

export type Scanned =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly fault: Fault };

const MOST_DEPTH = 32;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Neither quotes nor backslashes nor control characters. */
const plainText = /[ !#-[\]-\uffff]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

export function positionOf(node: { readonly at: Place | null; readonly path: string }): string {
  if (node.at === null) return node.path;
  return `line ${node.at.line}, column ${node.at.column} (${node.path})`;
}

export function scanJson(source: string): Scanned {
  const scanner = new Scanner(source);
  const node = scanner.document();
  return node === null ? { ok: false, fault: scanner.fault } : { ok: true, node };
}

class Scanner {
  readonly #source: string;
  #offset = 0;
  #line = 1;
  /** Offset of the first character of the line. */
  #lineStart = 0;
  fault: Fault = { message: 'The policy is empty.', position: 'line 1, column 1 ($)' };

  constructor(source: string) {
    this.#source = source;
  }

  document(): Node | null {
    const node = this.#value('$', 0);
    if (node === null) return null;
    this.#space();
    if (this.#offset < this.#source.length)
      return this.#refuse('There is text after the end of the policy.', '$');
    return node;
  }

  /** null: refused, and `fault` says why. */
  #value(path: string, depth: number): Node | null {
    this.#space();
    if (depth > MOST_DEPTH)
      return this.#refuse(`The policy is nested deeper than ${MOST_DEPTH} levels.`, path);
    const at = this.#place();
    const first = this.#source.charAt(this.#offset);
    if (first === '{') return this.#object(path, at, depth);
    if (first === '[') return this.#array(path, at, depth);
    if (first === '"') {
      const value = this.#string(path);
      return value === null ? null : { type: 'string', value, at, path };
    }
    if (this.#word('true')) return { type: 'boolean', value: true, at, path };
    if (this.#word('false')) return { type: 'boolean', value: false, at, path };
    if (this.#word('null')) return { type: 'null', at, path };
    const text = this.#take(numberText);
    if (text !== '') return { type: 'number', value: Number(text), text, at, path };
    return this.#refuse(
      first === '' ? 'The policy ends too early.' : `Unexpected ${JSON.stringify(first)}.`,
      path,
    );
  }

  #object(path: string, at: Place, depth: number): Node | null {
    this.#offset += 1;
    const entries: { key: string; node: Node }[] = [];
    const seen = new Set<string>();
    this.#space();
    if (this.#word('}')) return { type: 'object', entries, at, path };
    for (;;) {
      this.#space();
      if (this.#source.charAt(this.#offset) !== '"')
        return this.#refuse('A key in double quotes is expected.', path);
      const start = this.#offset;
      const key = this.#string(path);
      if (key === null) return null;
      if (seen.has(key)) {
        this.#offset = start;
        return this.#refuse(`The key ${JSON.stringify(key)} stands twice.`, path);
      }
      seen.add(key);
      this.#space();
      if (!this.#word(':')) return this.#refuse('A colon is expected.', path);
      const node = this.#value(`${path}.${key}`, depth + 1);
      if (node === null) return null;
      entries.push({ key, node });
      this.#space();
      if (this.#word('}')) return { type: 'object', entries, at, path };
      if (!this.#word(',')) return this.#refuse('A comma or a closing brace is expected.', path);
    }
  }

  #array(path: string, at: Place, depth: number): Node | null {
    this.#offset += 1;
    const items: Node[] = [];
    this.#space();
    if (this.#word(']')) return { type: 'array', items, at, path };
    for (;;) {
      const node = this.#value(`${path}[${items.length}]`, depth + 1);
      if (node === null) return null;
      items.push(node);
      this.#space();
      if (this.#word(']')) return { type: 'array', items, at, path };
      if (!this.#word(',')) return this.#refuse('A comma or a closing bracket is expected.', path);
    }
  }

  #string(path: string): string | null {
    this.#offset += 1;
    let value = this.#take(plainText);
    for (;;) {
      const char = this.#source.charAt(this.#offset);
      if (char === '"') {
        this.#offset += 1;
        return value;
      }
      if (char !== '\\') {
        return this.#refuse(
          char === '' ? 'A text does not end.' : 'A control character stands in a text.',
          path,
        );
      }
      const escaped = this.#source.charAt(this.#offset + 1);
      const hex = this.#source.slice(this.#offset + 2, this.#offset + 6);
      if (escaped === 'u' && /^[0-9a-fA-F]{4}$/.test(hex)) {
        value += String.fromCharCode(Number.parseInt(hex, 16));
        this.#offset += 6;
      } else {
        const plain = escapes[escaped];
        if (escaped === '' || plain === undefined) return this.#refuse('A backslash escapes nothing.', path);
        value += plain;
        this.#offset += 2;
      }
      value += this.#take(plainText);
    }
  }

  #space(): void {
    for (;;) {
      const char = this.#source.charAt(this.#offset);
      if (char !== ' ' && char !== '\t' && char !== '\n' && char !== '\r') return;
      this.#offset += 1;
      if (char === '\n') {
        this.#line += 1;
        this.#lineStart = this.#offset;
      }
    }
  }

  #word(word: string): boolean {
    if (!this.#source.startsWith(word, this.#offset)) return false;
    this.#offset += word.length;
    return true;
  }

  #take(what: RegExp): string {
    what.lastIndex = this.#offset;
    const text = what.exec(this.#source)?.[0] ?? '';
    this.#offset += text.length;
    return text;
  }

  #place(): Place {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  #refuse(message: string, path: string): null {
    this.fault = { message, position: positionOf({ at: this.#place(), path }) };
    return null;
  }
}
