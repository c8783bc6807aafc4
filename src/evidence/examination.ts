/** Looks at what stands in a file of a bundle while it flows past to be hashed. */
import { IntegrityError } from '../model/error.ts';
import { type Examiner, Fault } from './contents.ts';
import { createJsonSyntax } from './json-syntax.ts';
import { createLineSplitter, LONGEST_LINE } from './lines.ts';
import { INPUTS } from './manifest.ts';

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
  const pieces: string[] = [];
  let number = 0;
  let length = 0;
  const splitter = createLineSplitter(path, line => {
    number += 1;
    length += line.length;
    if (length > LONGEST_LINE && whole)
      throw new IntegrityError('TOO_LARGE', path, 'is too large to be read.');
    if (whole) pieces.push(line);
    else examine(path, number, line, examiner);
  });
  return {
    push: splitter.push,
    end() {
      splitter.end();
      if (whole) examine(path, null, pieces.join('\n'), examiner);
    },
  };
}

function withoutExaminer(path: string): Examination {
  const isGiven = path.startsWith(INPUTS);
  if (path.endsWith('.ndjson') && !isGiven) return createExamination(path, () => undefined);
  if (path.endsWith('.json') && !isGiven) return createJsonSyntax(path);
  return unexamined;
}

function examine(path: string, line: number | null, text: string, examiner: Examiner): void {
  const where = line === null ? '' : `line ${line}: `;
  try {
    examiner(JSON.parse(text));
  } catch (error) {
    if (error instanceof Fault) throw new IntegrityError(error.code, path, `${where}${error.message}.`);
    if (error instanceof SyntaxError) throw new IntegrityError('BAD_CONTENT', path, `${where}is not JSON.`);
    throw error;
  }
}
