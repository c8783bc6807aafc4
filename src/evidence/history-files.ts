/** `lives.ndjson` and `tickets.ndjson`, and under `provenance/inputs/` what they were made from, to be read back by a replay. */
import type { Audit } from '../model/audit.ts';
import { canonical } from '../model/json.ts';
import type { Bundle } from './bundle.ts';
import { type ContentFile, jsonFile } from './content/file.ts';
import { EARLIER, earlierRunIn, held, livesIn, manifestSha256, whole } from './earlier-run.ts';
import { PREVIOUS_LIVES, previousSeal, previousSealIn } from './earlier-seal.ts';
import type { Earlier, History, HistoryInputs } from './history.ts';
import { LIVES } from './history-schema.ts';
import type { Life } from './lifecycle.ts';
import { INPUTS } from './manifest.ts';
import { summarySchema } from './schemas.ts';
import { readOwnSeal } from './seal.ts';
import { ticketLines } from './tickets.ts';
import type { Verification } from './verify.ts';
import { waiversSchema } from './waivers.ts';

const TICKETS = 'tickets.ndjson';
const WAIVERS = `${INPUTS}waivers.json`;

export function historyFiles(audit: Audit, history: History): readonly ContentFile[] {
  const { earlier, waivers } = history.inputs;
  return [
    { path: LIVES, content: () => lifeLines(history.lives, audit.snapshot.runId) },
    {
      path: TICKETS,
      content: () => ticketLines(audit, history.lives, history.previous, history.applied.dispositions),
    },
    ...(earlier === null ? [] : earlierFiles(earlier)),
    ...(waivers === null ? [] : [jsonFile(WAIVERS, { waivers })]),
  ];
}

function earlierFiles({ run, lives, seal }: Earlier): readonly ContentFile[] {
  const { manifest, envelope, signer } = seal;
  return [
    jsonFile(EARLIER, run),
    { path: PREVIOUS_LIVES, content: () => lifeLines(lives, run.run_id) },
    { path: previousSeal.manifest, content: manifest },
    ...(envelope === null ? [] : [{ path: previousSeal.envelope, content: envelope }]),
    ...(signer === null ? [] : [{ path: previousSeal.signer, content: signer }]),
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
    earlier:
      run === null
        ? null
        : { run, lives: await livesIn(bundle, PREVIOUS_LIVES), seal: await previousSealIn(bundle) },
    waivers: bundle.sizes.has(WAIVERS)
      ? held(waiversSchema, await whole(bundle, WAIVERS), WAIVERS).waivers
      : null,
  };
}

/** A verified bundle as the run before. */
export async function earlierOf(bundle: Bundle, { manifest, signature }: Verification): Promise<Earlier> {
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
  return { run, lives: await livesIn(bundle, LIVES), seal: await readOwnSeal(bundle) };
}
