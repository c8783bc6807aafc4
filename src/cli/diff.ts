/** `trailproof diff`: what changed from one bundle to a later one. */
import { readSide, type Side } from '../evidence/bundle-side.ts';
import { type Change, type Diff, diffOf } from '../evidence/diff.ts';
import { EXIT, type Io } from './io.ts';
import { withVerified } from './open-verified.ts';
import { printable } from './printable.ts';

export interface DiffFlags {
  readonly earlier: string;
  readonly later: string;
  readonly format: 'text' | 'json';
}

export async function diffCommand(io: Io, flags: DiffFlags): Promise<number> {
  const diff = diffOf(await sideOf(io, flags.earlier), await sideOf(io, flags.later));
  if (diff.later.taken_at < diff.earlier.taken_at) {
    io.stderr.write(
      'trailproof: the bundle named first is the later one; everything below reads backwards.\n',
    );
  }
  io.stdout.write(flags.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : text(diff));
  return EXIT.complete;
}

function sideOf(io: Io, named: string): Promise<Side> {
  return withVerified(io, named, {}, (bundle, { manifest }) => readSide(bundle, manifest.facts_sha256));
}

function text(diff: Diff): string {
  const sections: [string, readonly string[]][] = [
    ['New', diff.new.map(line)],
    ['Reopened', diff.reopened.map(line)],
    ['Closed', diff.closed.map(closedLine)],
    ['Still open', diff.still_open.map(line)],
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
  return `${severity.padEnd(8)} ${check}  ${resource}  ${was ?? 'not judged'} -> ${is ?? 'not judged'}: ${note}`;
}

function closedLine(change: Change): string {
  return `${line(change)} Evidence: ${change.closing_evidence.join(', ')}`;
}

function shown(value: unknown): string {
  return value === null ? 'none' : JSON.stringify(value);
}
