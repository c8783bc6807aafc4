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

/** As JSON.parse judges, but that a member may not stand twice: then less is written again than was read. */
function parses(text: string): boolean {
  try {
    const names = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce((sum, member) => sum + names(member), 0) +
          (Array.isArray(value) ? 0 : Object.keys(value).length)
        : 0;
    return (text.replace(TEXTS, '').match(/:/g)?.length ?? 0) === names(JSON.parse(text));
  } catch {
    return false;
  }
}

const TEXTS = /"(?:[^"\\]|\\.)*"/g;

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

test.each([
  ['', '{"a":1,"a":1}'],
  [', further in', '[{"b":{"a":{"a":1},"c":[{}],"a":2}}]'],
  [', written otherwise', '{"ab":1,"\\u0061b":2}'],
  [', of a long name', `{"${'n'.repeat(40)}":1,"o":{},"${'n'.repeat(40)}":2}`],
  [', of no name', '{"":1,"":2}'],
])('a member twice in one object is refused%s', (_where, text) => {
  for (const piece of [1, 7, text.length]) expect(holds(Buffer.from(text), piece)).toBe(false);
});

test('the same name in objects beside and in one another is no member twice', () => {
  const text = '{"a":{"a":[{"a":1},{"a":2,"b":"a"}]},"b":{"a":{}},"__proto__":1,"\\\\":2,"\\"":3}';
  for (const piece of [1, 7, text.length]) expect(holds(Buffer.from(text), piece)).toBe(true);
});

test('an object with more members than can be kept in mind is refused', () => {
  const many = `{${Array.from({ length: 200_000 }, (_, n) => `"${n}":0`).join(',')}}`;
  const syntax = createJsonSyntax('a.json');
  expect(() => syntax.push(Buffer.from(many))).toThrow('too large');
});
