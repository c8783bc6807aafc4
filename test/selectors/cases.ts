/** Tables of cases: selectors, a class of events, and what is expected of the answer. */
import { describe, expect, test } from 'vitest';
import type { SelectorsAnswer } from '../../src/selectors/answer.ts';
import type { Coverage } from '../../src/selectors/coverage.ts';
import type { EventClass } from '../../src/selectors/event-class.ts';
import { recorded } from '../../src/selectors/index.ts';
import { classic } from './support.ts';

/** Expected: the kind and, for what is missing, its words. */
type Case = readonly [SelectorsAnswer, EventClass, Coverage['kind'], ...string[]];

export function describeCases(title: string, cases: Readonly<Record<string, Case>>): void {
  describe(title, () => {
    test.each(Object.entries(cases))('%s', (_name, [answer, eventClass, kind, ...words]) => {
      const coverage = recorded(answer, eventClass);
      expect(coverage.kind, coverage.sentence).toBe(kind);
      expect('missing' in coverage ? coverage.missing.map(part => part.words) : []).toEqual(words);
    });
  });
}

export const all = { kind: 'management' } as const;
export const kms = { kind: 'management', eventSource: 'kms.amazonaws.com' } as const;
export const objects = { kind: 's3-objects', partition: 'aws' } as const;
export const functions = { kind: 'lambda-functions', partition: 'aws' } as const;
export const inBuckets = (...buckets: readonly string[]): EventClass => ({
  kind: 's3-objects',
  partition: 'aws',
  buckets,
});

export const equals = (...values: readonly string[]) => ({ Equals: values });
export const notEquals = (...values: readonly string[]) => ({ NotEquals: values });
export const starts = (...values: readonly string[]) => ({ StartsWith: values });

export const s3Values = (...Values: readonly string[]) =>
  classic({ ReadWriteType: 'All', DataResources: [{ Type: 'AWS::S3::Object', Values }] });
export const lambdaValues = (...Values: readonly string[]) =>
  classic({ ReadWriteType: 'All', DataResources: [{ Type: 'AWS::Lambda::Function', Values }] });

/** What AWS answers for a trail that nobody gave selectors. */
export const fresh = classic({
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
});
