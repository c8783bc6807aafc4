/** The things that checks judge. */
import type { AnyCall } from './call.ts';
import type { Read, Unread } from './read.ts';
import type { Scope } from './scope.ts';

export type Kind =
  | 'trail'
  | 'bucket'
  | 'key'
  | 'account'
  | 'account-region'
  | 'organization'
  | 'event-data-store';

/** Who a subject is, without what we know of it. */
export interface SubjectRef {
  readonly kind: Kind;
  /** An ARN where AWS has one. */
  readonly id: string;
  readonly name: string;
  /** Owner and home region of the thing; null: not known. */
  readonly accountId: string | null;
  readonly region: string | null;
}

/** `111122223333 us-east-1`: as much of it as is known. */
export function placeOf({ accountId, region }: Pick<SubjectRef, 'accountId' | 'region'>): string {
  return [accountId, region].filter(part => part !== null).join(' ');
}

export interface Subject<T> extends SubjectRef {
  readonly data: T;
  /** Ids of the evidence that shows that it exists and is what it is. */
  readonly evidence: readonly string[];
}

/** A place that could not be looked into: what subjects stand there, if any, is not known. */
export interface BlindSpot extends Unread {
  readonly scope: Scope;
}

export interface Listing<T> {
  readonly subjects: readonly Subject<T>[];
  readonly blind: readonly BlindSpot[];
}

export interface SubjectKind<T> {
  readonly kind: Kind;
  /** In a sentence: "1 event data store", "There are no event data stores." */
  readonly singular: string;
  readonly plural: string;
  readonly needs: readonly AnyCall[];
  list(read: Read): Listing<T>;
}

export function defineSubject<T>(kind: SubjectKind<T>): SubjectKind<T> {
  return kind;
}

/** The subjects of a kind, listed once for the whole snapshot. Each carries the evidence that it rests on. */
export function listed<T>(read: Read, kind: SubjectKind<T>): Listing<T> {
  return read.derive(`subjects/${kind.kind}`, r => kind.list(r)).value;
}

export interface Surveyed<T> {
  readonly found: readonly {
    readonly item: T;
    readonly scope: Scope;
    readonly evidence: readonly string[];
  }[];
  readonly blind: readonly BlindSpot[];
}

/** Looks into each place; a gap makes a blind spot of that place and leaves the others alone. */
export function survey<T>(
  read: Read,
  scopes: Iterable<Scope>,
  look: (read: Read, scope: Scope) => Iterable<T>,
): Surveyed<T> {
  const found: { item: T; scope: Scope; evidence: readonly string[] }[] = [];
  const blind: BlindSpot[] = [];
  for (const scope of scopes) {
    const seen = read.attempt(r => [...look(r, scope)]);
    if (seen.ok) for (const item of seen.value) found.push({ item, scope, evidence: seen.evidence });
    else blind.push({ ...seen.blind, scope });
  }
  return { found, blind };
}
