/** `trailproof replay`: judges the evidence of a bundle again, offline, and compares what comes of it byte by byte. */
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checks } from '../../checks/index.ts';
import { contradictionIn } from '../collect/contradiction.ts';
import type { Bundle } from '../evidence/bundle.ts';
import { type NotSet, type Replay, replayBundle } from '../evidence/replay.ts';
import { loadChecklist, loadFrameworks, toolVersion } from '../evidence/templates.ts';
import type { Verification } from '../evidence/verify.ts';
import { IntegrityError } from '../model/error.ts';
import { loadSnapshot, SNAPSHOT_FOLDER } from '../snapshot/folder.ts';
import { EXIT, type Io } from './io.ts';
import { type TrustFlags, withVerified } from './open-verified.ts';

export interface ReplayFlags extends TrustFlags {
  readonly bundle: string;
}

export async function replayCommand(io: Io, flags: ReplayFlags): Promise<number> {
  return withVerified(io, flags.bundle, flags, async (bundle, verified, path) => {
    const replayed = await withSnapshotFolder(bundle, path, folder => replayFrom(bundle, verified, folder));
    io.stdout.write(text(replayed));
    return replayed.notSet === null ? EXIT.complete : EXIT.incomplete;
  });
}

async function replayFrom(bundle: Bundle, verified: Verification, folder: string): Promise<Replay> {
  const snapshot = await loadSnapshot(folder);
  const version = toolVersion();
  // Before anything is judged: verdicts on evidence that contradicts itself are worth nothing.
  const found = await contradictionIn(snapshot);
  if (found !== null) {
    const what = `${found.what} (made by ${snapshot.header.tool.version}, made again by ${version}).`;
    throw new IntegrityError('NOT_REPLAYED', found.path, what);
  }
  return replayBundle(bundle, verified, snapshot, {
    version,
    checks,
    checklist: loadChecklist(),
    frameworks: loadFrameworks(),
  });
}

/** A zip's snapshot is unpacked beside everything else, under names that were checked, and taken away again. */
async function withSnapshotFolder<T>(
  bundle: Bundle,
  path: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  if (bundle.kind === 'folder') return use(join(path, SNAPSHOT_FOLDER));
  const unpacked = mkdtempSync(join(tmpdir(), 'trailproof-replay-'));
  try {
    for (const name of bundle.sizes.keys()) {
      if (!name.startsWith(`${SNAPSHOT_FOLDER}/`)) continue;
      const target = join(unpacked, name);
      mkdirSync(dirname(target), { recursive: true });
      await pipeline(Readable.from(bundle.read(name)), createWriteStream(target));
    }
    return await use(join(unpacked, SNAPSHOT_FOLDER));
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

function text({ facts, verdicts, same, notMade, notSet }: Replay): string {
  return [
    `Judged again: ${verdicts} verdicts, all the same.`,
    `Same bytes: ${same.length} files; ${same.filter(path => !path.includes('/')).join(', ')} among them.`,
    ...(notMade.length === 0 ? [] : [`Verified, but not made from the evidence: ${notMade.join(', ')}.`]),
    ...(notSet === null ? [] : [notSetLine(notSet)]),
    `Facts SHA256:${facts}`,
    '',
  ].join('\n');
}

function notSetLine({ files, engine, here }: NotSet): string {
  const has = here === null ? 'none' : here;
  return `INCOMPLETE: not made again, and what they say is compared with nothing: ${files.join(', ')}. They were set by ${engine}, and this machine has ${has}.`;
}
