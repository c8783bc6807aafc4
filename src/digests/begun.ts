/** What a verification was begun with, on disk beside it: whoever goes on with it, or repeats it, does the same again. */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import { resultJson } from './result-json.ts';
import type { Verification } from './summary.ts';

const BEGUN = 'wanted.json';
const RESULT = 'verification.json';

const checkpoint = z.strictObject({
  key: z.string(),
  endsAt: z.number(),
  signature: z.string(),
  sha256: z.string(),
  fingerprint: z.string().optional(),
});

const begun = z.strictObject({
  schema: z.literal('verification-begun/1'),
  period: z.strictObject({ since: z.iso.datetime(), until: z.iso.datetime() }),
  logs: z.union([
    z.enum(['all', 'none']),
    z.strictObject({ sample: z.number().int().positive().max(999_999) }),
  ]),
  /** ARNs; null: all that have digests. */
  trails: z.array(z.string()).nullable(),
  /** As it stood then; null: none was named. */
  ledger: z
    .strictObject({
      folder: z.string(),
      /** Until when it shows that everything was seen of the trails. */
      until: z.string().nullable(),
      checkpoints: z.record(z.string(), checkpoint),
    })
    .nullable(),
});

export type Begun = z.infer<typeof begun>;

/** There whole or not at all, before the run has asked anything. */
export function keepBegun(dir: string, what: Begun): void {
  writeWhole(join(dir, BEGUN), [`${canonical(what)}\n`]);
}

export function readBegun(dir: string): Begun {
  const path = join(dir, BEGUN);
  const read = begun.safeParse(existsSync(path) ? jsonIn(readFileSync(path, 'utf8')) : undefined);
  if (read.success) return read.data;
  throw new UsageError('BAD_SNAPSHOT', `${dir} holds no run of verify-logs that this version can read.`, {
    hint: 'Make one with: trailproof verify-logs --out FOLDER',
  });
}

export function keepResult(dir: string, result: Verification): void {
  writeWhole(join(dir, RESULT), resultJson(result));
}

function writeWhole(path: string, pieces: Iterable<string>): void {
  rmSync(`${path}.part`, { force: true });
  for (const piece of pieces) appendFileSync(`${path}.part`, piece);
  renameSync(`${path}.part`, path);
}
