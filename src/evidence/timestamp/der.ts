/**
 * Reads and writes DER (X.690), as much of it as time stamps and certificates need. One text for one content: what
 * BER allows beside DER is refused, and nothing is read that was not asked for, so that no nesting goes deep.
 */
import { TimestampFault } from './fault.ts';

export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The whole of it, tag and length too. */
  readonly bytes: Uint8Array;
}

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OID = 0x06;
export const GENERALIZED_TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;
/** `[n]` around something else. */
export const tagged = (n: number): number => 0xa0 + n;

/** The one element that the bytes are; nothing may follow it. */
export function readDer(bytes: Uint8Array): Der {
  const der = elementAt(bytes, 0);
  if (der.bytes.length !== bytes.length) throw notDer('something follows its end');
  return der;
}

export function childrenOf({ tag, content }: Der, expected: number): readonly Der[] {
  if (tag !== expected) throw notExpected(expected, tag);
  const children: Der[] = [];
  for (let at = 0; at < content.length; at += children.at(-1)?.bytes.length ?? content.length)
    children.push(elementAt(content, at));
  return children;
}

/** The only child of what was taken for its tag. */
export function childOf(parent: Der): Der {
  const [child, ...more] = childrenOf(parent, parent.tag);
  if (child === undefined || more.length > 0)
    throw notDer('it holds other than one element where one belongs');
  return child;
}

/** The members of a SEQUENCE one after the other; `end` refuses what was not taken. */
export interface Members {
  take(tag: number): Der;
  maybe(tag: number): Der | undefined;
  end(): void;
}

export function membersOf(parent: Der, expected = SEQUENCE): Members {
  const children = childrenOf(parent, expected);
  let at = 0;
  const maybe = (tag: number): Der | undefined => {
    const next = children[at];
    if (next?.tag !== tag) return undefined;
    at += 1;
    return next;
  };
  return {
    maybe,
    take(tag) {
      const found = maybe(tag);
      if (found === undefined) throw notExpected(tag, children[at]?.tag);
      return found;
    },
    end() {
      if (at < children.length) throw notDer('it holds an element that has no place there');
    },
  };
}

export function contentOf({ tag, content }: Der, expected: number): Uint8Array {
  if (tag !== expected) throw notExpected(expected, tag);
  return content;
}

/** 1.2.840.113549.1.7.2 */
export function oidOf(der: Der): string {
  const content = contentOf(der, OID);
  const arcs: number[] = [];
  let arc = 0;
  let begun = false;
  for (const byte of content) {
    if (!begun && byte === 0x80) throw notDer('an object identifier is not as short as it can be');
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) throw notDer('an object identifier is beyond measure');
    begun = byte >= 0x80;
    if (begun) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first, ...rest] = arcs;
  if (begun || first === undefined) throw notDer('an object identifier is cut off');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - 40 * root, ...rest].join('.');
}

/** A number of one byte: versions, states, lengths of paths. */
export function smallNumber(der: Der): number {
  const [value, ...more] = contentOf(der, INTEGER);
  if (value === undefined || value >= 0x80 || more.length > 0)
    throw notDer('it holds a number out of its range');
  return value;
}

export function booleanOf(der: Der): boolean {
  const [value, ...more] = contentOf(der, BOOLEAN);
  if ((value !== 0 && value !== 0xff) || more.length > 0)
    throw notDer('it holds a truth value that is neither');
  return value === 0xff;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const digits: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 + digits.length, ...digits];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

/** A SET OF is sorted by the bytes of its elements. */
export function writeSet(tag: number, elements: readonly Uint8Array[]): Uint8Array {
  return writeDer(tag, ...elements.toSorted(Buffer.compare));
}

export function writeOid(oid: string): Uint8Array {
  const [root = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [root * 40 + second, ...rest].flatMap(arc => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 + (left % 128));
    return digits;
  });
  return writeDer(OID, Uint8Array.from(bytes));
}

function elementAt(bytes: Uint8Array, at: number): Der {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) throw notDer('it is cut off');
  if ((tag & 0x1f) === 0x1f) throw notDer('it holds a tag of more than one byte');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const digits = bytes.subarray(start, start + (first & 0x7f));
    start += first & 0x7f;
    length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
    const shortest = length >= 0x80 && digits[0] !== 0;
    if (digits.length > 3 || !shortest) throw notDer('a length in it is not written as DER has it');
  }
  const end = start + length;
  if (end > bytes.length) throw notDer('it is cut off');
  return { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) };
}

function notDer(why: string): TimestampFault {
  return new TimestampFault(`is not as DER has it: ${why}.`);
}

function notExpected(expected: number, found: number | undefined): TimestampFault {
  const shown = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;
  const instead = found === undefined ? 'nothing' : shown(found);
  return notDer(`it holds ${instead} where ${shown(expected)} belongs`);
}
