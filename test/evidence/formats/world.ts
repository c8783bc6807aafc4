/** Audits for the formats: of the built-in organizations over HTTP, and small ones in which every word is chosen. */
import { checks } from '../../../checks/index.ts';
import { auditOf } from '../../../src/evaluate/audit.ts';
import { type ContentFile, textOf } from '../../../src/evidence/content/file.ts';
import { loadChecklist, loadFrameworks } from '../../../src/evidence/templates.ts';
import type { Audit, Result } from '../../../src/model/audit.ts';
import { builtInEstates, startSandbox } from '../../../src/sandbox/index.ts';
import type { EvidenceSource } from '../../../src/snapshot/index.ts';
import { exemplaryConfig, referenceConfig, runAgainst } from '../../support/run.ts';

export interface World {
  readonly audit: Audit;
  readonly source: EvidenceSource;
}

export async function builtIn(estate: 'reference' | 'exemplary'): Promise<World> {
  const now = () => new Date('2026-11-20T06:00:00Z');
  const sandbox = await startSandbox({ estate: builtInEstates[estate](), now });
  try {
    const config = estate === 'reference' ? referenceConfig : exemplaryConfig;
    const { snapshot } = await runAgainst(sandbox, checks, { now, config });
    const audit = auditOf(snapshot, checks, loadChecklist(), loadFrameworks());
    return { audit, source: snapshot.index };
  } finally {
    await sandbox.stop();
  }
}

/** The same audit with other results; what was concluded from the old ones stays. */
export function withResults({ audit, source }: World, change: (result: Result, at: number) => Result): World {
  return { audit: { ...audit, results: audit.results.map(change) }, source };
}

export function textIn(files: readonly ContentFile[], path: string): string {
  const file = files.find(one => one.path === `formats/${path}`);
  if (!file) throw new Error(`There is no formats/${path}.`);
  return textOf(file);
}

// biome-ignore lint/suspicious/noExplicitAny: documents in formats of others, looked into by tests alone
export type Loose = any;

export function linesIn(files: readonly ContentFile[], path: string): Loose[] {
  return textIn(files, path)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}
