/** Whom a run looked at, and which run a bundle goes on from. Small, for `diff` starts with it. */
import type { z } from 'zod';
import type { Audit } from '../model/audit.ts';
import { IntegrityError } from '../model/error.ts';
import { jsonIn } from '../model/json.ts';
import { sha256 } from '../snapshot/question.ts';
import type { Bundle } from './bundle.ts';
import type { EarlierRun } from './history.ts';
import { earlierRunSchema, lifeSchema } from './history-schema.ts';
import type { Life } from './lifecycle.ts';
import { linesOf, readText } from './lines.ts';
import { type Manifest, renderManifest } from './manifest.ts';

export const EARLIER = 'provenance/inputs/earlier-run.json';
const LARGEST = 256 * 1024 * 1024;

/** `account …` where there is no organization; what a run before must have looked at too. */
export function auditedIn({ population, snapshot }: Pick<Audit, 'population' | 'snapshot'>): string {
  return population.organization?.id ?? `account ${snapshot.caller.accountId}`;
}

/** Where the organization could not be read in one of the two, nothing says that they differ. */
export function differ(one: string, other: string): boolean {
  return one.startsWith('account ') === other.startsWith('account ') && one !== other;
}

/** The run that the lives of the bundle go on from; null: none. */
export async function earlierRunIn(bundle: Bundle): Promise<EarlierRun | null> {
  return bundle.sizes.has(EARLIER) ? held(earlierRunSchema, await whole(bundle, EARLIER), EARLIER) : null;
}

/** What a later run names a bundle by. */
export function manifestSha256(manifest: Manifest): string {
  return sha256(renderManifest(manifest));
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

export async function whole(bundle: Bundle, path: string): Promise<unknown> {
  return jsonIn(await readText(bundle.read(path), path, LARGEST));
}

export function held<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new IntegrityError(
    'BAD_CONTENT',
    path,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as it is written'}`,
  );
}
