/**
 * Judges where the chain of backfill digests begins anew. It has no cadence, so it proves no hour; its links are held
 * against one another in `links.ts`. What is deleted from its newest end leaves no trace: nothing says how many there were.
 */
import type { Digest, Finding } from './chain.ts';
import { shownTime } from './shown.ts';
import type { View } from './view.ts';

export function judgeBackfill({ backfill, standard }: View): Finding[] {
  return backfill.flatMap((digest, index) => {
    const before = backfill[index - 1];
    if (digest.previous !== null || before === undefined) return [];
    const restarts = standard.filter(({ previous }) => previous === null);
    const explained = restarts.some(({ span }) => before.span.to <= span.to && span.from <= digest.span.to);
    return [restarted(digest, explained)];
  });
}

function restarted(digest: Digest, explained: boolean): Finding {
  const why = explained ? 'as that of the other digests did' : 'although that of the other digests did not';
  return {
    status: 'restarted',
    code: explained ? 'explained-restart' : 'unexplained-restart',
    of: 'digest',
    key: digest.key,
    span: digest.span,
    says: `The chain of backfill digests began anew at ${shownTime(digest.span.from)}, ${why}.`,
  };
}
