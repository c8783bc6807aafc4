/** What the ledger of our own verifications shows of a trail: one judgement of the last window, one of the last days. Pure. */
import { recordedScopes, type Trail } from '../../src/aws/cloudtrail.ts';
import { type LedgerRun, scopesSha256, thoroughness } from '../../src/aws/ledger.ts';
import type { Read } from '../../src/model/read.ts';
import { ALL_REGIONS, type Scope } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import { few, hoursSince, moment } from './wording.ts';

const WINDOW_HOURS = 24;
/** A daily job does not begin at the same minute every day. */
const SLACK_HOURS = 1;

/** The newest verification of at least a day: whether it is of this very trail, and what it and those beside it found. */
export function judgeLastWindow(trail: Subject<Trail>, runs: readonly LedgerRun[], read: Read): Verdict {
  const [ahead] = runs.filter(run => hoursSince(run.Until, read.now) < -SLACK_HOURS);
  if (ahead !== undefined)
    return undetermined(`Entry ${ahead.Sequence} of the ledger ends ${moment(ahead.Until, read.now)}.`);
  const broken = standing(trail, runs, read);
  if (broken !== undefined) {
    const what = few(broken.Exceptions.slice(0, broken.Broken), '; ');
    return fail(
      `The verification that ends ${moment(broken.Until, read.now)} found ${broken.Broken} of ${broken.Chains} chains broken: ${what}.`,
      seenOf(broken),
    );
  }
  const run = runs.filter(isOfADay).at(-1);
  if (run === undefined)
    return undetermined('The ledger holds no verification of this trail over 24 hours or more.');
  if (hoursSince(run.Until, read.now) > WINDOW_HOURS + SLACK_HOURS)
    return undetermined(`The last verification in the ledger ends ${moment(run.Until, read.now)}.`);
  const unseen = unseenBy(trail, run, read);
  if (unseen !== null) return undetermined(unseen);
  const signed = run.SignedBy === null ? 'entry not signed' : `entry signed by ${run.SignedBy.slice(0, 16)}`;
  return pass(
    `All ${run.Chains} chains are whole, linked and signed and every log file is as its digest has it, from ${run.Since} ` +
      `to ${run.Until} (ledger ${run.Sequence}, ${signed}).`,
    seenOf(run),
  );
}

function seenOf(run: LedgerRun) {
  return [
    observed('Broken', 0, run.Broken),
    observed('EntrySha256', run.EntrySha256, run.EntrySha256),
    observed('SignedBy', run.SignedBy, run.SignedBy),
  ];
}

/** A broken chain stands until a later verification of all that it was finds it whole, or for so many days. */
function standing(trail: Subject<Trail>, runs: readonly LedgerRun[], read: Read): LedgerRun | undefined {
  const hours = read.parameters.verificationDays * 24;
  const now = scopesSha256(recordedNow(trail, read));
  return runs.findLast(
    (run, index) =>
      run.Broken > 0 &&
      hoursSince(run.At, read.now) <= hours &&
      !runs.slice(index + 1).some(later => isWhole(later) && looksAgain(later, run, now)),
  );
}

/** At all of that time, at the same chains or all that there are now, and at no fewer log files; nothing broken. */
function looksAgain(later: LedgerRun, run: LedgerRun, now: string): boolean {
  const covers =
    Date.parse(later.Since) <= Date.parse(run.Since) && Date.parse(later.Until) >= Date.parse(run.Until);
  const sameChains = later.ChainsSha256 === run.ChainsSha256 || later.ChainsSha256 === now;
  return later.Broken === 0 && covers && sameChains && thoroughness(later.Logs) >= thoroughness(run.Logs);
}

/** Where the trail records now, as far as anybody can be asked there. */
function recordedNow(trail: Subject<Trail>, read: Read): readonly Scope[] {
  return recordedScopes(read, trail).filter(({ region }) => region !== ALL_REGIONS);
}

function isWhole(run: LedgerRun): boolean {
  return run.Complete && run.Unread === 0 && run.Chains > 0;
}

/**
 * Verifications of what was then the last day, each at most a day after the one before, that saw everything. Accounts come
 * and go, so the newest alone is held against where the trail records now.
 */
export function judgeEveryDay(trail: Subject<Trail>, runs: readonly LedgerRun[], read: Read): Verdict {
  const days = read.parameters.verificationDays;
  const counted = runs.filter(run => isOfADay(run) && isCurrent(run) && isWhole(run) && run.Logs !== 'none');
  const newest = counted.at(-1);
  if (newest !== undefined && newest.ChainsSha256 !== scopesSha256(recordedNow(trail, read)))
    return undetermined(
      'the newest verification in the ledger was of other accounts and regions than this trail records',
    );
  const ages = counted
    .map(run => hoursSince(run.At, read.now))
    .filter(age => age >= -SLACK_HOURS)
    .sort((a, b) => a - b);
  const most = 24 + SLACK_HOURS;
  let reached = 0;
  for (const age of ages) if (age - reached <= most) reached = Math.max(reached, age);
  // The oldest of them vouches for the day that it looked at.
  if (ages.length > 0 && reached + 24 >= days * 24)
    return pass(`the ledger shows a complete verification on each of the last ${days} days`, [
      observed('verificationDays', days, days),
    ]);
  const [newestAge] = ages;
  const asked = `each of ${days} days is asked for`;
  if (newestAge === undefined)
    return undetermined(`the ledger shows no complete daily verification, and ${asked}`);
  if (newestAge > most) {
    const age = `${Math.floor(newestAge)} hours old`;
    return undetermined(`the newest complete daily verification in the ledger is ${age}, and ${asked}`);
  }
  const reach = `go back ${Math.floor(reached)} hours without a gap`;
  return undetermined(
    `the complete daily verifications in the ledger ${reach}, and ${days} days are asked for`,
  );
}

/** Of the time up to when it was made, not of some other day. */
function isCurrent(run: LedgerRun): boolean {
  return Math.abs(Date.parse(run.At) - Date.parse(run.Until)) <= SLACK_HOURS * 3_600_000;
}

function isOfADay(run: LedgerRun): boolean {
  return Date.parse(run.Until) - Date.parse(run.Since) >= WINDOW_HOURS * 3_600_000;
}

/** Why a verification that found nothing broken proves nothing yet; null: it does. */
function unseenBy(trail: Subject<Trail>, run: LedgerRun, read: Read): string | null {
  const scopes = recordedNow(trail, read);
  if (run.ChainsSha256 !== scopesSha256(scopes))
    return `The last verification was of other accounts and regions than the ${scopes.length} that this trail records.`;
  if (!run.Complete) return 'The last verification did not see everything that it should have.';
  if (run.Unread > 0)
    return `The last verification could not see ${run.Unread} of ${run.Chains} chains: ${few(run.Exceptions.slice(run.Broken), '; ')}.`;
  if (run.Logs !== 'all') return `The last verification fetched not all log files (${run.Logs}).`;
  return run.Chains === 0 ? 'The last verification found no chain of this trail.' : null;
}
