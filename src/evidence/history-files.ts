/** `lives.ndjson` and `tickets.ndjson`, and under `provenance/inputs/` what they were made from, to be read back by a replay. */
import type { Audit } from '../model/audit.ts';
import { canonical } from '../model/json.ts';
import type { Bundle } from './bundle.ts';
import { type ContentFile, jsonFile } from './content/file.ts';
import { EARLIER, earlierRunIn, held, livesIn, manifestSha256, whole } from './earlier-run.ts';
import type { History, HistoryInputs } from './history.ts';
import { LIVES } from './history-schema.ts';
import type { Life } from './lifecycle.ts';
import { summarySchema } from './schemas.ts';
import { ticketLines } from './tickets.ts';
import type { Verification } from './verify.ts';
import { waiversSchema } from './waivers.ts';

const TICKETS = 'tickets.ndjson';
const PREVIOUS = 'provenance/inputs/previous-lives.ndjson';
const WAIVERS = 'provenance/inputs/waivers.json';

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
