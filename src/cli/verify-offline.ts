/** `verify-logs --offline`: repeats a finished run from what it kept and a copy of the buckets. Asks nobody anything. */
import { join, resolve } from 'node:path';
import type { Refusal } from '../aws/objects.ts';
import { readBegun } from '../digests/begun.ts';
import { canBeCopied, createCopiedStore } from '../digests/copied-store.ts';
import { noJournal, readFinished } from '../digests/journal.ts';
import type { Metadata } from '../digests/kept-metadata.ts';
import type { Verification } from '../digests/summary.ts';
import type { VerifiedFolder } from '../digests/verify-folder.ts';
import { UsageError } from '../model/error.ts';
import { SNAPSHOT_FOLDER } from '../snapshot/folder.ts';
import { questionId } from '../snapshot/question.ts';
import type { Io } from './io.ts';
import { openSnapshot } from './open-snapshot.ts';
import { OBJECTS_AT_ONCE, verifySnapshot } from './verify-snapshot.ts';
import { refuseOtherWishes, type WindowFlags } from './verify-window.ts';

/** Where the copy is looked for, in the folder of the run. */
const OBJECTS = 'objects';

export async function verifyOffline(io: Io, named: string, flags: WindowFlags): Promise<Verification> {
  const dir = resolve(io.cwd, named);
  const begun = readBegun(dir);
  const { snapshot } = await openSnapshot(join(dir, SNAPSHOT_FOLDER));
  const { header, index } = snapshot;
  if (!index.complete)
    throw new UsageError('BAD_SNAPSHOT', `The run in ${dir} is not finished.`, {
      hint: `Go on with it first: trailproof verify-logs --resume ${named}`,
    });
  refuseOtherWishes(begun, flags, Date.parse(header.takenAt));
  const abort = new AbortController();
  const stopListening = io.onInterrupt(() => abort.abort());
  try {
    const { summary } = await verifySnapshot(io, snapshot, {
      begun,
      ask: async (call, scope, input) => index.find(questionId(call.id, scope, input)),
      store: createCopiedStore({
        folder: join(dir, OBJECTS),
        window: { from: Date.parse(begun.period.since), to: Date.parse(begun.period.until) },
        ...keptOf(readFinished(dir)),
      }),
      journal: noJournal,
      concurrency: OBJECTS_AT_ONCE,
      signal: abort.signal,
    });
    return summary;
  } finally {
    stopListening();
  }
}

const refusals: ReadonlySet<string> = new Set<Refusal['code']>([
  'denied',
  'archived',
  'throttled',
  'unreachable',
]);

function keptOf(folders: readonly VerifiedFolder[]) {
  const metadata = new Map<string, Metadata>();
  const unread = new Map<string, Refusal>();
  for (const folder of folders) {
    const bucket = folder.reports[0]?.chain.bucket;
    for (const kept of folder.metadata) metadata.set(`${bucket}/${kept.key}`, kept.metadata);
    for (const { key, status, code } of folder.reports.flatMap(({ findings }) => findings)) {
      if (key === null) continue;
      const refused = status === 'unreadable' && refusals.has(code);
      if (!refused && canBeCopied(key)) continue;
      const message = refused
        ? 'It is not in the copy, and the run could not read it either.'
        : 'No file of a copy can bear its name.';
      const why = refused ? (code as Refusal['code']) : 'unreachable';
      unread.set(`${bucket}/${key}`, { outcome: 'unreadable', code: why, message });
    }
  }
  return { metadata, unread };
}
