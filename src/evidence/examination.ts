/** Looks at what stands in a file of a bundle while it flows past to be hashed. */
import { IntegrityError } from '../model/error.ts';
import { type Examiner, Fault } from './contents.ts';
import { createJsonSyntax } from './json-syntax.ts';
import { createLineSplitter, LONGEST_LINE } from './lines.ts';
import { INPUTS } from './manifest.ts';
import { type TextForm, textFormOf } from './text-form.ts';

export interface Examination {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Of a file that is hashed and no more. */
export const unexamined: Examination = { push: () => undefined, end: () => undefined };

/** `examiner`: of what Trailproof says more than that it must be JSON. */
export function createExamination(path: string, examiner: Examiner | undefined): Examination {
  if (examiner === undefined) return withoutExaminer(path);
  const whole = path.endsWith('.json');
  const look = { form: textFormOf(path), examiner };
  const pieces: string[] = [];
  let number = 0;
  let length = 0;
  let last = LINE_BREAK;
  const splitter = createLineSplitter(path, line => {
    number += 1;
    length += line.length;
    if (length > LONGEST_LINE && whole)
      throw new IntegrityError('TOO_LARGE', path, 'is too large to be read.');
    if (whole) pieces.push(line);
    else examine(path, number, line, look);
  });
  return {
    push(chunk) {
      last = chunk.at(-1) ?? last;
      splitter.push(chunk);
    },
    end() {
      splitter.end();
      if (whole) examine(path, null, pieces.join('\n'), look);
      if (last !== LINE_BREAK)
        throw new IntegrityError('BAD_CONTENT', path, 'does not end with a line break.');
    },
  };
}

const LINE_BREAK = 0x0a;

function withoutExaminer(path: string): Examination {
  const isGiven = path.startsWith(INPUTS);
  if (path.endsWith('.ndjson') && !isGiven) return createExamination(path, () => undefined);
  if (path.endsWith('.json') && !isGiven) return createJsonSyntax(path);
  return unexamined;
}

function examine(
  path: string,
  line: number | null,
  text: string,
  { form, examiner }: { readonly form: TextForm; readonly examiner: Examiner },
): void {
  const where = line === null ? '' : `line ${line}: `;
  try {
    const value: unknown = JSON.parse(text);
    examiner(value);
    if (!form(text, value)) throw new Fault('BAD_CONTENT', 'is not written as Trailproof writes it');
  } catch (error) {
    if (error instanceof Fault) throw new IntegrityError(error.code, path, `${where}${error.message}.`);
    if (error instanceof SyntaxError) throw new IntegrityError('BAD_CONTENT', path, `${where}is not JSON.`);
    if (error instanceof RangeError)
      throw new IntegrityError('BAD_CONTENT', path, `${where}is nested too deeply.`);
    throw error;
  }
}
