/** The stored answer of CloudTrail GetEventSelectors, in AWS's own field names. */

/** AWS sends lists; templates and hand-written estates hold a single value as well. */
export type OneOrMany<T> = T | readonly T[];

export interface DataResource {
  readonly Type?: string | undefined;
  readonly Values?: OneOrMany<string> | undefined;
}

/** A basic ("classic") selector. */
export interface EventSelector {
  readonly ReadWriteType?: string | undefined;
  readonly IncludeManagementEvents?: boolean | undefined;
  readonly DataResources?: OneOrMany<DataResource> | undefined;
  readonly ExcludeManagementEventSources?: OneOrMany<string> | undefined;
}

export const operators = [
  'Equals',
  'StartsWith',
  'EndsWith',
  'NotEquals',
  'NotStartsWith',
  'NotEndsWith',
] as const;
export type Operator = (typeof operators)[number];

export type FieldSelector = { readonly Field?: string | undefined } & {
  readonly [O in Operator]?: OneOrMany<string> | undefined;
};

export interface AdvancedEventSelector {
  /** For display. It decides nothing. */
  readonly Name?: string | undefined;
  readonly FieldSelectors?: OneOrMany<FieldSelector> | undefined;
}

/** Exactly one of the two is filled. */
export interface SelectorsAnswer {
  readonly EventSelectors?: OneOrMany<EventSelector> | undefined;
  readonly AdvancedEventSelectors?: OneOrMany<AdvancedEventSelector> | undefined;
}

export function listOf<T>(value: OneOrMany<T> | null | undefined): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** Keys that this version does not know, so whose effect it cannot know. */
export function strangeKeys(object: object, known: readonly string[]): readonly string[] {
  return Object.entries(object)
    .filter(([key, value]) => value !== undefined && value !== null && !known.includes(key))
    .map(([key]) => key);
}
