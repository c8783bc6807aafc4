/**
 * Whether a stream is JSON, told without building what it says: a file of a bundle may be large, and a hostile one deep.
 * No object may have a member twice: readers take the first or the last, so that it would say two things.
 */
import { IntegrityError } from '../model/error.ts';
import { quoted } from './bundle-path.ts';
import { createDecoder } from './lines.ts';

export interface JsonSyntax {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Deeper than anything that Trailproof writes. */
const DEEPEST = 256;
/** Longer than any number that means something. */
const LONGEST_WORD = 400;
/** Names of members in all objects that are open at a time, in letters and so many for each: far beyond what is written. */
const MOST_NAMED = 8 * 1024 * 1024;
const EACH = 64;

type Awaited = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const WORD_LETTER = /[-+.0-9A-Za-z]/;
const SPACE = ' \t\n\r';
/** RFC 8259, section 7: what may follow a backslash; `u` takes four hexadecimal digits more. */
const ESCAPES = '"\\/bfnrtu';

/** What does not simply stand for itself in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON forbids there
const SPECIAL = /["\\\u0000-\u001f]/g;

/** Where the letters that stand for themselves end. */
function plainRun(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? text.length;
}

/** Throws as soon as the text cannot be JSON any more. */
export function createJsonSyntax(path: string): JsonSyntax {
  const decode = createDecoder(path);
  const open: ('{' | '[')[] = [];
  /** The names of the members so far, of each object that is open. */
  const members: Set<string>[] = [];
  let held = 0;
  let awaited: Awaited = 'value';
  let word = '';
  /** With its quote in front: a bare piece of the stream would keep the stream in memory. */
  let name = '"';
  let inText = false;
  /** Letters of an escape that are still to come: -1: the one after the backslash. */
  let escaped = 0;

  const refuse = (): never => {
    throw new IntegrityError('BAD_CONTENT', path, 'is not JSON.');
  };
  const afterValue = (): void => {
    awaited = open.length === 0 ? 'nothing' : 'comma-or-end';
  };
  const isValueAwaited = (): boolean => awaited === 'value' || awaited === 'value-or-end';
  const endWord = (): void => {
    if (word === '') return;
    if (!isValueAwaited() || !WORD.test(word)) refuse();
    word = '';
    afterValue();
  };
  const isNameAwaited = (): boolean => awaited === 'key' || awaited === 'key-or-end';
  const addToName = (letters: string): void => {
    name += letters;
    if (held + name.length > MOST_NAMED)
      throw new IntegrityError('TOO_LARGE', path, 'is too large to be read.');
  };
  const endName = (): void => {
    const known = members.at(-1);
    const plain = name.includes('\\') ? `"${JSON.parse(`${name}"`)}` : name;
    if (known?.has(plain)) {
      const what = `has the member ${quoted(plain.slice(1))} twice in one object.`;
      throw new IntegrityError('BAD_CONTENT', path, what);
    }
    known?.add(plain);
    held += plain.length + EACH;
    name = '"';
    awaited = 'colon';
  };
  const textLetter = (letter: string): void => {
    if (isNameAwaited() && (letter !== '"' || escaped !== 0)) addToName(letter);
    if (escaped === -1) {
      if (!ESCAPES.includes(letter)) refuse();
      escaped = letter === 'u' ? 4 : 0;
    } else if (escaped > 0) {
      if (!/[0-9A-Fa-f]/.test(letter)) refuse();
      escaped -= 1;
    } else if (letter === '\\') escaped = -1;
    else if (letter < ' ') refuse();
    else if (letter === '"') {
      inText = false;
      if (isNameAwaited()) endName();
      else afterValue();
    }
  };
  const close = (opening: '{' | '[', empty: Awaited): void => {
    if (open.pop() !== opening || (awaited !== 'comma-or-end' && awaited !== empty)) refuse();
    if (opening === '{') for (const known of members.pop() ?? []) held -= known.length + EACH;
    afterValue();
  };
  const sign = (letter: string): void => {
    if (letter === '"') {
      if (!isValueAwaited() && !isNameAwaited()) refuse();
      inText = true;
    } else if (letter === '{' || letter === '[') {
      if (!isValueAwaited() || open.length === DEEPEST) refuse();
      open.push(letter);
      if (letter === '{') members.push(new Set());
      awaited = letter === '{' ? 'key-or-end' : 'value-or-end';
    } else if (letter === '}') close('{', 'key-or-end');
    else if (letter === ']') close('[', 'value-or-end');
    else if (letter === ':' && awaited === 'colon') awaited = 'value';
    else if (letter === ',' && awaited === 'comma-or-end') awaited = open.at(-1) === '{' ? 'key' : 'value';
    else refuse();
  };
  const take = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
      if (inText && escaped === 0) {
        const run = plainRun(text, at);
        if (run > at && isNameAwaited()) addToName(text.slice(at, run));
        at = run;
        if (at === text.length) return;
      }
      const letter = text.charAt(at);
      if (inText) textLetter(letter);
      else if (WORD_LETTER.test(letter)) {
        word += letter;
        if (word.length > LONGEST_WORD) refuse();
      } else {
        endWord();
        if (!SPACE.includes(letter)) sign(letter);
      }
    }
  };
  return {
    push: chunk => take(decode(chunk)),
    end() {
      take(decode());
      endWord();
      if (inText || awaited !== 'nothing') refuse();
    },
  };
}
