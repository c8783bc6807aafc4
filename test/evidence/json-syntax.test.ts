/** What is said of a stream is what JSON.parse says of its text, however it is cut into pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJsonSyntax } from '../../src/evidence/json-syntax.ts';

function holds(bytes: Uint8Array, piece: number): boolean {
  const syntax = createJsonSyntax('a.json');
  try {
    for (let at = 0; at < bytes.length; at += piece) syntax.push(bytes.subarray(at, at + piece));
    syntax.end();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_CONTENT', path: 'a.json' });
    return false;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const pieces = fc.integer({ min: 1, max: 9 });

test('whatever can be written is JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), pieces, (value, indent, piece) => {
      expect(holds(Buffer.from(JSON.stringify(value, null, indent)), piece)).toBe(true);
    }),
  );
});

test('what is near to JSON is judged as JSON.parse judges it', () => {
  const near = fc.oneof(
    fc.array(fc.constantFrom(...'{}[]:,"\\u0a1-.e+ \n', 'true', 'null', '""', '1', 'é'), { maxLength: 9 }),
    fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ...'{}[]:,"\\ 0e-.x\u0000\u2028'))
      .map(([value, at, put]) => {
        const text = JSON.stringify(value);
        const place = at % text.length;
        return [text.slice(0, place), put, text.slice(place + 1)];
      }),
  );
  fc.assert(
    fc.property(near, pieces, (parts, piece) => {
      const text = parts.join('').toWellFormed();
      expect(holds(Buffer.from(text), piece), text).toBe(parses(text));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['nothing at all', Buffer.from('')],
  ['bytes that are no text', Buffer.from([0x22, 0xff, 0x22])],
  ['a text that ends within a letter', Buffer.from([0x22, 0xc3])],
  ['a mark of byte order', Buffer.from('\ufeff{}')],
  ['a depth that only a forger writes', Buffer.from('['.repeat(300) + ']'.repeat(300))],
  ['a number without end', Buffer.from('1'.repeat(1_000))],
])('%s is refused', (_name, bytes) => expect(holds(bytes, 7)).toBe(false));
