/** What changed from one bundle to a later one. A finding closes on positive evidence alone: never by being absent or unknown. */
import { gravestFirst, type Severity } from '../model/check.ts';
import type { Json } from '../model/json.ts';
import type { Population } from '../model/population.ts';
import type { Judgement, Side } from './bundle-side.ts';

export interface Change {
  readonly finding_id: string;
  readonly check: string;
  readonly severity: Severity;
  readonly resource: string;
  readonly account_id: string | null;
  readonly region: string | null;
  /** Status in the earlier bundle; null: it was not judged there. */
  readonly was: string | null;
  /** Status in the later bundle; null: it is not judged there any more. */
  readonly is: string | null;
  /** The later sentence; of what is not judged any more, the earlier one. */
  readonly note: string;
  /** Of a closed finding: ids of the evidence in the later bundle that shows it. */
  readonly closing_evidence: readonly string[];
}

export interface SettingChange {
  readonly setting: string;
  readonly was: Json;
  readonly is: Json;
}

export interface PopulationChange {
  readonly account_id: string;
  /** null: the account itself. */
  readonly region: string | null;
  /** null: not there. */
  readonly was: string | null;
  readonly is: string | null;
  readonly reason: string | null;
}

export interface Diff {
  readonly schema: 'diff/1';
  readonly earlier: { readonly run_id: string; readonly taken_at: string; readonly facts_sha256: string };
  readonly later: Diff['earlier'];
  /** Fails now and did not before. */
  readonly new: readonly Change[];
  /** Fails again after one of the bundles recorded it as closed. */
  readonly reopened: readonly Change[];
  /** Failed before; now passes, or AWS itself shows that it does not apply. */
  readonly closed: readonly Change[];
  readonly still_open: readonly Change[];
  /** Was decided before, or not judged, and cannot be decided now. Nothing unknown is ever closed. */
  readonly newly_unknown: readonly Change[];
  /** Failed or unknown before and not judged now: closed by nothing. */
  readonly no_longer_judged: readonly Change[];
  readonly settings: readonly SettingChange[];
  readonly population: readonly PopulationChange[];
}

export function diffOf(earlier: Side, later: Side): Diff {
  const both = [...new Set([...earlier.judgements.keys(), ...later.judgements.keys()])];
  const pairs = both
    .map(id => ({ id, a: earlier.judgements.get(id), b: later.judgements.get(id) }))
    .sort((x, y) => order(x.b ?? x.a, y.b ?? y.a) || (x.id < y.id ? -1 : 1));
  const those = (holds: (pair: (typeof pairs)[number]) => boolean): readonly Change[] =>
    pairs.filter(holds).map(({ a, b }) => changeOf(a, b));
  const again = (id: string): boolean => earlier.closed.has(id) || later.reopened.has(id);
  const startsToFail = ({ a, b }: (typeof pairs)[number]): boolean =>
    b?.status === 'FAIL' && a?.status !== 'FAIL';
  return {
    schema: 'diff/1',
    earlier: identity(earlier),
    later: identity(later),
    new: those(pair => startsToFail(pair) && !again(pair.id)),
    reopened: those(pair => startsToFail(pair) && again(pair.id)),
    closed: those(pair => isClosed(pair.a, pair.b)).map(change => ({
      ...change,
      closing_evidence: later.judgements.get(change.finding_id)?.evidence ?? [],
    })),
    still_open: those(({ a, b }) => a?.status === 'FAIL' && b?.status === 'FAIL'),
    newly_unknown: those(({ a, b }) => b?.status === 'UNKNOWN' && a?.status !== 'UNKNOWN'),
    no_longer_judged: those(
      ({ a, b }) => b === undefined && (a?.status === 'FAIL' || a?.status === 'UNKNOWN'),
    ),
    settings: settingChanges(earlier, later),
    population: populationChanges(earlier.population, later.population),
  };
}

/** Without evidence behind it, not even a pass closes anything. */
function isClosed(a: Judgement | undefined, b: Judgement | undefined): boolean {
  return (
    a?.status === 'FAIL' &&
    b !== undefined &&
    (b.status === 'PASS' || b.status === 'NOT_APPLICABLE') &&
    b.evidence.length > 0
  );
}

function changeOf(a: Judgement | undefined, b: Judgement | undefined): Change {
  const shown = b ?? a;
  if (shown === undefined) throw new Error('A change is of something.');
  const { finding_id, check, severity, subject, note } = shown;
  return {
    finding_id,
    check,
    severity,
    resource: subject.id,
    account_id: subject.account_id,
    region: subject.region,
    was: a?.status ?? null,
    is: b?.status ?? null,
    note,
    closing_evidence: [],
  };
}

function order(x: Judgement | undefined, y: Judgement | undefined): number {
  return x === undefined || y === undefined ? 0 : gravestFirst(x.severity, y.severity);
}

function identity({ header, facts }: Side): Diff['earlier'] {
  return { run_id: header.runId, taken_at: header.takenAt, facts_sha256: facts };
}

/** Everything that could make another result of the same organization: what was set, and with what it was judged. */
function settingChanges(earlier: Side, later: Side): readonly SettingChange[] {
  const [a, b] = [settingsOf(earlier), settingsOf(later)];
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap(setting => {
    const [was = null, is = null] = [a.get(setting), b.get(setting)];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ setting, was, is }];
  });
}

function settingsOf({ header, checks, judgements }: Side): ReadonlyMap<string, Json> {
  // The calls follow from the checks.
  const { calls: _calls, ...selection } = header.selection;
  const versions = new Map<string, Json>(checks.map(check => [`check ${check}`, 'run']));
  for (const { check, check_version } of judgements.values())
    versions.set(`check ${check}`, `version ${check_version}`);
  return new Map<string, Json>([
    ...Object.entries(header.parameters).map(([name, value]): [string, Json] => [
      `parameters.${name}`,
      value as Json,
    ]),
    ...Object.entries(selection).map(([name, value]): [string, Json] => [`selection.${name}`, value as Json]),
    ['tool.version', header.tool.version],
    ['caller.arn', header.caller.arn],
    ...versions,
  ]);
}

function populationChanges(earlier: Population, later: Population): readonly PopulationChange[] {
  const [a, b] = [placesOf(earlier), placesOf(later)];
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap(key => {
    const [was, is] = [a.get(key), b.get(key)];
    if (was?.disposition === is?.disposition) return [];
    const { account_id, region } = (is ?? was) as Place;
    return [
      {
        account_id,
        region,
        was: was?.disposition ?? null,
        is: is?.disposition ?? null,
        reason: is?.reason ?? null,
      },
    ];
  });
}

interface Place {
  readonly account_id: string;
  readonly region: string | null;
  readonly disposition: string;
  readonly reason: string | null;
}

function placesOf(population: Population): ReadonlyMap<string, Place> {
  const places = population.accounts.flatMap(({ accountId, disposition, reason, regions }): Place[] => [
    { account_id: accountId, region: null, disposition, reason: reason ?? null },
    ...(regions ?? []).map(region => ({
      account_id: accountId,
      region: region.region,
      disposition: region.disposition,
      reason: region.reason ?? null,
    })),
  ]);
  return new Map(places.map(place => [`${place.account_id} ${place.region ?? ''}`, place]));
}
