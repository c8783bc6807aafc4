/** What must stand in the files of a bundle, line by line: the shipped schemas, one run, bodies that match their hashes. */
import { z } from 'zod';
import { type FaultCode, IntegrityError } from '../model/error.ts';
import { canonical } from '../model/json.ts';
import { defaultParameters } from '../model/parameters.ts';
import { hasOwnId, sha256 } from '../snapshot/question.ts';
import { createAgreement } from './agreement.ts';
import { controlSchema } from './control-schema.ts';
import { EARLIER } from './earlier-run.ts';
import { PREVIOUS_LIVES } from './earlier-seal.ts';
import { createFacts, type StoredRecord } from './facts.ts';
import { earlierRunSchema, LIVES, lifeSchema, ticketSchema } from './history-schema.ts';
import { createLifeTimes, isAfter } from './life-times.ts';
import type { Manifest } from './manifest.ts';
import { evaluationSchema, evidenceSchema, findingSchema, summarySchema } from './schemas.ts';

/** Without these nothing could be judged again, and nothing compared with what came before. */
export const requiredFiles: readonly string[] = [
  'evaluations.ndjson',
  'findings.ndjson',
  LIVES,
  'snapshot/bodies.ndjson',
  'snapshot/evidence.ndjson',
  'snapshot/population.json',
  'snapshot/snapshot.json',
  'summary.json',
];

/** Takes the value of each line of an NDJSON file, or the one of a JSON file. */
export type Examiner = (value: unknown) => void;

export interface Contents {
  /** undefined: no schema is shipped for such a file. */
  examinerOf(path: string): Examiner | undefined;
  /** After the last file: what holds of all of them together. */
  finish(): Counts;
}

export interface Counts {
  readonly evaluations: number;
  readonly findings: number;
  /** Questions, each of which is one of the three behind it. */
  readonly records: number;
  readonly answers: number;
  readonly absences: number;
  readonly gaps: number;
  readonly bodies: number;
}

const outcomes = { answer: 'answers', absent: 'absences', gap: 'gaps' } as const;

/** The sheet of a requirement. */
const SHEET = /^controls\/[^/]+\/[^/]+\.json$/;

const excluded = z.array(z.strictObject({ id: z.string(), reason: z.string() }));

