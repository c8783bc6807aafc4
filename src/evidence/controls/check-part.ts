/** What one check showed, as a part of every sheet that it bears on: the population, the counts, what stands against it, how to ask again. */
import { countResults, countsSentence } from '../../evaluate/counts.ts';
import { judgements, populationSentence } from '../../evaluate/population.ts';
import type { Audit, Counts } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { grouped } from '../../model/grouped.ts';
import { isOpen } from '../../model/verdict.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { type Judged, judgedResults, statusWord } from '../evaluations.ts';
import { referencedRecords } from '../evidence-refs.ts';
import type { History } from '../history.ts';
import { readTemplate } from '../templates.ts';
import { type Disposition, dispositionLine } from '../waivers.ts';
import { commandFor } from './cli-command.ts';

/** A sheet is read by people: what is beyond this is counted, and the file that has it is named. */
const MOST_EXCEPTIONS = 25;
const MOST_COMMANDS = 12;

export interface Exception {
  readonly finding_id: string;
  readonly status: string;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly resource: string;
  readonly name: string;
  readonly note: string;
  /** What somebody accepted of it; the verdict stays. */
  readonly disposition: ReturnType<typeof dispositionLine>;
  /** References of raw/index.ndjson. */
  readonly evidence: readonly string[];
}

export interface Reperformed {
  readonly ref: string;
  readonly account_id: string;
  readonly time: string;
  readonly outcome: string;
  readonly sha256: string | null;
  readonly command: string;
}

export type CheckPart = ReturnType<typeof partOf>;

/** Each part is made once, when a sheet first asks for it. undefined: the check was not run. */
export function createCheckParts(
  audit: Audit,
  index: EvidenceIndex,
  history: History,
): (id: string) => CheckPart | undefined {
  const byCheck = grouped(judgedResults(audit), ({ check }) => check.id);
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  const refs = new Map(referencedRecords(index).map(({ ref, record }) => [record.id, ref]));
  const { control } = readTemplate<{ readonly control: { readonly wording: string } }>('wording.json');
  const context = { index, refs, wording: control.wording, dispositions: history.applied.dispositions };
  const made = new Map<string, CheckPart>();
  return id => {
    const check = checks.get(id);
    if (check === undefined) return undefined;
    const part = made.get(id) ?? partOf(check, byCheck.get(id) ?? [], context);
    made.set(id, part);
    return part;
  };
}

type Refs = ReadonlyMap<string, string>;

interface Context {
  readonly index: EvidenceIndex;
  readonly refs: Refs;
  readonly wording: string;
  /** By finding id. */
  readonly dispositions: ReadonlyMap<string, Disposition>;
}

function partOf(check: AnyCheck, judged: readonly Judged[], { index, refs, wording, dispositions }: Context) {
  const open = judged.filter(({ result }) => isOpen(result.verdict));
  const counts = countResults(judged.map(({ result }) => result));
  const { subjects, blind } = judgements(judged.map(({ result }) => result));
  const population = populationSentence(check, { subjects, blind });
  const exceptions = open.slice(0, MOST_EXCEPTIONS).map(one => exceptionOf(one, refs, dispositions));
  return {
    version: check.version,
    title: check.title,
    severity: check.severity,
    aspect: check.aspect,
    shows: check.decides,
    /** `4 trails` */
    population,
    /** Things that were judged, and places that could not be looked into. */
    judged: subjects,
    blind,
    counts: countsOf(counts),
    suggested_wording: filled(wording, { population, title: check.title, counts: countsSentence(counts) }),
    exceptions,
    exceptions_left_out: open.length - exceptions.length,
    ...reperformance([...open, ...judged], index, refs),
  } as const;
}

export function countsOf({ pass, fail, unknown, notApplicable }: Counts) {
  return { pass, fail, unknown, not_applicable: notApplicable };
}

/** In one pass, so that a title with a dollar sign or a brace in it stays what it is. */
function filled(wording: string, words: Readonly<Record<string, string>>): string {
  return wording.replace(/\{([a-z]+)\}/g, (whole, name: string) => words[name] ?? whole);
}

function exceptionOf(
  { result, findingId }: Judged,
  refs: Refs,
  dispositions: Context['dispositions'],
): Exception {
  const { subject, verdict, evidence } = result;
  return {
    finding_id: findingId,
    status: statusWord(verdict),
    account_id: subject.accountId,
    region: subject.region,
    resource: subject.id,
    name: subject.name,
    note: verdict.note,
    disposition: dispositionLine(dispositions.get(findingId)),
    evidence: evidence.flatMap(id => refs.get(id) ?? []).sort(),
  };
}

/** Each call once, first those behind what is open. */
function reperformance(judged: readonly Judged[], index: EvidenceIndex, refs: Refs) {
  const ids = new Set(judged.flatMap(({ result }) => result.evidence));
  const commands: Reperformed[] = [];
  let left = 0;
  for (const id of ids) {
    const record = index.find(id);
    const ref = refs.get(id);
    if (record === undefined || ref === undefined) continue;
    const command = commands.length < MOST_COMMANDS ? commandFor(record) : null;
    if (command === null) {
      left += 1;
      continue;
    }
    commands.push({
      ref,
      account_id: record.scope.accountId,
      time: record.at,
      outcome: record.outcome === 'gap' ? record.gap.code : record.outcome,
      sha256: record.outcome === 'answer' ? record.sha256 : null,
      command,
    });
  }
  return { commands, commands_left_out: left };
}
