/**
 * The seal of the run before, which a bundle keeps: through it the lives that the bundle goes on from are those that this run
 * left, and none of them can be dropped or changed by whoever makes the rest to fit.
 */
import { IntegrityError } from '../model/error.ts';
import { sha256 } from '../snapshot/question.ts';
import type { Bundle } from './bundle.ts';
import { EARLIER, earlierRunIn } from './earlier-run.ts';
import type { EarlierRun } from './history.ts';
import { LIVES } from './history-schema.ts';
import { INPUTS, type Manifest } from './manifest.ts';
import { checkSeal, readSeal, type Seal, type SealPaths } from './seal.ts';

/** The lives that it left. */
export const PREVIOUS_LIVES = `${INPUTS}previous-lives.ndjson`;

export const previousSeal: SealPaths = {
  manifest: `${INPUTS}previous-manifest.json`,
  envelope: `${INPUTS}previous-manifest.dsse.json`,
  signer: `${INPUTS}previous-signer.pem`,
};

export function previousSealIn(bundle: Bundle): Promise<Seal> {
  const what = 'is missing: without it nothing shows that the lives are those that the run before left.';
  return readSeal(bundle, previousSeal, new IntegrityError('MISSING_FILE', previousSeal.manifest, what));
}

/** Of a bundle whose files are those that `manifest` lists. One that goes on from no run has nothing to be checked. */
export async function checkEarlierRun(bundle: Bundle, manifest: Manifest): Promise<void> {
  const run = await earlierRunIn(bundle);
  if (run === null) return;
  const lives = listedSha256(manifest, PREVIOUS_LIVES);
  if (lives === undefined) throw new IntegrityError('MISSING_FILE', PREVIOUS_LIVES, 'is missing.');
  checkKept(run, await previousSealIn(bundle), lives);
}

function checkKept(run: EarlierRun, kept: Seal, livesSha256: string): void {
  const digest = sha256(kept.manifest);
  if (digest !== run.manifest_sha256) {
    const what = `has SHA-256 ${digest}, and ${EARLIER} says ${run.manifest_sha256}.`;
    throw new IntegrityError('BAD_CONTENT', previousSeal.manifest, what);
  }
  const { manifest, signature } = checkSeal(kept, previousSeal);
  const same = (name: 'run_id' | 'facts_sha256' | 'signed_by', found: string | null, where: string): void => {
    if (run[name] === found) return;
    const what = `says ${name} ${run[name]}, and by ${where} it is ${found}.`;
    throw new IntegrityError('BAD_CONTENT', EARLIER, what);
  };
  same('run_id', manifest.run_id, previousSeal.manifest);
  same('facts_sha256', manifest.facts_sha256, previousSeal.manifest);
  same('signed_by', signature?.keyid ?? null, previousSeal.envelope);
  const left = listedSha256(manifest, LIVES);
  if (livesSha256 !== left) {
    const what = `is not what run ${run.run_id} left: it has SHA-256 ${livesSha256}, and ${previousSeal.manifest} says ${left}.`;
    throw new IntegrityError('BAD_CONTENT', PREVIOUS_LIVES, what);
  }
}

export function listedSha256({ files }: Manifest, path: string): string | undefined {
  return files.find(file => file.path === path)?.sha256;
}
