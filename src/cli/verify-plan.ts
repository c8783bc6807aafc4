/** `verify-logs --dry-run`: asks what there is, reads no object, and says what a verification would take. */
import type { Ledger } from '../digests/ledger.ts';
import { planOf, type VerificationPlan } from '../digests/plan.ts';
import { toolVersion } from '../evidence/templates.ts';
import type { AnyCall } from '../model/call.ts';
import type { Config } from './config.ts';
import { EXIT, type Io } from './io.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';
import { run } from './run.ts';
import { expectedIn } from './verify-snapshot.ts';
import { seenUntil, type WindowFlags, wantedOf } from './verify-window.ts';
import { cut, wrap } from './wrap.ts';

/** undefined: stopped before all was asked. */
export async function planVerification(
  io: Io,
  flags: WindowFlags,
  { config, calls, ledger }: { config: Config; calls: readonly AnyCall[]; ledger: Ledger | undefined },
): Promise<VerificationPlan | undefined> {
  let plan: VerificationPlan | undefined;
  await run({
    io,
    config,
    calls,
    out: undefined,
    resume: undefined,
    afterwards: {
      permissions: [],
      begin({ takenAt }) {
        const wanted = wantedOf(flags, Date.parse(takenAt), seenUntil(ledger, flags.trail, flags.logs));
        return async ({ snapshot }) => {
          const { expected } = expectedIn(snapshot, flags.trail ?? null);
          const tool = { name: 'trailproof', version: toolVersion() };
          plan = planOf({ tool, at: snapshot.header.takenAt, ...wanted }, expected);
        };
      },
    },
  });
  return plan;
}

export function planExit({ uncounted, trails }: VerificationPlan): number {
  return uncounted.length === 0 && trails.length > 0 ? EXIT.complete : EXIT.incomplete;
}

export function planText(plan: VerificationPlan, io: Io): string {
  const paint = createPaint(io);
  const width = Math.max(60, Math.min(120, io.stdout.columns ?? 100));
  const { period, trails, total, dollars, assumed, uncounted, logs } = plan;
  const { get, list, kms } = total.requests;
  const files = (count: number): string => (logs === 'none' ? 'no log files' : `about ${count} log files`);
  const notes = [
    ...(logs === 'none'
      ? []
      : [
          `How many log files there are only the digests tell: ${assumed.logsPerChainHour} an hour in each chain are assumed, as in AWS's own example.`,
        ]),
    ...(kms > 0
      ? [
          'Each object of a trail with a key counts as one KMS request; with S3 Bucket Keys there are far fewer.',
        ]
      : []),
    `Prices are list prices of ${assumed.prices.region}, without discounts or transfer out of the region. Nothing was read, and no ledger was added to.`,
  ];
  const sections = [
    `${paint.bold('What it would take')}  ${minute(period.since)} to ${minute(period.until)}`,
    ...trails.map(one =>
      [
        paint.bold(cut(printable(one.trailArn, 200), width)),
        `  ${one.chains} chains: ${one.digests} digests, ${files(one.logs)}`,
      ].join('\n'),
    ),
    `${total.chains} chains in all: ${get} GET, ${list} LIST and ${kms} KMS requests, about ${money(dollars.total)} US dollars`,
    notes.map(note => wrap(note, width, '  ')).join('\n'),
    uncounted.length === 0
      ? ''
      : [
          paint.bold('Not everything could be counted'),
          ...uncounted.map(says => wrap(printable(says, 400), width, '  ')),
        ].join('\n'),
  ];
  return `\n${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** To the cent, but never nothing for something. */
function money(dollars: number): string {
  return dollars >= 0.01 ? dollars.toFixed(2) : dollars.toFixed(4);
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`;
}
