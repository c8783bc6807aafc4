/** What a selector says, whichever kind it is: events that pass all of its tests are recorded. */
import type { FieldTests } from './field.ts';

export interface SelectorRef {
  /** `AdvancedEventSelectors[1]`: where it stands in AWS's answer. */
  readonly at: string;
  readonly name: string | null;
}

export interface Rule {
  readonly selector: SelectorRef;
  readonly tests: FieldTests;
  /** Why it counts for nothing although it may record events, at most those that pass the tests. null: understood. */
  readonly doubt: string | null;
}

/** A selector, or a part of one, that counts for nothing. */
export interface Ignored {
  readonly selector: SelectorRef;
  /** What the sentence goes on with: "contradicts itself and records nothing". */
  readonly why: string;
}
