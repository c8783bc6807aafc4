/** `--previous` and `--waivers`: read and verified before anything is asked of AWS, and what they say of this run. */
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { auditedIn, differ } from '../evidence/earlier-run.ts';
import {
  type Earlier,
  type History,
  type HistoryInputs,
  historyOf,
  waiverFaults,
} from '../evidence/history.ts';
import { earlierOf } from '../evidence/history-files.ts';
import { parseWaivers, type Waiver } from '../evidence/waivers.ts';
import type { Audit } from '../model/audit.ts';
import { UsageError } from '../model/error.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import type { Io } from './io.ts';
import { withVerified } from './open-verified.ts';
import { printable } from './printable.ts';
import { readUserFile } from './user-file.ts';

export interface HistoryFlags {
  /** false (--no-previous): nor is one taken over from the bundle that is judged again. */
  readonly previous?: string | false | undefined;
  /** Public key that must have signed it. */
  readonly previousKey?: string | undefined;
  readonly waivers?: string | false | undefined;
}

/** As they are given again with --resume: without them the resumed run would know nothing that came before. */
export function asFlags({ previous, previousKey, waivers }: HistoryFlags): string {
  return [...named('previous', previous), ...named('previous-key', previousKey), ...named('waivers', waivers)]
    .map(word => ` ${word}`)
    .join('');
}

function named(flag: string, value: string | false | undefined): readonly string[] {
  if (value === undefined) return [];
  return value === false ? [`--no-${flag}`] : [`--${flag}`, value];
}

export async function historyInputs(
  io: Io,
  { previous, previousKey, waivers }: HistoryFlags,
): Promise<HistoryInputs> {
  if (previousKey !== undefined && typeof previous !== 'string') {
    throw new UsageError('BAD_USAGE', '--previous-key is given, and no bundle that it is to have signed.', {
      hint: 'Name the bundle with --previous.',
    });
  }
  return {
    earlier: typeof previous === 'string' ? await readEarlier(io, previous, previousKey) : null,
    waivers: typeof waivers === 'string' ? readWaivers(io, waivers) : null,
  };
}

/** Who could have made it up is said: what it calls closed or long known is taken over into this run. */
async function readEarlier(io: Io, named: string, key: string | undefined): Promise<Earlier> {
  const earlier = await withVerified(io, named, { key }, (bundle, verified) => earlierOf(bundle, verified));
  const { signed_by: signer } = earlier.run;
  if (key === undefined) {
    const who =
      signer === null
        ? 'nobody signed it, so that anybody can have made it.'
        : `signed by the key SHA256:${signer}, which was not checked. Name the one you trust with --previous-key.`;
    io.stderr.write(`trailproof: --previous: ${who}\n`);
  }
  return earlier;
}

/** Refuses a run that is not before this one, or of somebody else; says aloud which waivers hold no more. */
export function judgedHistory(io: Io, inputs: HistoryInputs, audit: Audit, index: EvidenceIndex): History {
  refuseOtherRun(inputs, audit);
  const history = historyOf(audit, index.records(), inputs);
  for (const sentence of waiverFaults(history.applied))
    io.stderr.write(`trailproof: ${printable(sentence, 500)}\n`);
  return history;
}

/** Also asked before a long run begins, whose snapshot would be refused at its end. */
export function refuseLaterRun({ earlier }: HistoryInputs, takenAt: string): void {
  if (earlier === null || new Date(earlier.run.taken_at) < new Date(takenAt)) return;
  throw new UsageError(
    'BAD_USAGE',
    `--previous is of ${earlier.run.taken_at}, which is not before ${takenAt}.`,
    { hint: 'Name the bundle of an earlier run. What was collected is kept: see trailproof export --help' },
  );
}

function refuseOtherRun(inputs: HistoryInputs, audit: Audit): void {
  refuseLaterRun(inputs, audit.snapshot.takenAt);
  if (inputs.earlier === null) return;
  const { audited } = inputs.earlier.run;
  const now = auditedIn(audit);
  if (differ(audited, now)) {
    throw new UsageError('BAD_USAGE', `--previous is of ${audited}, and this run of ${now}.`, {
      hint: 'Name a bundle of the same. What was collected is kept: see trailproof export --help',
    });
  }
}

function readWaivers(io: Io, named: string): readonly Waiver[] {
  const path = resolve(io.cwd, named);
  const text = readUserFile(path, { what: 'The file of waivers', hint: 'Check --waivers.' });
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  const [broken] = document.errors;
  if (broken)
    throw new UsageError('BAD_CONFIG', `${path}: ${broken.message}`, { hint: 'The file must be YAML.' });
  return parseWaivers(document.toJS(), path);
}
