/** The run before and the waivers that a bundle was made with hold again where it is judged again, unless flags say otherwise. */
import type { HistoryInputs } from '../evidence/history.ts';
import { inputsIn } from '../evidence/history-files.ts';
import { INPUTS } from '../evidence/manifest.ts';
import { hasPart } from '../evidence/open-bundle.ts';
import type { HistoryFlags } from './history.ts';
import type { Io } from './io.ts';
import { verifiedPart } from './open-snapshot.ts';
import { printable } from './printable.ts';

const PART = INPUTS.replace(/\/$/, '');

/** `given`: what the flags name, which goes before; `folder`: of the bundle. What is taken over is said. */
export async function withKeptInputs(
  io: Io,
  flags: HistoryFlags,
  given: HistoryInputs,
  folder: string,
): Promise<HistoryInputs> {
  const { previous, waivers } = flags;
  if (previous !== undefined && waivers !== undefined) return given;
  const sealed = await verifiedPart(folder, PART);
  if (sealed === null) {
    if (hasPart(folder, PART)) say(io, notTaken(folder));
    return given;
  }
  const kept = await inputsIn(sealed);
  const taken: HistoryInputs = {
    earlier: previous === undefined ? kept.earlier : null,
    waivers: waivers === undefined ? kept.waivers : null,
  };
  if (taken.earlier !== null || taken.waivers !== null) say(io, takenOver(folder, taken));
  return { earlier: taken.earlier ?? given.earlier, waivers: taken.waivers ?? given.waivers };
}

function takenOver(folder: string, { earlier, waivers }: HistoryInputs): string {
  const run = earlier === null ? [] : [`the run before (of ${earlier.run.taken_at})`];
  const count = waivers?.length === 1 ? '1 waiver' : `${waivers?.length} waivers`;
  const without = [
    ...(earlier === null ? [] : ['--no-previous']),
    ...(waivers === null ? [] : ['--no-waivers']),
  ];
  const what = [...run, ...(waivers === null ? [] : [count])].join(', ');
  return `taken over from ${folder}: ${what}. Without: ${without.join(', ')}.`;
}

/** What anybody can have put there must not close or waive anything. */
function notTaken(folder: string): string {
  return `${folder} has no manifest.json that vouches for its run before and its waivers: they are not taken over. Give them with --previous and --waivers.`;
}

function say(io: Io, sentence: string): void {
  io.stderr.write(`trailproof: ${printable(sentence, 1000)}\n`);
}
