/** The id of a question: the same question has the same id in every run. */
import { createHash } from 'node:crypto';
import type { Evidence } from '../model/evidence.ts';
import { canonical, type Json } from '../model/json.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';

export function questionId(call: string, scope: Scope, input: Json): string {
  return `${call}/${scope.accountId}/${scope.region}/${inputDigest(input)}`;
}

/** The record that stands for questions which a gap kept from being known. */
export function unaskedId(call: string, scope: Scope): string {
  return `${call}/${scope.accountId}/${scope.region}/unasked`;
}

/** Whether a record stands under the id of the very question that it records: readers find records by id alone. */
export function hasOwnId({ id, call, scope, input, outcome }: RecordHead): boolean {
  if (id === questionId(call, scope, input)) return true;
  return outcome === 'gap' && input === null && id === unaskedId(call, scope);
}

type RecordHead = Pick<Evidence, 'id' | 'call' | 'scope' | 'input' | 'outcome'>;

/** Where to look for why a question was not asked: in its own region, else for its whole account. */
export function unaskedIds(call: string, scope: Scope): readonly string[] {
  return [unaskedId(call, scope), unaskedId(call, { accountId: scope.accountId, region: ALL_REGIONS })];
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function inputDigest(input: Json): string {
  const text = canonical(input);
  return text === '{}' ? '-' : sha256(text).slice(0, 16);
}
