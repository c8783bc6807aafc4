/** Bundles as a user gets them: an audit of a sandbox over HTTP, written to a folder. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import { main } from '../../src/cli/main.ts';
import { createFacts } from '../../src/evidence/facts.ts';
import { writeManifest } from '../../src/evidence/manifest.ts';
import { testIo } from './run.ts';

export const signingKey = 'arn:aws:kms:us-east-1:333344445555:alias/evidence-signing';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Trailproof = (...args: string[]) => Promise<Ended>;

/** A working folder with a configuration and a signing key, and the command in it. */
export function workplace(
  environment: Record<string, string> = {},
  options: { now?: () => Date; config?: object } = {},
): { cwd: string; trailproof: Trailproof } {
  const cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify({ ...demoConfig, ...options.config }));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(cwd, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(cwd, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const trailproof: Trailproof = async (...args) => {
    const { io, said } = testIo(environment, { cwd, ...(options.now ? { now: options.now } : {}) });
    const code = await main(args, io);
    return { code, ...said };
  };
  return { cwd, trailproof };
}

/** One check makes a bundle small enough to be broken thousands of times. */
export const small = ['--check', 'cloudtrail/logging'] as const;

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** What a forger does who knows the format: changes a file and makes the manifest anew. */
export async function forge(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const { run_id, facts_sha256 } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    run_id: string;
    facts_sha256: string;
  };
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`The forger changed nothing in ${name}.`);
  writeFileSync(path, changed);
  writeManifest(folder, { runId: run_id, facts: facts_sha256 });
}

/** The best that a forger can do: everything agrees with everything, only not with the evidence. */
export async function sealWithItsOwnFacts(folder: string): Promise<void> {
  const lines = (name: string): Record<string, unknown>[] =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
  const facts = createFacts();
  for (const line of lines('evaluations.ndjson')) facts.evaluation(line);
  for (const record of lines('snapshot/evidence.ndjson')) {
    facts.evidence(record as unknown as Parameters<typeof facts.evidence>[0]);
  }
  facts.population(lines('snapshot/population.json')[0]);
  const { runId } = lines('snapshot/snapshot.json')[0] as { runId: string };
  writeManifest(folder, { runId, facts: facts.digest() });
}

export function hasProgram(name: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
