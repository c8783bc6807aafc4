/** What changed from one bundle to a later one. A finding closes on positive evidence alone: never by being absent or unknown. */
import { gravestFirst, type Severity } from '../model/check.ts';
import type { Json } from '../model/json.ts';
import type { Population } from '../model/population.ts';
import type { Judgement, Side } from './bundle-side.ts';
import { type List, listOf, livesBetween, type Pair } from './diff-place.ts';

export interface Change {
  readonly finding_id: string;
  readonly check: string;
  /** null: judged in neither bundle, and known by its life alone. */
  readonly severity: Severity | null;
  readonly resource: string;
  readonly account_id: string | null;
  readonly region: string | null;
  /** Status in the earlier bundle; null: it was not judged there. */
  readonly was: string | null;
  /** Status in the later bundle; null: it is not judged there any more. */
  readonly is: string | null;
  /** The later sentence; of what is not judged any more, the earlier one; of what was judged in neither, its last. */
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
  /** Failed before; now passes, or an answer of AWS shows that it is gone. */
  readonly closed: readonly Change[];
  readonly still_open: readonly Change[];
  /** Failed before, and nothing shows that it was mended: it does not apply any more, or was not looked at since. */
  readonly stale: readonly Change[];
  /** Was decided before, or not judged, and cannot be decided now. Nothing unknown is ever closed. */
  readonly newly_unknown: readonly Change[];
  /** Failed or unknown before and not judged now: closed by nothing. */
  readonly no_longer_judged: readonly Change[];
  readonly settings: readonly SettingChange[];
  readonly population: readonly PopulationChange[];
}

export function diffOf(earlier: Side, later: Side): Diff {
  const lives = livesBetween(earlier, later);
  const ids = new Set([...earlier.judgements.keys(), ...later.judgements.keys(), ...lives.keys()]);
  const pairs = [...ids]
    .map(
      (id): Pair => ({ id, a: earlier.judgements.get(id), b: later.judgements.get(id), life: lives.get(id) }),
    )
    .sort((x, y) => order(x.b ?? x.a, y.b ?? y.a) || (x.id < y.id ? -1 : 1));
  const found: Record<List, Change[]> = {
    new: [],
    reopened: [],
    closed: [],
    still_open: [],
    stale: [],
    newly_unknown: [],
    no_longer_judged: [],
  };
  for (const pair of pairs) {
    const list = listOf(pair, earlier, later);
    if (list === null) continue;
    const closing = list === 'closed' ? (pair.life?.closing_evidence ?? pair.b?.evidence ?? []) : [];
    found[list].push(changeOf(pair, closing));
  }
  return {
    schema: 'diff/1',
    earlier: identity(earlier),
    later: identity(later),
    ...found,
    settings: settingChanges(earlier, later),
    population: populationChanges(earlier.population, later.population),
  };
}

function changeOf({ id, a, b, life }: Pair, closing_evidence: readonly string[]): Change {
  const verdicts = { was: a?.status ?? null, is: b?.status ?? null, closing_evidence };
  const shown = b ?? a;
  if (shown !== undefined) {
    const { finding_id, check, severity, subject, note } = shown;
    const { id: resource, account_id, region } = subject;
    return { finding_id, check, severity, resource, account_id, region, note, ...verdicts };
  }
  if (life === undefined) throw new Error('A change is of something.');
  const { check, resource, account: account_id, region, note } = life;
  return { finding_id: id, check, severity: null, resource, account_id, region, note, ...verdicts };
}

/** What was judged in neither comes last: how grave it is, is not known. */
function order(x: Judgement | undefined, y: Judgement | undefined): number {
  if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
  return gravestFirst(x.severity, y.severity);
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
