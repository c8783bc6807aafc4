/** Takes a stream apart into lines of bounded length, so that a file without a line break cannot fill the memory. */
import { IntegrityError } from '../model/error.ts';

/** The longest line that is read: an answer of AWS's is one line, with all its pages. */
export const LONGEST_LINE = 256 * 1024 * 1024;

export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** Gives out what stands after the last line break, if anything does. */
  end(): void;
}

export function createLineSplitter(path: string, take: (line: string) => void): LineSplitter {
  let held: Uint8Array[] = [];
  let size = 0;
  const release = (last: Uint8Array): void => {
    const line = held.length === 0 ? last : Buffer.concat([...held, last]);
    held = [];
    size = 0;
    take(utf8(line, path));
  };
  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
        release(chunk.subarray(from, at));
        from = at + 1;
      }
      if (from === chunk.length) return;
      const rest = chunk.subarray(from);
      size += rest.length;
      if (size > LONGEST_LINE) {
        throw new IntegrityError('TOO_LARGE', path, `has a line of more than ${LONGEST_LINE} bytes.`);
      }
      held.push(rest);
    },
    end() {
      if (held.length > 0) release(new Uint8Array());
    },
  };
}

const whole = newDecoder();

function utf8(bytes: Uint8Array, path: string): string {
  return decoded(path, () => whole.decode(bytes));
}

/** Takes a stream piece by piece, and nothing at its end: a letter may be cut in two. */
export function createDecoder(path: string): (chunk?: Uint8Array) => string {
  const decoder = newDecoder();
  return chunk =>
    decoded(path, () => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })));
}

function newDecoder() {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

function decoded(path: string, decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new IntegrityError('BAD_CONTENT', path, 'is not UTF-8.', cause);
  }
}

/** A small file as one text. */
export async function readText(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  most: number,
): Promise<string> {
  return utf8(await readWhole(chunks, path, most), path);
}

export async function readWhole(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  most: number,
): Promise<Buffer> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new IntegrityError('TOO_LARGE', path, `is larger than ${most} bytes.`);
    held.push(chunk);
  }
  return Buffer.concat(held);
}

export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<string, void> {
  let ready: string[] = [];
  const splitter = createLineSplitter(path, line => ready.push(line));
  for await (const chunk of chunks) {
    splitter.push(chunk);
    yield* ready;
    ready = [];
  }
  splitter.end();
  yield* ready;
}
