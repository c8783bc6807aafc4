/** A framework as data: requirements, each with the checks that bear on it. The production checklist is one too. */
export type Strength = 'direct' | 'supporting' | 'indirect';

export interface FrameworkCheck {
  readonly check: string;
  readonly strength: Strength;
}

export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly FrameworkCheck[];
  /** What the requirement also asks and no check of this version decides yet, in words. */
  readonly undecided: readonly string[];
}

export interface Framework {
  readonly schema: 'framework/1';
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly source: string;
  readonly requirements: readonly Requirement[];
}
