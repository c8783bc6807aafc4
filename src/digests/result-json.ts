/** A result as JSON, piece by piece: one text of a verification with a million findings is more than a string can hold. */
import { canonical } from '../model/json.ts';
import type { Verification } from './summary.ts';

const EMPTY = '"chains":[]';

/** Joined, they are the canonical text, and a line feed. */
export function* resultJson({ chains, ...rest }: Verification): Generator<string> {
  const frame = canonical({ ...rest, chains: [] });
  // Only the instant of the run stands before it, and quotes within texts are escaped.
  const at = frame.indexOf(EMPTY);
  yield frame.slice(0, at + EMPTY.length - 1);
  for (const [index, chain] of chains.entries()) yield `${index === 0 ? '' : ','}${canonical(chain)}`;
  yield `${frame.slice(at + EMPTY.length - 1)}\n`;
}
