/** What ended a command, in a sentence with a hint for the user, and the exit code that goes with it. */
import { IntegrityError, UsageError } from '../model/error.ts';
import { EXIT, type Io } from './io.ts';
import { diskFault } from './output-folder.ts';
import { printable } from './printable.ts';

/** The command line, as parsed. */
export interface Asked {
  readonly _?: readonly (string | number)[];
  readonly out?: unknown;
  readonly resume?: unknown;
}

const resumable: readonly unknown[] = ['audit', 'collect', 'verify-logs'];

/** Of a command that keeps what it has so far, in the folder that was named; of another there is nothing to say. */
function goesOnWith({ _: [command] = [], out, resume }: Asked): readonly string[] {
  const folder = resume ?? out;
  if (!resumable.includes(command) || typeof folder !== 'string') return [];
  return [`A run that was under way goes on with: trailproof ${command} --resume ${folder}`];
}

/** One sentence and a hint. No stack, but for a defect of ours. */
export function tellError(error: unknown, io: Io, asked: Asked): number {
  if (error instanceof UsageError) {
    io.stderr.write(`trailproof: ${printable(error.message, 500)}\n`);
    if (error.hint) io.stderr.write(`  ${printable(error.hint, 500)}\n`);
    return EXIT.usage;
  }
  if (error instanceof IntegrityError) {
    io.stderr.write(`trailproof: ${printable(error.message, 1000)}\n`);
    return EXIT.integrity;
  }
  const fault = diskFault(error);
  if (fault !== undefined) {
    io.stderr.write(`trailproof: It could not be written: ${fault}.\n`);
    io.stderr.write(`  ${printable(['Make room.', ...goesOnWith(asked)].join(' '), 500)}\n`);
    return EXIT.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`trailproof: this is a defect of Trailproof, please report it.\n${text}\n`);
  return EXIT.defect;
}
