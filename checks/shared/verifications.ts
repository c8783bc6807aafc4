/** What the ledger of our own verifications shows of a trail: one judgement of the last window, one of the last days. Pure. */
import { recordedScopes, type Trail } from '../../src/aws/cloudtrail.ts';
import { type LedgerRun, scopesSha256 } from '../../src/aws/ledger.ts';
import type { Read } from '../../src/model/read.ts';
import { ALL_REGIONS } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import { few, hoursSince, moment } from './wording.ts';

const WINDOW_HOURS = 24;
/** A daily job does not begin at the same minute every day. */
const SLACK_HOURS = 1;

/** The newest verification of at least a day: whether it is of this very trail, and what it found. */
export function judgeLastWindow(trail: Subject<Trail>, runs: readonly LedgerRun[], read: Read): Verdict {
  const whole = runs.filter(isOfADay);
  const run = whole.reduce<LedgerRun | undefined>(
    (a, b) => (a !== undefined && a.Until > b.Until ? a : b),
    undefined,
  );
  if (run === undefined)
    return undetermined('The ledger holds no verification of this trail over 24 hours or more.');
  const ended = moment(run.Until, read.now);
  if (hoursSince(run.Until, read.now) > WINDOW_HOURS + SLACK_HOURS)
    return undetermined(`The last verification in the ledger ends ${ended}.`);
  const seen = [
    observed('Broken', 0, run.Broken),
    observed('EntrySha256', run.EntrySha256, run.EntrySha256),
    observed('SignedBy', run.SignedBy, run.SignedBy),
  ];
  if (run.Broken > 0) {
    const what = few(run.Exceptions.slice(0, run.Broken), '; ');
    return fail(
      `The verification that ends ${ended} found ${run.Broken} of ${run.Chains} chains broken: ${what}.`,
      seen,
    );
  }
  const unseen = unseenBy(trail, run, read);
  if (unseen !== null) return undetermined(unseen);
  const signed = run.SignedBy === null ? 'entry not signed' : `entry signed by ${run.SignedBy.slice(0, 16)}`;
  return pass(
    `All ${run.Chains} chains are whole, linked and signed and every log file is as its digest has it, from ${run.Since} ` +
      `to ${run.Until} (ledger ${run.Sequence}, ${signed}).`,
    seen,
  );
}

/** A verification in each of the last days that ran to its end and saw everything, whatever it found. */
export function judgeEveryDay(runs: readonly LedgerRun[], read: Read): Verdict {
  const days = read.parameters.verificationDays;
  const seen = runs.filter(run => isOfADay(run) && run.Complete && run.Unread === 0);
  const missing = Array.from({ length: days }, (_, day) => day).filter(
    day => !seen.some(run => isWithin(hoursSince(run.At, read.now), day)),
  );
  if (missing.length > 0) {
    const told = few(missing.map(day => `${day} to ${day + 1} days ago`));
    return undetermined(`the ledger shows no complete verification ${told}`);
  }
  return pass(`the ledger shows a complete verification in each of the last ${days} days`, [
    observed('verificationDays', days, days),
  ]);
}

function isWithin(hours: number, day: number): boolean {
  return hours >= day * 24 - SLACK_HOURS && hours <= (day + 1) * 24 + SLACK_HOURS;
}

function isOfADay(run: LedgerRun): boolean {
  return Date.parse(run.Until) - Date.parse(run.Since) >= WINDOW_HOURS * 3_600_000;
}

/** Why a verification that found nothing broken proves nothing yet; null: it does. */
function unseenBy(trail: Subject<Trail>, run: LedgerRun, read: Read): string | null {
  const scopes = recordedScopes(read, trail).filter(({ region }) => region !== ALL_REGIONS);
  if (run.ChainsSha256 !== scopesSha256(scopes))
    return `The last verification was of other accounts and regions than the ${scopes.length} that this trail records.`;
  if (!run.Complete) return 'The last verification did not see everything that it should have.';
  if (run.Unread > 0)
    return `The last verification could not see ${run.Unread} of ${run.Chains} chains: ${few(run.Exceptions.slice(run.Broken), '; ')}.`;
  if (run.Logs !== 'all') return `The last verification fetched not all log files (${run.Logs}).`;
  return run.Chains === 0 ? 'The last verification found no chain of this trail.' : null;
}
