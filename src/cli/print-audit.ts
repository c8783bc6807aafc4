/** An audit on stdout, in the one format that was asked for. */

import type { Exit } from '../evidence/exit.ts';
import { findingLines } from '../evidence/findings.ts';
import type { History } from '../evidence/history.ts';
import { summaryText } from '../evidence/summary.ts';
import type { Audit } from '../model/audit.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import type { Io } from './io.ts';
import { createPaint } from './paint.ts';
import { type TableOptions, table } from './table.ts';

export type Format = 'table' | 'json' | 'ndjson';

interface PrintFlags {
  readonly format?: Format | undefined;
  readonly framework?: readonly string[] | undefined;
}

export interface Printed {
  readonly audit: Audit;
  readonly index: EvidenceSource;
  readonly exit: Exit;
  readonly history: History;
  /** What was written to; undefined: nothing was. */
  readonly folder: string | undefined;
  readonly written: TableOptions['written'];
}

export function printAudit(
  io: Io,
  flags: PrintFlags,
  { audit, index, exit, history, folder, written }: Printed,
): void {
  switch (flags.format ?? 'table') {
    case 'json':
      io.stdout.write(summaryText(audit, index, exit, history));
      return;
    case 'ndjson':
      for (const line of findingLines(audit, index, history)) io.stdout.write(`${line}\n`);
      return;
    case 'table':
      io.stdout.write(
        table(audit, index, exit, {
          paint: createPaint(io),
          width: Math.min(100, io.stdout.columns ?? 100),
          folder,
          written,
          history,
          named: flags.framework !== undefined,
        }),
      );
  }
}
