/** The one way to a bundle, for whoever made the audit: its files, the manifest, the signature, the time stamp, the zip. */
import { setImmediate } from 'node:timers/promises';
import type { Named } from '../evidence/controls/control-sheet.ts';
import type { Exit } from '../evidence/exit.ts';
import type { History } from '../evidence/history.ts';
import { loadRenderer } from '../evidence/pdf/render.ts';
import { bundleFiles, writeReport } from '../evidence/report.ts';
import type { Audit } from '../model/audit.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { EXIT, type Io } from './io.ts';
import { writing } from './output-folder.ts';
import { type Sealing, seal } from './seal.ts';

export interface BundleToWrite {
  /** Holds the snapshot already. */
  readonly folder: string;
  readonly audit: Audit;
  readonly index: EvidenceIndex;
  readonly exit: Exit;
  readonly history: History;
  readonly sealing: Sealing;
  /** Requirements that get a PDF of their own. */
  readonly controls?: readonly Named[];
}

/** false: the bundle is there, and not signed, stamped or packed as asked. */
export async function writeBundle(
  io: Io,
  { folder, audit, index, exit, history, sealing, controls = [] }: BundleToWrite,
): Promise<boolean> {
  const renderer = await loadRenderer();
  if (renderer === null)
    io.stderr.write('trailproof: no PDF engine loads on this machine; the bundle has no report.pdf.\n');
  const files = bundleFiles(audit, index, exit, { renderer, controls, history });
  const stopListening = io.onInterrupt(() => {
    io.stderr.write(
      `trailproof: the bundle is being finished. Stopped by force it is not, and is made with: ${exportCommandLine(folder)}\n`,
    );
  });
  try {
    return await writing(folder, exportHint(folder), async () => {
      for (const file of files) {
        writeReport(folder, [file]);
        // A signal is heard between two files.
        await setImmediate();
      }
      return seal(io, sealing, folder, audit, index);
    });
  } finally {
    stopListening();
  }
}

function exportCommandLine(folder: string): string {
  return `trailproof export ${folder} --out NEW-FOLDER`;
}

/** The audit's own code, unless the bundle is not what was asked for. A defect goes before all. */
export function exitCode({ code }: Exit, delivered: boolean): number {
  return delivered || code === EXIT.defect ? code : EXIT.delivery;
}

export function exportHint(folder: string): string {
  return `The snapshot is kept. Once there is room: ${exportCommandLine(folder)}`;
}
