/** The answer to "what of these events is recorded?". */
import type { Region } from './region.ts';
import type { Ignored, SelectorRef } from './rule.ts';
import type { EventExample } from './witness.ts';

/** Events that are surely not recorded, with one that shows it. */
export interface MissingRegion extends Region {
  readonly witness: EventExample;
  /** "kms.amazonaws.com management events, read and write" */
  readonly words: string;
}

interface Answered {
  /** What is or is not recorded, and one more sentence for each selector that does not count. */
  readonly sentence: string;
  /** Selectors, or parts of one, that are not counted: contradictory, or not understood. */
  readonly ignored: readonly Ignored[];
}

interface AllRecorded extends Answered {
  readonly kind: 'all';
  readonly by: readonly SelectorRef[];
}

interface NoneRecorded extends Answered {
  readonly kind: 'none';
  readonly missing: readonly MissingRegion[];
}

interface PartlyRecorded extends Answered {
  readonly kind: 'partial';
  readonly recorded: readonly Region[];
  /** Together exactly what is not recorded, but for what a selector that is not understood may record. May overlap. */
  readonly missing: readonly MissingRegion[];
}

/** No answer of AWS's, or it turns on a selector that this version does not understand. */
interface RecordedUnknown extends Answered {
  readonly kind: 'unknown';
}

export type Coverage = AllRecorded | NoneRecorded | PartlyRecorded | RecordedUnknown;
