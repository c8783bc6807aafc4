/**
 * Judges one chain: whether its digests follow one another, and whether every hour of the window is accounted for.
 * Absence is a finding here: a chain of valid digests proves nothing of the hours that no digest covers.
 */
import { judgeBackfill } from './backfill.ts';
import type { Digest, Finding, JudgedDigest, Span } from './chain.ts';
import { judgeCheckpoint } from './checkpoint.ts';
import { judgeHead } from './head.ts';
import { judgeHoles } from './holes.ts';
import { judgeLinks } from './links.ts';
import { HOUR, intersection, merge, subtractAll, totalHours } from './spans.ts';
import { type ChainInput, compare, type Part, type View, viewOf } from './view.ts';

export type { ChainInput } from './view.ts';

export interface ChainJudgement {
  readonly findings: readonly Finding[];
  /**
   * Of the window until now. `expected`: a digest has to cover them, so neither off nor before the trail's making; those
   * of them that are in no other field are covered by a digest that is not valid.
   */
  readonly hours: {
    readonly expected: number;
    readonly proven: number;
    readonly pending: number;
    readonly off: number;
    readonly missing: number;
    readonly unreadable: number;
  };
  /** What valid, linked digests cover of the window, merged. */
  readonly proven: readonly Span[];
  /** The newest valid, linked standard digest. */
  readonly last: Digest | null;
  /** Log files that valid digests name, backfill included. */
  readonly namedLogs: ReadonlySet<string>;
}

export function judgeChain(input: ChainInput): ChainJudgement {
  const view = viewOf(input);
  const links = judgeLinks(view);
  const [holes, head] = [judgeHoles(view, links), judgeHead(view)];
  const parts = [...holes.parts, ...head.parts].filter(part => intersection(part.span, view.span) !== null);
  const faulty = new Set(links.faults.map(({ key }) => key));
  const linked = view.standard.filter(({ key }) => !faulty.has(key));
  const proven = merge(linked.flatMap(({ span }) => intersection(span, view.span) ?? []));
  const findings = [
    ...[...view.byKey.values()].flatMap(faultOf),
    ...links.faults,
    ...parts.flatMap(part => part.finding ?? []),
    ...holes.findings,
    ...head.findings,
    ...judgeBackfill(view),
    ...judgeCheckpoint(view),
  ];
  return {
    findings: findings.sort(byTime),
    hours: count(view, parts, proven),
    proven,
    last: linked.at(-1) ?? null,
    namedLogs: new Set(
      [...view.standard, ...view.backfill].flatMap(({ logs }) => logs.map(({ key }) => key)),
    ),
  };
}

function faultOf(judged: JudgedDigest): Finding[] {
  if (judged.status === 'valid') return [];
  const { status, code, key, endsAt, says } = judged;
  return [{ status, code, of: 'digest', key, span: { from: endsAt - HOUR, to: endsAt }, says }];
}

function count(view: View, parts: readonly Part[], proven: readonly Span[]): ChainJudgement['hours'] {
  const within = (spans: readonly Span[]) =>
    merge(spans.flatMap(span => intersection(span, view.span) ?? []));
  const ofKind = (kind: Part['kind']) =>
    within(parts.filter(part => part.kind === kind).map(({ span }) => span));
  // A digest that is not valid stands for its hour as far as no valid one covers it.
  const covered = view.standard.map(({ span }) => span);
  const standsFor = (status: JudgedDigest['status']) => {
    const items = view.items.filter(({ key }) => view.byKey.get(key)?.status === status);
    return within(
      subtractAll(
        items.map(({ span }) => span),
        covered,
      ),
    );
  };
  const missing = merge([...ofKind('missing'), ...standsFor('missing')]);
  const unreadable = subtractAll(standsFor('unreadable'), missing);
  const faulty = subtractAll(covered, proven);
  const hours = {
    proven: totalHours(proven),
    pending: totalHours(ofKind('pending')),
    missing: totalHours(missing),
    unreadable: totalHours([...ofKind('unreadable'), ...unreadable]),
  };
  const invalid = totalHours(
    subtractAll(within([...standsFor('invalid'), ...faulty]), [...missing, ...unreadable]),
  );
  const expected = hours.proven + hours.pending + hours.missing + hours.unreadable + invalid;
  return { expected, off: totalHours(ofKind('off')), ...hours };
}

function byTime(a: Finding, b: Finding): number {
  return (
    (a.span?.from ?? 0) - (b.span?.from ?? 0) ||
    (a.span?.to ?? 0) - (b.span?.to ?? 0) ||
    compare(a.key ?? '', b.key ?? '') ||
    compare(a.code, b.code) ||
    compare(a.says, b.says)
  );
}
