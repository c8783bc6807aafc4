/** A verification for people: each trail in one line, then whatever does not hold, and what the exit code means. */
import type { ChainReport, ReportedFinding } from '../digests/report.ts';
import { type TrailSummary, type Verification, verificationExit } from '../digests/summary.ts';
import type { Io } from './io.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { megabytes } from './verify-progress.ts';
import { cut, wrap } from './wrap.ts';

const FINDINGS_SHOWN = 40;

export function verificationTable(
  verification: Verification,
  io: Io,
  { offline }: { readonly offline: boolean },
): string {
  const paint = createPaint(io);
  const width = Math.max(60, Math.min(120, io.stdout.columns ?? 100));
  const { period, trails, unaccounted } = verification;
  const sections = [
    `${paint.bold('Log files')}  ${minute(period.since)} to ${minute(period.until)}  run ${verification.runId}`,
    ...trails.map(trail => trailLines(trail, verification, paint, width)),
    findings(verification, paint, width),
    unaccounted.length === 0
      ? ''
      : [
          paint.bold('Not accounted for'),
          ...unaccounted.map(u => wrap(printable(u.says, 400), width, '  ')),
        ].join('\n'),
    closing(verification, offline, paint, width),
  ];
  return `\n${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** What came of it, in one line, where the table of the audit follows. */
export function verificationSentence({ trails, unaccounted }: Verification): string {
  const sum = (verdict: keyof TrailSummary['verdicts']): number =>
    trails.reduce((all, trail) => all + trail.verdicts[verdict], 0);
  const chains = trails.reduce((all, trail) => all + trail.chains, 0);
  const intact = trails.reduce((all, trail) => all + trail.logs.valid, 0);
  const open = unaccounted.length === 0 ? '' : `; ${unaccounted.length} places could not be looked into`;
  return (
    `Log files: ${sum('proven')} of ${chains} chains proven${count(sum('broken'), 'broken')}` +
    `${count(sum('unread'), 'not fully seen')}, ${intact} log files intact${open}.`
  );
}

function trailLines(
  trail: TrailSummary,
  { logs: choice }: Verification,
  paint: Paint,
  width: number,
): string {
  const { verdicts, digests, logs, hours } = trail;
  const chains = [
    paint.green(`${verdicts.proven} proven`),
    ...(verdicts.broken > 0 ? [paint.red(`${verdicts.broken} broken`)] : []),
    ...(verdicts.unread > 0 ? [paint.yellow(`${verdicts.unread} not fully seen`)] : []),
  ];
  const sampled = choice === 'all' ? '' : ` (${logs.checked} of them fetched)`;
  return [
    paint.bold(cut(printable(trail.trailArn, 200), width)),
    `  ${trail.chains} chains: ${chains.join(', ')}`,
    `  ${hoursText(hours.proven)} of ${hoursText(hours.expected)} hours proven` +
      `${part(hours.pending, 'pending')}${part(hours.off, 'logging off')}${part(hours.missing, 'missing')}${part(hours.unreadable, 'unreadable')}`,
    `  ${digests.valid} digests valid${count(digests.invalid, 'invalid')}${count(digests.missing, 'missing')}${count(digests.unreadable, 'unreadable')}`,
    `  ${logs.named} log files named${sampled}: ${logs.valid} intact${count(logs.invalid, 'invalid')}${count(logs.missing, 'missing')}${count(logs.unreadable, 'unreadable')}, ${megabytes(logs.bytes)} read`,
  ].join('\n');
}

function part(hours: number, what: string): string {
  return hours > 0 ? `, ${hoursText(hours)} ${what}` : '';
}

function count(many: number, what: string): string {
  return many > 0 ? `, ${many} ${what}` : '';
}

function hoursText(hours: number): string {
  return Number.isInteger(hours) ? String(hours) : hours.toFixed(1);
}

function findings({ chains }: Verification, paint: Paint, width: number): string {
  const told = chains.flatMap(({ chain, findings }) =>
    inRuns(findings.filter(notable)).map(finding => ({ chain, ...finding })),
  );
  if (told.length === 0) return '';
  told.sort((a, b) => gravity.indexOf(a.finding.status) - gravity.indexOf(b.finding.status));
  const shown = told.slice(0, FINDINGS_SHOWN).map(one => findingLines(one, paint, width));
  const more = told.length - FINDINGS_SHOWN;
  return [
    paint.bold(`Findings: ${told.length}`),
    ...shown,
    ...(more > 0 ? [`  and ${more} more, with --format json or in chains.ndjson`] : []),
  ].join('\n');
}

/** What is surely wrong first, and what shows in few places before what shows in many. */
const gravity: readonly ReportedFinding['status'][] = [
  'invalid',
  'unexpected',
  'missing',
  'unreadable',
  'restarted',
];

/** Pending hours are in the counts; they are the rule, not a finding. */
function notable({ status }: ReportedFinding): boolean {
  return status !== 'pending' && status !== 'not-started';
}

interface Run {
  readonly finding: ReportedFinding;
  /** How many findings, of one hour each, it stands for. */
  readonly hours: number;
}

/** A day without digests is one line, not twenty-four. */
function inRuns(findings: readonly ReportedFinding[]): Run[] {
  const runs: Run[] = [];
  for (const finding of findings) {
    const last = runs.at(-1);
    if (last === undefined || !goesOn(last.finding, finding)) {
      runs.push({ finding, hours: 1 });
      continue;
    }
    const period = { since: last.finding.period?.since ?? '', until: finding.period?.until ?? '' };
    runs[runs.length - 1] = { finding: { ...last.finding, period }, hours: last.hours + 1 };
  }
  return runs;
}

function goesOn(a: ReportedFinding, b: ReportedFinding): boolean {
  const same = a.of === 'hours' && b.of === 'hours' && a.status === b.status && a.code === b.code;
  return same && a.key === b.key && a.period !== null && a.period.until === b.period?.since;
}

function findingLines(
  { chain, finding, hours }: Run & Pick<ChainReport, 'chain'>,
  paint: Paint,
  width: number,
) {
  const { status, code, period, key, says } = finding;
  const grave = status !== 'unreadable' && status !== 'restarted';
  const painted = grave ? paint.red(status) : paint.yellow(status);
  const when = period === null ? '' : `  ${minute(period.since)} to ${minute(period.until)}`;
  const where = `${printable(chain.trailName, 60)} ${chain.accountId} ${chain.region}`;
  return [
    `  ${painted} ${finding.of}  ${where}${when}`,
    ...(key === null ? [] : [paint.dim(`      ${printable(key, 300)}`)]),
    hours > 1
      ? `      ${hours} hours without a digest (${code}).`
      : wrap(printable(says, 500), width, '      '),
  ].join('\n');
}

function closing(verification: Verification, offline: boolean, paint: Paint, width: number): string {
  const code = verificationExit(verification);
  const meaning = {
    0: 'every expected hour of every chain is accounted for',
    3: 'something could not be seen, so nothing is claimed of it',
    4: 'something is invalid, missing or unexpected',
  }[code];
  const next = {
    0: offline
      ? 'The copy is what the run saw. Whether the bucket still is, a new run tells.'
      : 'Keep the result, and run it again tomorrow.',
    3: offline
      ? 'Complete the copy with aws s3 sync, as docs/verify-logs.md says, and repeat.'
      : 'Grant what is named above (s3:GetObject, s3:ListBucket, kms:Decrypt, cloudtrail:ListPublicKeys) and run again.',
    4: offline
      ? 'Compare the copy with the bucket: either it was changed or is not whole, or the bucket was.'
      : 'Treat it as an incident: keep the bucket as it is, and compare with its versions and access logs.',
  }[code];
  return [`Exit code ${code}: ${meaning}.`, `${paint.bold('Next')}  ${next}`]
    .map(l => wrap(l, width))
    .join('\n');
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`;
}
