/** `manifest/1` as a schema. */
import { z } from 'zod';
import { isBundlePath } from './bundle-path.ts';
import { count, runId, sha256 } from './schema-words.ts';

export const manifestSchema = z.strictObject({
  schema: z.literal('manifest/1'),
  run_id: runId,
  facts_sha256: sha256.describe('One digest of what was found; how it is made: src/evidence/facts.ts'),
  files: z
    .array(
      z.strictObject({
        path: z.string().refine(isBundlePath),
        bytes: count,
        sha256,
        media_type: z.string().min(1),
        role: z.string().min(1),
      }),
    )
    .describe('Every file but the manifest and what signs it, sorted by path'),
});
