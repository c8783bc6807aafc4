/** Frameworks as data: requirements, each with the checks that bear on it. The production checklist is one too. */
export const strengths = ['direct', 'supporting', 'indirect'] as const;

/**
 * How much a check says of a requirement. `direct`: the requirement is about this. `supporting`: it contributes, and its
 * failure counts against the requirement. `indirect`: it bears under a condition only, or another arrangement serves as well.
 */
export type Strength = (typeof strengths)[number];

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

/** A framework of our own, whose items are judged for each trail: the production checklist. */
export interface Framework {
  readonly schema: 'framework/1';
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly source: string;
  readonly requirements: readonly Requirement[];
}

export interface Mapping extends FrameworkCheck {
  /** Why the check bears on the requirement: one sentence of our own, never the framework's prose. */
  readonly reason: string;
}

/** An id that users know in another sense, with what it really says. */
export interface SeedClaim {
  readonly id: string;
  readonly claim: string;
  readonly corrected: string;
}

export const titleKinds = ['official-title', 'official-statement', 'own-summary'] as const;
export type TitleKind = (typeof titleKinds)[number];

/** A requirement of somebody else's framework. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly titleKind: TitleKind;
  /** A condition, a baseline, a parameter. */
  readonly note: string | null;
  readonly seed: SeedClaim | null;
  /** Empty: it belongs to the logging chain and no check bears on it. */
  readonly checks: readonly Mapping[];
}

/** Somebody else's framework, as far as it concerns the logging chain. */
export interface ControlFramework {
  readonly schema: 'framework/1';
  readonly id: string;
  /** Short, for a line. */
  readonly title: string;
  /** As the publisher calls it. */
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  /** What an id of this framework looks like, as a regular expression. */
  readonly idPattern: string;
  /** Where ids and titles were checked. */
  readonly source: string;
  readonly note: string | null;
  readonly seed: SeedClaim | null;
  readonly requirements: readonly Control[];
}

export const matches = ['equivalent', 'partial', 'related'] as const;
/** `equivalent`: the same test; `partial`: a part of ours; `related`: a neighbouring test, which covers nothing of ours. */
export type Match = (typeof matches)[number];

export interface ToolRule {
  /** A key of `Tools.tools`. */
  readonly tool: string;
  readonly id: string;
  readonly match: Match;
  readonly title: string | null;
}

/** What other tools call the like of our checks. */
export interface Tools {
  readonly schema: 'tools/1';
  readonly source: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly checks: Readonly<Record<string, readonly ToolRule[]>>;
}
