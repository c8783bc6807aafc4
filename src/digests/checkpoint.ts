/** Holds the chain against what an earlier verification saw of it. */
import type { Checkpoint, FaultCode, Finding, Span } from './chain.ts';
import { digestFolder } from './layout.ts';
import { shortHash, shownTime } from './shown.ts';
import { HOUR, TOLERANCE } from './spans.ts';
import type { View } from './view.ts';

export function judgeCheckpoint(view: View): Finding[] {
  const { checkpoint, byKey, standard } = view;
  if (checkpoint === null) return [];
  const there = byKey.get(checkpoint.key);
  const seen = [
    ...(there?.status === 'valid' ? [there.digest] : []),
    ...standard.flatMap(({ previous }) => (previous?.key === checkpoint.key ? [previous] : [])),
  ];
  const differing = seen.find(
    ({ sha256, signature }) =>
      sha256 !== checkpoint.sha256.toLowerCase() || signature !== checkpoint.signature.toLowerCase(),
  );
  if (differing !== undefined) {
    const says = `The digest has the SHA-256 ${shortHash(differing.sha256)}…; the last verification saw ${shortHash(checkpoint.sha256)}…, or another signature.`;
    return [finding(checkpoint, 'invalid', 'checkpoint-differs', says)];
  }
  return there === undefined ? absent(view, checkpoint, seen.length > 0) : [];
}

function absent({ chain, window, items }: View, checkpoint: Checkpoint, isNamed: boolean): Finding[] {
  const { endsAt } = checkpoint;
  if (endsAt > window.to + HOUR) return [];
  if (!isNamed && !checkpoint.key.startsWith(digestFolder(chain))) {
    const says = 'The digest that the last verification ended with lies in a place that was not read.';
    return [finding(checkpoint, 'unreadable', 'not-checked', says)];
  }
  if (endsAt > window.from) {
    const says = 'The digest that the last verification ended with is not there.';
    return [finding(checkpoint, 'missing', 'before-checkpoint', says)];
  }
  const begins = Math.min(window.from, items[0]?.span.from ?? window.from);
  if (isNamed || begins <= endsAt + TOLERANCE) return [];
  const says = `The last verification ended at ${shownTime(endsAt)}, and the hours until ${shownTime(begins)} were not read.`;
  return [finding(checkpoint, 'unreadable', 'not-checked', says, { from: endsAt, to: begins })];
}

function finding(
  { key, endsAt }: Checkpoint,
  status: Finding['status'],
  code: FaultCode,
  says: string,
  hours: Span | null = null,
): Finding {
  const span = hours ?? { from: endsAt - HOUR, to: endsAt };
  return {
    status,
    code,
    of: hours === null ? 'digest' : 'hours',
    key: hours === null ? key : null,
    span,
    says,
  };
}
