/** The answer as data: examples, conditions, sentences, selectors that do not count; and that large trails are cheap. */
import { expect, test } from 'vitest';
import { recorded } from '../../src/selectors/index.ts';
import { all, equals, fresh, notEquals, objects } from './cases.ts';
import { advanced, classic, management, s3, selector } from './support.ts';

test('an excluded event source comes with an event that shows it', () => {
  expect(recorded(classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }), all)).toEqual({
    kind: 'partial',
    recorded: [
      {
        conditions: [
          {
            field: 'eventSource',
            is: [],
            like: [
              {
                startsWith: '',
                endsWith: '',
                except: { is: ['kms.amazonaws.com'], startsWith: [], endsWith: [] },
              },
            ],
          },
        ],
      },
    ],
    missing: [
      {
        conditions: [{ field: 'eventSource', is: ['kms.amazonaws.com'], like: [] }],
        witness: { eventCategory: 'Management', eventSource: 'kms.amazonaws.com', readOnly: 'false' },
        words: 'kms.amazonaws.com management events, read and write',
      },
    ],
    sentence: 'Not recorded: kms.amazonaws.com management events, read and write.',
    ignored: [],
  });
});

test('a log bucket that is left out comes back as data', () => {
  const coverage = recorded(
    advanced(s3({ 'resources.ARN': { NotStartsWith: ['arn:aws:s3:::log-bucket/'] } })),
    objects,
  );
  const missing = 'missing' in coverage ? coverage.missing : [];
  expect(missing.map(part => part.conditions)).toEqual([
    [
      {
        field: 'resources.ARN',
        is: [],
        like: [
          {
            startsWith: 'arn:aws:s3:::log-bucket/',
            endsWith: '',
            except: { is: [], startsWith: [], endsWith: [] },
          },
        ],
      },
    ],
  ]);
  expect(missing[0]?.witness['resources.ARN']).toBe('arn:aws:s3:::log-bucket/object');
});

test('who records everything is named', () => {
  const coverage = recorded(
    advanced(
      management({ readOnly: equals('true') }, 'Reads'),
      s3(),
      management({ readOnly: equals('false') }),
    ),
    all,
  );
  expect(coverage).toEqual({
    kind: 'all',
    by: [
      { at: 'AdvancedEventSelectors[0]', name: 'Reads' },
      { at: 'AdvancedEventSelectors[2]', name: null },
    ],
    sentence:
      'Recorded in full by AdvancedEventSelectors[0] "Reads" and AdvancedEventSelectors[2]: management events, read and write.',
    ignored: [],
  });
});

test('selectors that do not count are named', () => {
  const coverage = recorded(
    advanced(
      management({ readOnly: equals('true') }),
      selector({ eventCategory: equals('Insight') }, 'From a store'),
      management({ eventSource: { Equals: ['a.amazonaws.com'], NotStartsWith: ['a.'] } }),
      management({ mood: equals('good'), eventName: equals('A') }),
    ),
    all,
  );
  expect(coverage.sentence).toBe(
    'Not recorded: management events, write, with eventName other than A. ' +
      'AdvancedEventSelectors[1] "From a store" asks for events of category Insight, which no trail records. ' +
      'AdvancedEventSelectors[2] contradicts itself and records nothing. ' +
      'AdvancedEventSelectors[3] is not understood: its field mood is not known.',
  );
});

test.each([
  ['no selectors', {}, 'AWS returned no event selectors.'],
  [
    'both kinds',
    { ...fresh, ...advanced(management()) },
    'AWS returned both basic and advanced event selectors, which no trail can have.',
  ],
  [
    'an unknown key',
    classic({ ReadWriteType: 'Some' }),
    'Depends on a selector that is not understood: management events, read and write. ' +
      'EventSelectors[0] is not understood: its ReadWriteType Some is not known.',
  ],
])('unknown says why: %s', (_name, answer, sentence) => {
  expect(recorded(answer, all)).toMatchObject({ kind: 'unknown', sentence });
});

test('long lists are shortened in words, not in data', () => {
  const sources = Array.from({ length: 9 }, (_, n) => `s${n}.amazonaws.com`);
  const coverage = recorded(advanced(management({ eventSource: notEquals(...sources) })), all);
  expect(coverage.sentence).toContain('s4.amazonaws.com and 4 more management events');
  expect('missing' in coverage && coverage.missing[0]?.conditions[0]?.is).toEqual(sources);
});

const buckets = Array.from({ length: 250 }, (_, n) => `arn:aws:s3:::bucket-${n}/`);
test.each([
  [
    'one selector, 250 prefixes and 250 endings',
    [s3({ 'resources.ARN': { NotStartsWith: buckets, NotEndsWith: buckets.map((_, n) => `.${n}`) } })],
  ],
  [
    '80 selectors of three fields, all different',
    buckets.slice(0, 80).map((bucket, n) =>
      s3({
        'resources.ARN': { StartsWith: [bucket] },
        eventName: equals(`Put${n}`),
        readOnly: equals('false'),
      }),
    ),
  ],
])(
  'the largest trails that AWS allows are answered soon: %s',
  (_name, selectors) => {
    expect(recorded(advanced(...selectors), objects).kind).toBe('partial');
  },
  20_000,
);
