/** Holds what each digest says of the one before it against that one. AWS's own tool does not compare them. */
import type { Digest, FaultCode, Finding } from './chain.ts';
import { shortHash, shown, shownTime } from './shown.ts';
import { HOUR, TOLERANCE } from './spans.ts';
import { namedEnd, placeOfPrevious, type View } from './view.ts';

export interface Links {
  /** Invalid, each on the later of the two digests. */
  readonly faults: readonly Finding[];
  /** The digests that name a predecessor which was to be listed and is not there. */
  readonly orphans: ReadonlySet<Digest>;
}

export function judgeLinks(view: View): Links {
  const { byKey, standard, backfill } = view;
  const all = [...standard, ...backfill];
  const isOrphan = ({ previous }: Digest): boolean =>
    previous !== null && !byKey.has(previous.key) && placeOfPrevious(view, previous) === 'listed';
  return {
    faults: [
      ...all.flatMap(digest => faultsOfLink(view, digest)),
      ...faultsOfOrder(view),
      ...forks(backfill),
    ],
    orphans: new Set(all.filter(isOrphan)),
  };
}

function faultsOfLink({ byKey }: View, digest: Digest): Finding[] {
  const { previous } = digest;
  const before = previous === null ? undefined : byKey.get(previous.key);
  if (previous === null || before?.status !== 'valid') return [];
  const found: Finding[] = [];
  const { sha256, signature } = before.digest;
  const differs = (code: FaultCode, what: string, named: string, real: string) => {
    const says = `It names the ${what} ${shortHash(named)}… for the digest before it, which has ${shortHash(real)}….`;
    found.push(invalid(digest, code, says));
  };
  if (previous.sha256 !== sha256) differs('previous-hash', 'SHA-256', previous.sha256, sha256);
  if (previous.signature !== signature) {
    differs('previous-signature', 'signature', previous.signature, signature);
  }
  return found;
}

/** Standard digests follow one another in time: each begins where the one that it names ends. */
function faultsOfOrder({ byKey, standard }: View): Finding[] {
  const found: Finding[] = [];
  let last: Digest | null = null;
  for (const digest of standard) {
    const before = digest.previous === null ? undefined : byKey.get(digest.previous.key);
    const named = before?.status === 'valid' ? before.digest : null;
    if (last !== null && digest.span.from < last.span.to - TOLERANCE) {
      found.push(invalid(digest, 'span', `It covers time that ${shown(last.key, 400)} covers too.`));
      continue;
    }
    if (named !== null && named.span.to > digest.span.from + TOLERANCE) {
      const says = `It begins at ${shownTime(digest.span.from)}, before the digest that it names ends.`;
      found.push(invalid(digest, 'span', says));
    } else if (named !== null && last !== null && named !== last) {
      const says = `It names ${shown(named.key, 400)} before it, although ${shown(last.key, 400)} lies between.`;
      found.push(invalid(digest, 'span', says));
    }
    last = digest;
  }
  return found;
}

/** Backfill digests come in no order of time; but no two of a chain follow the same one. */
function forks(backfill: readonly Digest[]): Finding[] {
  const followed = new Map<string, Digest>();
  return backfill.flatMap(digest => {
    const { previous } = digest;
    if (previous === null) return [];
    const other = followed.get(previous.key);
    followed.set(previous.key, digest);
    const says = `It names the same digest before it as ${shown(other?.key ?? '', 400)} does.`;
    return other === undefined ? [] : [invalid(digest, 'span', says)];
  });
}

function invalid(digest: Digest, code: FaultCode, says: string): Finding {
  return { status: 'invalid', code, of: 'digest', key: digest.key, span: digest.span, says };
}

/** The digest that is named and not there. */
export function missingPrevious(digest: Digest): Finding {
  const key = digest.previous?.key ?? null;
  const end = (key === null ? null : namedEnd(key)) ?? digest.span.from;
  const says = `The digest that ends at ${shownTime(digest.span.to)} names it, and it is not there.`;
  const span = { from: end - HOUR, to: end };
  return { status: 'missing', code: 'previous-missing', of: 'digest', key, span, says };
}
