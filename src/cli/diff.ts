/** `trailproof diff`: what changed from one bundle to a later one. */
import { readSide, type Side } from '../evidence/bundle-side.ts';
import { type Change, type Diff, diffOf } from '../evidence/diff.ts';
import { auditedIn, differ } from '../evidence/earlier-run.ts';
import { UsageError } from '../model/error.ts';
import { EXIT, type Io } from './io.ts';
import { withVerified } from './open-verified.ts';
import { printable } from './printable.ts';

export interface DiffFlags {
  readonly earlier: string;
  readonly later: string;
  readonly format: 'text' | 'json';
}

export async function diffCommand(io: Io, flags: DiffFlags): Promise<number> {
  const [earlier, later] = [await sideOf(io, flags.earlier), await sideOf(io, flags.later)];
  refuseDifferent(earlier, later);
  const diff = diffOf(earlier, later);
  if (diff.later.taken_at < diff.earlier.taken_at) {
    io.stderr.write(
      'trailproof: the bundle named first is the later one; everything below reads backwards.\n',
    );
  }
  sayOtherBundle(io, earlier, later);
  io.stdout.write(flags.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : text(diff));
  return EXIT.complete;
}

function sideOf(io: Io, named: string): Promise<Side> {
  return withVerified(io, named, {}, readSide);
}

function refuseDifferent(earlier: Side, later: Side): void {
  const [was, is] = [earlier, later].map(({ header, population }) =>
    auditedIn({ population, snapshot: header }),
  ) as [string, string];
  if (!differ(was, is)) return;
  throw new UsageError('BAD_USAGE', `The two bundles are of ${was} and of ${is}.`, {
    hint: 'Name two bundles of the same organization, or of the same account.',
  });
}

/** Exported again it is another bundle, and so it is where somebody made it anew to leave something out. */
function sayOtherBundle(io: Io, { header, manifest }: Side, { madeFrom }: Side): void {
  if (madeFrom?.run_id !== header.runId || madeFrom.manifest_sha256 === manifest) return;
  io.stderr.write(
    `trailproof: the later bundle goes on from another bundle of run ${header.runId}, with manifest SHA256:${madeFrom.manifest_sha256}; what it says of the life of findings is left out.\n`,
  );
}

function text(diff: Diff): string {
  const sections: [string, readonly string[]][] = [
    ['New', diff.new.map(line)],
    ['Reopened', diff.reopened.map(line)],
    ['Closed', diff.closed.map(closedLine)],
    ['Still open', diff.still_open.map(line)],
    ['Stale, for nothing shows that it was mended', diff.stale.map(line)],
    ['Newly unknown', diff.newly_unknown.map(line)],
    ['No longer judged, and closed by nothing', diff.no_longer_judged.map(line)],
    ['Settings', diff.settings.map(({ setting, was, is }) => `${setting}: ${shown(was)} -> ${shown(is)}`)],
    [
      'Population',
      diff.population.map(
        ({ account_id, region, was, is, reason }) =>
          `${account_id}${region === null ? '' : ` ${region}`}: ${was ?? 'not there'} -> ${is ?? 'not there'}${reason === null ? '' : ` (${reason})`}`,
      ),
    ],
  ];
  const side = ({ run_id, taken_at, facts_sha256 }: Diff['earlier']): string =>
    `${taken_at}  run ${run_id}  facts ${facts_sha256.slice(0, 16)}`;
  const same = diff.earlier.facts_sha256 === diff.later.facts_sha256;
  return [
    `Earlier  ${side(diff.earlier)}`,
    `Later    ${side(diff.later)}${same ? '  (the same facts)' : ''}`,
    ...sections.flatMap(([name, lines]) => [
      '',
      `${name}: ${lines.length}`,
      ...lines.map(l => `  ${printable(l, 400)}`),
    ]),
    '',
  ].join('\n');
}

function line({ severity, check, resource, was, is, note }: Change): string {
  return `${(severity ?? '?').padEnd(8)} ${check}  ${resource}  ${was ?? 'not judged'} -> ${is ?? 'not judged'}: ${note}`;
}

function closedLine(change: Change): string {
  return `${line(change)} Evidence: ${change.closing_evidence.join(', ')}`;
}

function shown(value: unknown): string {
  return value === null ? 'none' : JSON.stringify(value);
}
