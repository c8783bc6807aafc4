/** An audit on stdout, in the one format that was asked for. */

import type { Exit } from '../evidence/exit.ts';
import { findingLines } from '../evidence/findings.ts';
import { summaryOf } from '../evidence/summary.ts';
import type { Audit } from '../model/audit.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import type { Io } from './io.ts';
import { createPaint } from './paint.ts';
import { table } from './table.ts';

export type Format = 'table' | 'json' | 'ndjson';

interface PrintFlags {
  readonly format?: Format | undefined;
  readonly framework?: readonly string[] | undefined;
}

export function printAudit(
  io: Io,
  flags: PrintFlags,
  audit: Audit,
  source: EvidenceSource,
  exit: Exit,
  folder: string | undefined,
): void {
  switch (flags.format ?? 'table') {
    case 'json':
      io.stdout.write(`${JSON.stringify(summaryOf(audit, source, exit), null, 2)}\n`);
      return;
    case 'ndjson':
      for (const line of findingLines(audit, source)) io.stdout.write(`${line}\n`);
      return;
    case 'table':
      io.stdout.write(
        table(audit, source, exit, {
          paint: createPaint(io),
          width: Math.min(100, io.stdout.columns ?? 100),
          folder,
          named: flags.framework !== undefined,
        }),
      );
  }
}