/** What an older version did not know yet may lack; what no version writes may not stand there. */
const header = z.strictObject({
  schema: z.literal('snapshot/1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  runId: z.string(),
  takenAt: z.iso.datetime(),
  caller: z.strictObject({ arn: z.string(), accountId: z.string() }),
  parameters: z.partialRecord(z.enum(Object.keys(defaultParameters)), z.unknown()),
  selection: z
    .strictObject({
      organization: z.boolean(),
      organizationAccount: z.string().nullable(),
      accounts: z.array(z.string()),
      excludedAccounts: excluded,
      regions: z.array(z.string()),
      excludedRegions: excluded,
      calls: z.array(z.string()),
    })
    .partial(),
});
const body = z.strictObject({ sha256: z.string(), data: z.unknown() });
const population = z.looseObject({ accounts: z.array(z.unknown()) });
const complete = z.strictObject({ evidence: z.number() });

export function createContents({ run_id: run, facts_sha256 }: Manifest): Contents {
  const facts = createFacts();
  const agreement = createAgreement();
  const bodies = new Set<string>();
  const wanted = new Map<string, string>();
  const ids = new Set<string>();
  const counts = { evaluations: 0, findings: 0, records: 0, answers: 0, absences: 0, gaps: 0, bodies: 0 };
  let expected: number | undefined;
  let takenAt: string | undefined;
  let earlier: z.infer<typeof earlierRunSchema> | undefined;
  const earlierTimes = createLifeTimes(PREVIOUS_LIVES);

  const sameRun = (id: string): void => {
    if (id !== run) throw new Fault('OTHER_RUN', `belongs to run ${id}, the manifest to ${run}`);
  };
  const examiners: Readonly<Record<string, Examiner>> = {
    'summary.json': value => {
      const summary = holds(summarySchema, value);
      sameRun(summary.run_id);
      agreement.summary(summary);
    },
    'evaluations.ndjson': value => {
      const line = holds(evaluationSchema, value);
      sameRun(line.run_id);
      facts.evaluation(line);
      agreement.evaluation(line);
      counts.evaluations += 1;
    },
    'findings.ndjson': value => {
      const line = holds(findingSchema, value);
      sameRun(line.run_id);
      agreement.finding(line);
      counts.findings += 1;
    },
    [LIVES]: value => {
      const line = holds(lifeSchema, value);
      sameRun(line.run_id);
      agreement.life(line);
    },
    'tickets.ndjson': value => {
      const line = holds(ticketSchema, value);
      sameRun(line.run_id);
      agreement.ticket(line);
    },
    [EARLIER]: value => {
      earlier = holds(earlierRunSchema, value);
    },
    [PREVIOUS_LIVES]: value => earlierTimes.life(holds(lifeSchema, value)),
    'snapshot/snapshot.json': value => {
      const said = holds(header, value);
      sameRun(said.runId);
      takenAt = said.takenAt;
    },
    'snapshot/bodies.ndjson': value => {
      const line = holds(body, value);
      if (sha256(canonical(line.data)) !== line.sha256) {
        throw new Fault('BAD_BODY', `the body ${line.sha256} does not match its hash`);
      }
      if (bodies.has(line.sha256)) throw new Fault('BAD_BODY', `the body ${line.sha256} is there twice`);
      bodies.add(line.sha256);
      counts.bodies += 1;
    },
    'snapshot/evidence.ndjson': value => {
      const record = holds(evidenceSchema, value) as StoredRecord;
      if (!hasOwnId(record)) {
        throw new Fault('BAD_CONTENT', `the id ${record.id} is not the question that it records`);
      }
      if (ids.has(record.id)) throw new Fault('BAD_CONTENT', `there is a second record of ${record.id}`);
      ids.add(record.id);
      if (record.outcome === 'answer') wanted.set(record.sha256, record.id);
      facts.evidence(record);
      counts.records += 1;
      counts[outcomes[record.outcome]] += 1;
    },
    'snapshot/population.json': value => {
      holds(population, value);
      facts.population(value);
    },
    'snapshot/complete.json': value => {
      expected = holds(complete, value).evidence;
    },
  };

  const sheet: Examiner = value => sameRun(holds(controlSchema, value).run_id);

  return {
    examinerOf: path => (SHEET.test(path) ? sheet : examiners[path]),
    finish() {
      for (const [digest, id] of wanted) {
        if (!bodies.has(digest))
          throw new IntegrityError('BAD_BODY', 'snapshot/bodies.ndjson', `the body of ${id} is missing.`);
      }
      if (expected !== undefined && expected !== counts.records) {
        const what = `holds ${counts.records} records, and ${expected} were written.`;
        throw new IntegrityError('BAD_CONTENT', 'snapshot/evidence.ndjson', what);
      }
      const surplus = [...bodies].find(digest => !wanted.has(digest));
      if (surplus !== undefined) {
        const what = `holds the body ${surplus}, which no record points at.`;
        throw new IntegrityError('BAD_BODY', 'snapshot/bodies.ndjson', what);
      }
      const found = facts.digest();
      if (found !== facts_sha256) {
        const what = `says facts ${facts_sha256}, and the files say ${found}.`;
        throw new IntegrityError('WRONG_FACTS', 'manifest.json', what);
      }
      agreement.finish({ complete: expected !== undefined, takenAt, records: ids });
      if (earlier === undefined || takenAt === undefined) return counts;
      earlierTimes.finish(earlier.taken_at);
      if (!isAfter(takenAt, earlier.taken_at)) {
        const what = `says taken_at ${earlier.taken_at}, and this run is of ${takenAt}.`;
        throw new IntegrityError('BAD_CONTENT', EARLIER, what);
      }
      return counts;
    },
  };
}

/** A fault whose place in the file is added by whoever reads it. */
export class Fault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, what: string) {
    super(what);
    this.code = code;
  }
}

function holds<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new Fault('BAD_CONTENT', `${where}${issue?.message ?? 'not as its schema has it'}`);
}
