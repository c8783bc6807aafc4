/** Writes an audit to a folder: summary.json, evaluations.ndjson, findings.ndjson. The snapshot is there already. */
import { createWriteStream, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Audit } from '../model/audit.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { evaluationLines } from './evaluations.ts';
import type { Exit } from './exit.ts';
import { findingLines } from './findings.ts';
import { summaryOf } from './summary.ts';

export async function writeReport(
  folder: string,
  audit: Audit,
  source: EvidenceSource,
  exit: Exit,
): Promise<void> {
  await writeLines(join(folder, 'evaluations.ndjson'), evaluationLines(audit));
  await writeLines(join(folder, 'findings.ndjson'), findingLines(audit, source));
  // Last: a folder with a summary is a whole report.
  const path = join(folder, 'summary.json');
  writeFileSync(`${path}.part`, `${JSON.stringify(summaryOf(audit, source, exit), null, 2)}\n`);
  renameSync(`${path}.part`, path);
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(batches(lines)), createWriteStream(`${path}.part`));
  renameSync(`${path}.part`, path);
}

const LINES_AT_ONCE = 256;

function* batches(lines: Iterable<string>): Generator<string> {
  let batch = '';
  let count = 0;
  for (const line of lines) {
    batch += `${line}\n`;
    count += 1;
    if (count % LINES_AT_ONCE === 0) {
      yield batch;
      batch = '';
    }
  }
  if (batch !== '') yield batch;
}
