/** The symbolic answer against one that looks at every event of a small world, for random selectors. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SelectorsAnswer } from '../../src/selectors/answer.ts';
import type { Coverage } from '../../src/selectors/coverage.ts';
import { isInRegion, recorded } from '../../src/selectors/index.ts';
import { advanced, type Event, isInClass, isRecorded } from './support.ts';
import { advancedAnswer, advancedSelector, answers, anyClass, optional, users, world } from './world.ts';

const missingOf = (coverage: Coverage) => ('missing' in coverage ? coverage.missing : []);
const says = (coverage: Coverage, event: Event) =>
  coverage.kind === 'all' ||
  (coverage.kind === 'partial' && !coverage.missing.some(region => isInRegion(region, event)));

test('the answer agrees with a look at every event', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(answers, anyClass, (answer, eventClass) => {
      const coverage = recorded(answer, eventClass);
      seen[coverage.kind] = (seen[coverage.kind] ?? 0) + 1;
      expect(coverage.kind).not.toBe('unknown');
      for (const event of world.filter(one => isInClass(eventClass, one))) {
        expect(says(coverage, event), JSON.stringify(event)).toBe(isRecorded(answer, event));
        if (coverage.kind === 'partial')
          expect(coverage.recorded.some(region => isInRegion(region, event))).toBe(isRecorded(answer, event));
      }
    }),
    { numRuns: 3000 },
  );
  expect(Object.keys(seen).sort()).toEqual(['all', 'none', 'partial']);
});

test('every missing part has an example that is of the class, in the part, and not recorded', () => {
  const fillers = [
    {},
    { eventName: 'GetObject', 'userIdentity.arn': users[1] ?? '', vpcEndpointId: 'vpce-1' },
  ];
  fc.assert(
    fc.property(answers, anyClass, (answer, eventClass) => {
      const coverage = recorded(answer, eventClass);
      expect(missingOf(coverage).length > 0).toBe(coverage.kind !== 'all');
      for (const part of missingOf(coverage))
        for (const filler of fillers) {
          const event: Event = { ...filler, ...part.witness };
          expect(isInClass(eventClass, event), JSON.stringify(event)).toBe(true);
          expect(isInRegion(part, event)).toBe(true);
          expect(isRecorded(answer, event), JSON.stringify(event)).toBe(false);
        }
    }),
    { numRuns: 3000 },
  );
});

test('another selector never records less', () => {
  fc.assert(
    fc.property(advancedAnswer, advancedSelector, anyClass, (list, more, eventClass) => {
      const before = recorded(advanced(...list), eventClass);
      const after = recorded(advanced(...list, more), eventClass);
      if (before.kind === 'all') expect(after.kind).toBe('all');
      if (before.kind === 'partial') expect(after.kind).not.toBe('none');
      for (const event of world.filter(one => isInClass(eventClass, one)))
        if (says(before, event)) expect(says(after, event)).toBe(true);
    }),
  );
});

test('a selector cut in two by any test records what it did', () => {
  const cut = fc.constantFrom(
    ['readOnly', { Equals: ['true'] }, { Equals: ['false'] }],
    ['eventName', { StartsWith: ['Put'] }, { NotStartsWith: ['Put'] }],
    ['eventName', { EndsWith: ['Object', 'Decrypt'] }, { NotEndsWith: ['Object', 'Decrypt'] }],
    ['resources.ARN', { EndsWith: ['.gz'] }, { NotEndsWith: ['.gz'] }],
    ['resources.ARN', { StartsWith: ['arn:aws:s3:::logs/'] }, { NotStartsWith: ['arn:aws:s3:::logs/'] }],
    ['userIdentity.arn', { Equals: [users[1]] }, { NotEquals: [users[1]] }],
    ['sessionCredentialFromConsole', { Equals: ['true'] }, { NotEquals: ['true'] }],
  );
  fc.assert(
    fc.property(advancedAnswer, cut, anyClass, (list, [Field, one, other], eventClass) => {
      // Whether network activity events are read or write is not documented, so neither half is all.
      fc.pre(Field !== 'readOnly' || eventClass.kind !== 'network-activity');
      const halves = list.flatMap(({ FieldSelectors }) =>
        [one, other].map(test => ({
          FieldSelectors: [...(FieldSelectors as object[]), { Field: String(Field), ...(test as object) }],
        })),
      );
      const before = recorded(advanced(...list), eventClass);
      const after = recorded(advanced(...halves), eventClass);
      expect(after.kind).toBe(before.kind);
      for (const event of world.filter(one => isInClass(eventClass, one)))
        expect(says(after, event)).toBe(says(before, event));
    }),
    { numRuns: 500 },
  );
});

test('another field never records more', () => {
  const extra = fc.constantFrom(...Object.values(optional)).chain(one => one as fc.Arbitrary<object>);
  fc.assert(
    fc.property(advancedAnswer, extra, anyClass, (list, field, eventClass) => {
      const [first, ...rest] = list;
      const narrower = { FieldSelectors: [...((first?.FieldSelectors ?? []) as object[]), field] };
      const before = recorded(advanced(...list), eventClass);
      const after = recorded(advanced(narrower, ...rest), eventClass);
      if (before.kind === 'none') expect(after.kind).toBe('none');
      if (after.kind === 'all') expect(before.kind).toBe('all');
      for (const event of world.filter(one => isInClass(eventClass, one)))
        if (says(after, event)) expect(says(before, event)).toBe(true);
    }),
  );
});

test('order does not matter', () => {
  const shuffled = advancedAnswer.chain(list =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, anyClass, ([list, other], eventClass) => {
      const backwards = other.map(one => ({
        FieldSelectors: [...(one.FieldSelectors as readonly object[])].reverse(),
      }));
      const before = recorded(advanced(...list), eventClass);
      const after = recorded(advanced(...backwards), eventClass);
      expect(after.kind).toBe(before.kind);
      for (const event of world.filter(one => isInClass(eventClass, one)))
        expect(says(after, event)).toBe(says(before, event));
    }),
  );
});

test('a single value is as good as a list of one', () => {
  fc.assert(
    fc.property(advancedSelector, anyClass, (selector, eventClass) => {
      const fields = (selector.FieldSelectors ?? []) as readonly Readonly<Record<string, unknown>>[];
      const bare = fields.map(field =>
        Object.fromEntries(
          Object.entries(field).map(([key, value]) => [
            key,
            Array.isArray(value) && value.length === 1 ? value[0] : value,
          ]),
        ),
      );
      const single: SelectorsAnswer = { AdvancedEventSelectors: { ...selector, FieldSelectors: bare } };
      expect(recorded(single, eventClass)).toEqual(recorded(advanced(selector), eventClass));
    }),
  );
});
