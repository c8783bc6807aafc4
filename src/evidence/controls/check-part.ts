/** What one check showed, as a part of every sheet that it bears on: the population, the counts, what stands against it, how to ask again. */
import { countResults, countsSentence } from '../../evaluate/counts.ts';
import { judgements, populationSentence } from '../../evaluate/population.ts';
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { grouped } from '../../model/grouped.ts';
import { isOpen } from '../../model/verdict.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { countsOf } from '../counts.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import { referencedRecords } from '../evidence-refs.ts';
import type { History } from '../history.ts';
import { loadWording } from '../report-words.ts';
import { commandFor } from './cli-command.ts';
import { type Citing, exceptionsOf } from './exceptions.ts';

/** A sheet is read by people: what is beyond this is counted, and the file that has it is named. */
const MOST_COMMANDS = 12;

export interface Reperformed {
  readonly ref: string;
  readonly account_id: string;
  readonly time: string;
  readonly outcome: string;
  readonly sha256: string | null;
  readonly command: string;
}

export type CheckPart = ReturnType<typeof partOf>;

/** Each part is made once, when a sheet first asks for it. */
export interface CheckParts {
  of(check: AnyCheck): CheckPart;
  /** undefined: the check was not run. */
  find(id: string): CheckPart | undefined;
}

interface Made {
  readonly audit: Audit;
  readonly index: EvidenceIndex;
  readonly parts: CheckParts;
}

const madeOf = new WeakMap<History, Made>();

/** The same for the report and for the sheets of one bundle. */
export function checkParts(audit: Audit, index: EvidenceIndex, history: History): CheckParts {
  const made = madeOf.get(history);
  if (made?.audit === audit && made.index === index) return made.parts;
  const parts = createCheckParts(audit, index, history);
  madeOf.set(history, { audit, index, parts });
  return parts;
}

function createCheckParts(audit: Audit, index: EvidenceIndex, history: History): CheckParts {
  const byCheck = grouped(judgedResults(audit), ({ check }) => check.id);
  const refs = new Map(referencedRecords(index).map(({ ref, record }) => [record.id, ref]));
  const { wording } = loadWording().control;
  const context = { index, refs, wording, dispositions: history.applied.dispositions };
  const made = new Map<string, CheckPart>();
  const of = (check: AnyCheck): CheckPart => {
    const part = made.get(check.id) ?? partOf(check, byCheck.get(check.id) ?? [], context);
    made.set(check.id, part);
    return part;
  };
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  return {
    of,
    find(id) {
      const check = checks.get(id);
      return check && of(check);
    },
  };
}

interface Context extends Citing {
  readonly index: EvidenceIndex;
  readonly wording: string;
}

function partOf(check: AnyCheck, judged: readonly Judged[], context: Context) {
  const { index, refs, wording } = context;
  const open = judged.filter(({ result }) => isOpen(result.verdict));
  const counts = countResults(judged.map(({ result }) => result));
  const { subjects, blind } = judgements(judged.map(({ result }) => result));
  const population = populationSentence(check, { subjects, blind });
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
    ...exceptionsOf(open, context),
    ...reperformance([...open, ...judged], index, refs),
  } as const;
}

/** In one pass, so that a title with a dollar sign or a brace in it stays what it is. */
function filled(wording: string, words: Readonly<Record<string, string>>): string {
  return wording.replace(/\{([a-z]+)\}/g, (whole, name: string) => words[name] ?? whole);
}

/** Each call once, first those behind what is open. */
function reperformance(judged: readonly Judged[], index: EvidenceIndex, refs: Citing['refs']) {
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
