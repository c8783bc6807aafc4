/** What AWS said of a trail where it is at home: its settings, its status, and what it selects; by reference. */
import { describeTrails, getEventSelectors, getInsightSelectors, getTrailStatus } from '../aws/cloudtrail.ts';
import type { Evidence } from '../model/evidence.ts';
import { grouped } from '../model/grouped.ts';
import type { Json } from '../model/json.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { type Referenced, referencedRecords } from './evidence-refs.ts';

export interface TrailAnswer {
  readonly ref: string;
  readonly call: string;
  readonly outcome: Evidence['outcome'];
  /** Of DescribeTrails the entry of this trail alone; null: there was no answer. */
  readonly data: Json;
}

/** In the order in which a reader asks. */
const calls: readonly string[] = [describeTrails, getTrailStatus, getEventSelectors, getInsightSelectors].map(
  call => call.id,
);

export function trailAnswers(index: EvidenceIndex): (trail: SubjectRef) => readonly TrailAnswer[] {
  const asked = referencedRecords(index).filter(({ record }) => calls.includes(record.call));
  const byPlace = grouped(asked, ({ record: { scope } }) => `${scope.accountId} ${scope.region}`);
  return ({ id, accountId, region }) =>
    (byPlace.get(`${accountId} ${region}`) ?? [])
      .flatMap(referenced => answerOn(id, referenced))
      .sort((a, b) => calls.indexOf(a.call) - calls.indexOf(b.call));
}

function answerOn(arn: string, { ref, record }: Referenced): readonly TrailAnswer[] {
  const { call, outcome, input } = record;
  const data = (outcome === 'answer' ? record.data : null) as Json;
  if (call === describeTrails.id) {
    const entry = membersOf(memberOf(data, 'trailList')).find(one => memberOf(one, 'TrailARN') === arn);
    return entry === undefined ? [] : [{ ref, call, outcome, data: entry }];
  }
  const named = memberOf(input as Json, call === getTrailStatus.id ? 'Name' : 'TrailName');
  return named === arn ? [{ ref, call, outcome, data }] : [];
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function membersOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
