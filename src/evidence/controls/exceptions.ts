/** What stands against a check, by cause: of each cause how many there are, and as many by name as a sheet can bear. */
import { grouped } from '../../model/grouped.ts';
import { type Cut, cutGroups } from '../cut.ts';
import { type Judged, statusWord } from '../evaluations.ts';
import { type Disposition, dispositionLine } from '../waivers.ts';

/** A sheet is read by people; exceptions/ has them all. */
const MOST = 60;
/** Kept free for what is unknown, however much has failed. */
const FOR_UNKNOWN = 20;

export interface Citing {
  /** References of raw/index.ndjson by record id. */
  readonly refs: ReadonlyMap<string, string>;
  /** By finding id. */
  readonly dispositions: ReadonlyMap<string, Disposition>;
}

export type Exception = ReturnType<typeof exceptionOf>;

/** `open`: failures and unknowns. */
export function exceptionsOf(open: readonly Judged[], citing: Citing) {
  const failed = open.filter(({ result }) => result.verdict.status === 'fail');
  const unknown = open.filter(({ result }) => result.verdict.status !== 'fail');
  const kept = Math.min(unknown.length, Math.max(FOR_UNKNOWN, MOST - failed.length));
  const cuts = [...byCause(failed, MOST - kept), ...byCause(unknown, kept)];
  return {
    causes: cuts.flatMap(({ rows, more }) =>
      rows.slice(0, 1).map(({ result: { verdict } }) => ({
        status: statusWord(verdict),
        note: verdict.note,
        count: rows.length + more,
      })),
    ),
    causes_left_out: cuts.filter(({ rows }) => rows.length === 0).length,
    exceptions: cuts.flatMap(({ rows }) => rows.map(one => exceptionOf(one, citing))),
    exceptions_left_out: cuts.reduce((sum, { more }) => sum + more, 0),
  };
}

function byCause(judged: readonly Judged[], most: number): readonly Cut<Judged>[] {
  return cutGroups([...grouped(judged, ({ result }) => result.verdict.note).values()], most);
}

function exceptionOf({ result, findingId }: Judged, { refs, dispositions }: Citing) {
  const { subject, verdict, evidence } = result;
  return {
    finding_id: findingId,
    status: statusWord(verdict),
    account_id: subject.accountId,
    region: subject.region,
    resource: subject.id,
    name: subject.name,
    note: verdict.note,
    /** What somebody accepted of it; the verdict stays. */
    disposition: dispositionLine(dispositions.get(findingId)),
    evidence: evidence.flatMap(id => refs.get(id) ?? []).sort(),
  };
}
