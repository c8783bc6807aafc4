/** `lives.ndjson` and `tickets.ndjson`, and under `provenance/inputs/` what they were made from, to be read back by a replay. */
import type { z } from 'zod';
import type { Audit } from '../model/audit.ts';
import { IntegrityError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import { sha256 } from '../snapshot/question.ts';
import type { Bundle } from './bundle.ts';
import { type ContentFile, jsonFile } from './content/file.ts';
import type { EarlierRun, History, HistoryInputs } from './history.ts';
import { earlierRunSchema, LIVES, lifeSchema } from './history-schema.ts';
import type { Life } from './lifecycle.ts';
import { linesOf, readText } from './lines.ts';
import { type Manifest, renderManifest } from './manifest.ts';
import { summarySchema } from './schemas.ts';
import { ticketLines } from './tickets.ts';
import type { Verification } from './verify.ts';
import { waiversSchema } from './waivers.ts';

const TICKETS = 'tickets.ndjson';
const EARLIER = 'provenance/inputs/earlier-run.json';
const PREVIOUS = 'provenance/inputs/previous-lives.ndjson';
const WAIVERS = 'provenance/inputs/waivers.json';
const LARGEST = 256 * 1024 * 1024;

export function historyFiles(audit: Audit, history: History): readonly ContentFile[] {
  const { earlier, waivers } = history.inputs;
  return [
    { path: LIVES, content: () => lifeLines(history.lives, audit.snapshot.runId) },
    {
      path: TICKETS,
      content: () => ticketLines(audit, history.lives, history.previous, history.applied.dispositions),
    },
    ...(earlier === null
      ? []
      : [
          jsonFile(EARLIER, earlier.run),
          { path: PREVIOUS, content: () => lifeLines(earlier.lives, earlier.run.run_id) },
        ]),
    ...(waivers === null ? [] : [jsonFile(WAIVERS, { waivers })]),
  ];
}

function* lifeLines(lives: readonly Life[], runId: string): Generator<string> {
  for (const life of lives)
    yield canonical({ schema: 'life/1', run_id: runId, ...life, disposition: life.disposition ?? null });
}

/** What the bundle was made with, as it says itself. */
export async function inputsIn(bundle: Bundle): Promise<HistoryInputs> {
  const run = await earlierRunIn(bundle);
  return {
    earlier: run === null ? null : { run, lives: await livesIn(bundle, PREVIOUS) },
    waivers: bundle.sizes.has(WAIVERS)
      ? held(waiversSchema, await whole(bundle, WAIVERS), WAIVERS).waivers
      : null,
  };
}

/** The run that the lives of the bundle go on from; null: none. */
export async function earlierRunIn(bundle: Bundle): Promise<EarlierRun | null> {
  return bundle.sizes.has(EARLIER) ? held(earlierRunSchema, await whole(bundle, EARLIER), EARLIER) : null;
}

/** What a later run names a bundle by. */
export function manifestSha256(manifest: Manifest): string {
  return sha256(renderManifest(manifest));
}

/** A verified bundle as the run before. */
export async function earlierOf(
  bundle: Bundle,
  { manifest, signature }: Verification,
): Promise<NonNullable<HistoryInputs['earlier']>> {
  const summary = held(summarySchema, await whole(bundle, 'summary.json'), 'summary.json');
  const { organization } = summary.population;
  const run = {
    run_id: summary.run_id,
    taken_at: summary.taken_at,
    audited: organization?.id ?? `account ${summary.caller.account_id}`,
    facts_sha256: manifest.facts_sha256,
    manifest_sha256: manifestSha256(manifest),
    signed_by: signature?.keyid ?? null,
  };
  return { run, lives: await livesIn(bundle, LIVES) };
}

export async function livesIn(bundle: Bundle, path: string): Promise<readonly Life[]> {
  if (!bundle.sizes.has(path)) throw new IntegrityError('MISSING_FILE', path, 'is not there.');
  const lives: Life[] = [];
  for await (const line of linesOf(bundle.read(path), path)) {
    const { schema: _schema, run_id: _run, ...life } = held(lifeSchema, jsonIn(line), path);
    lives.push(life);
  }
  return lives;
}

async function whole(bundle: Bundle, path: string): Promise<unknown> {
  return jsonIn(await readText(bundle.read(path), path, LARGEST));
}

function held<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new IntegrityError(
    'BAD_CONTENT',
    path,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as it is written'}`,
  );
}
