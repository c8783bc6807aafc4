import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/policy/parse.ts';
import { denyPlainHttp, document } from './support.ts';

const good = document(denyPlainHttp());

test('a policy is read alike from its text and from its object', () => {
  const text = parsePolicy(JSON.stringify(good, null, 2), 'resource');
  expect(text).toEqual(parsePolicy(good, 'resource'));
  expect(text.ok && text.policy.statements[0]).toMatchObject({
    index: 0,
    sid: 'DenyInsecureTransport',
    effect: 'Deny',
  });
});

test('a byte order mark is passed over', () => {
  expect(parsePolicy(`\uFEFF${JSON.stringify(good)}`, 'resource').ok).toBe(true);
});

test('one statement and a list of one are equal', () => {
  const single = { ...good, Statement: denyPlainHttp() };
  expect(parsePolicy(single, 'resource')).toEqual(parsePolicy(good, 'resource'));
});

const allow = '"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"';
const faults: readonly (readonly [
  name: string,
  source: string | object,
  message: RegExp,
  position: string,
])[] = [
  ['nothing', '', /ends too early/, 'line 1, column 1 ($)'],
  ['not JSON', '<html>', /Unexpected "<"/, 'line 1, column 1 ($)'],
  ['cut off', '{"Statement":[{', /key in double quotes/, 'line 1, column 16 ($.Statement[0])'],
  ['text behind', `{"Statement":{${allow}}} x`, /after the end/, 'line 1, column 81 ($)'],
  ['trailing comma', '{"Version":"2012-10-17",}', /key in double quotes/, 'line 1, column 25 ($)'],
  [
    'duplicate key',
    `{"Statement":[\n{${allow},\n"Effect":"Deny"}]}`,
    /stands twice/,
    'line 3, column 1 ($.Statement[0])',
  ],
  ['duplicate by escape', '{"Statement":1,"\\u0053tatement":2}', /stands twice/, 'line 1, column 16 ($)'],
  [
    'keys in two cases',
    document(denyPlainHttp({ Condition: { Bool: { 'aws:a': 'true', 'AWS:A': 'false' } } })),
    /different case/,
    '$.Statement[0].Condition.Bool.AWS:A',
  ],
  ['single quotes', "{'Version':1}", /double quotes/, 'line 1, column 2 ($)'],
  ['bad escape', '{"Version":"\\x"}', /escapes nothing/, 'line 1, column 13 ($.Version)'],
  ['raw line break', '{"Version":"a\nb"}', /control character/i, 'line 1, column 14 ($.Version)'],
  ['number with a leading zero', '{"Version":01}', /comma or a closing brace/, 'line 1, column 13 ($)'],
  ['a list', '[]', /must be an object/, 'line 1, column 1 ($)'],
  ['no Statement', '{"Version":"2012-10-17"}', /no Statement/, 'line 1, column 1 ($)'],
  ['empty Statement', { Statement: [] }, /empty list/, '$.Statement'],
  ['unknown version', { Version: '2020-01-01', Statement: denyPlainHttp() }, /Version/, '$.Version'],
  ['unknown element', { ...good, Statements: [] }, /no element "Statements"/, '$.Statements'],
  [
    'unknown element of a statement',
    document(denyPlainHttp({ Conditions: {} })),
    /no element "Conditions"/,
    '$.Statement[0].Conditions',
  ],
  ['wrong effect', document(denyPlainHttp({ Effect: 'deny' })), /Allow or Deny/, '$.Statement[0].Effect'],
  [
    'Action and NotAction',
    document(denyPlainHttp({ NotAction: 's3:*' })),
    /not both/,
    '$.Statement[0].NotAction',
  ],
  [
    'an action without a service',
    document(denyPlainHttp({ Action: 'GetObject' })),
    /no action/,
    '$.Statement[0].Action',
  ],
  [
    'an empty list of actions',
    document(denyPlainHttp({ Action: [] })),
    /empty list/,
    '$.Statement[0].Action',
  ],
  [
    'an action that is a number',
    document(denyPlainHttp({ Action: ['s3:*', 1] })),
    /text/,
    '$.Statement[0].Action[1]',
  ],
  ['no resource', document({ Effect: 'Deny', Principal: '*', Action: '*' }), /Resource/, '$.Statement[0]'],
  ['no principal', document({ Effect: 'Deny', Action: '*', Resource: '*' }), /Principal/, '$.Statement[0]'],
  [
    'principal as a bare ARN',
    document(denyPlainHttp({ Principal: 'arn:aws:iam::111122223333:root' })),
    /"\*" or an object/,
    '$.Statement[0].Principal',
  ],
  [
    'unknown kind of principal',
    document(denyPlainHttp({ Principal: { constructor: 'x' } })),
    /no kind/,
    '$.Statement[0].Principal.constructor',
  ],
  ['no one named', document(denyPlainHttp({ Principal: {} })), /nobody/, '$.Statement[0].Principal'],
  ['condition as a list', document(denyPlainHttp({ Condition: [] })), /object/, '$.Statement[0].Condition'],
  [
    'condition value null',
    document(denyPlainHttp({ Condition: { Bool: { 'aws:a': null } } })),
    /boolean or a list/,
    '$.Statement[0].Condition.Bool.aws:a',
  ],
  [
    'condition without values',
    document(denyPlainHttp({ Condition: { Bool: { 'aws:a': [] } } })),
    /empty list/,
    '$.Statement[0].Condition.Bool.aws:a',
  ],
  ['undefined in an object', { Version: undefined, Statement: [] }, /no JSON value/, '$.Version'],
];

describe('what AWS would not have stored is a fault with its position', () => {
  test.each(faults)('%s', (_name, source, message, position) => {
    const parsed = parsePolicy(source, 'resource');
    if (parsed.ok) throw new Error('This was read.');
    expect(parsed.fault.message).toMatch(message);
    expect(parsed.fault.position).toBe(position);
  });

  test('a Principal in an SCP', () => {
    const parsed = parsePolicy(good, 'scp');
    expect(parsed.ok).toBe(false);
  });

  test('too long, too deep', () => {
    expect(parsePolicy(`{"a":"${'x'.repeat(200_000)}"}`, 'resource').ok).toBe(false);
    expect(parsePolicy('['.repeat(100_000), 'resource').ok).toBe(false);
    const loop: Record<string, unknown> = {};
    loop.Statement = loop;
    expect(parsePolicy(loop, 'resource').ok).toBe(false);
  });
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), text => void parsePolicy(text, 'resource')));
  fc.assert(fc.property(fc.json(), text => void parsePolicy(text, 'scp')));
  const whole = JSON.stringify(good);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, to, text) => {
      parsePolicy(whole.slice(0, from) + text + whole.slice(to), 'resource');
    }),
  );
});

test('the scan reads whatever JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      const parsed = parsePolicy(`{"Version":"2012-10-17","Statement":${text}}`, 'resource');
      if (!parsed.ok) expect(parsed.fault.message).not.toMatch(/Unexpected|expected|escape|control/);
    }),
  );
});
