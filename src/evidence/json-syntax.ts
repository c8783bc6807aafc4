/** Whether a stream is JSON, told without building what it says: a file of a bundle may be large, and a hostile one deep. */
import { IntegrityError } from '../model/error.ts';
import { createDecoder } from './lines.ts';

export interface JsonSyntax {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Deeper than anything that Trailproof writes. */
const DEEPEST = 256;
/** Longer than any number that means something. */
const LONGEST_WORD = 400;

type Awaited = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const WORD_LETTER = /[-+.0-9A-Za-z]/;
const SPACE = ' \t\n\r';
/** RFC 8259, section 7: what may follow a backslash; `u` takes four hexadecimal digits more. */
const ESCAPES = '"\\/bfnrtu';

/** Throws as soon as the text cannot be JSON any more. */
export function createJsonSyntax(path: string): JsonSyntax {
  const decode = createDecoder(path);
  const open: ('{' | '[')[] = [];
  let awaited: Awaited = 'value';
  let word = '';
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
  const textLetter = (letter: string): void => {
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
      if (awaited === 'key' || awaited === 'key-or-end') awaited = 'colon';
      else afterValue();
    }
  };
  const close = (opening: '{' | '[', empty: Awaited): void => {
    if (open.pop() !== opening || (awaited !== 'comma-or-end' && awaited !== empty)) refuse();
    afterValue();
  };
  const sign = (letter: string): void => {
    if (letter === '"') {
      if (!isValueAwaited() && awaited !== 'key' && awaited !== 'key-or-end') refuse();
      inText = true;
    } else if (letter === '{' || letter === '[') {
      if (!isValueAwaited() || open.length === DEEPEST) refuse();
      open.push(letter);
      awaited = letter === '{' ? 'key-or-end' : 'value-or-end';
    } else if (letter === '}') close('{', 'key-or-end');
    else if (letter === ']') close('[', 'value-or-end');
    else if (letter === ':' && awaited === 'colon') awaited = 'value';
    else if (letter === ',' && awaited === 'comma-or-end') awaited = open.at(-1) === '{' ? 'key' : 'value';
    else refuse();
  };
  const take = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
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
