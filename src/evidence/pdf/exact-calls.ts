/** The very calls behind a check, to be pasted into a shell: each with its reference, its account and what it answered then. */
import type { CheckPart, Reperformed } from '../controls/check-part.ts';
import { lineOf, shortDigest } from './line.ts';

/** In a book of all checks; the sheets of controls/ have more of each. */
const MOST_IN_REPORT = 4;

export function exactCalls({ commands, commands_left_out }: CheckPart) {
  return { calls: commands.map(callLine), 'calls-more': commands_left_out };
}

/** A few, and of each operation one before a second of any. */
export function someExactCalls({ commands, commands_left_out }: CheckPart) {
  const seen = new Set<string>();
  const repeated = new Map<Reperformed, boolean>(
    commands.map(one => {
      const operation = operationOf(one);
      const again = seen.has(operation);
      seen.add(operation);
      return [one, again];
    }),
  );
  const calls = commands
    .toSorted((a, b) => Number(repeated.get(a)) - Number(repeated.get(b)))
    .slice(0, MOST_IN_REPORT)
    .map(callLine);
  return { calls, 'calls-more': commands.length + commands_left_out - calls.length };
}

function operationOf({ command }: Reperformed): string {
  return command.split(' ', 3).join(' ');
}

function callLine({ ref, account_id, command, outcome, sha256 }: Reperformed): string {
  return lineOf([ref, account_id, sha256 === null ? outcome : shortDigest(sha256), command]);
}
