/** The built-in estates give exactly the verdicts that they say they should, each beside its cause. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { loadChecklist, loadFrameworks } from '../../src/evidence/templates.ts';
import { builtInEstates, type Estate, parseEstate, startSandbox } from '../../src/sandbox/index.ts';
import { exemplaryConfig, referenceConfig, runAgainst } from '../support/run.ts';

interface Judged {
  readonly check: string;
  readonly subject: string;
  readonly status: string;
}

type Expectations = NonNullable<Estate['expectations']>;

const now = () => new Date('2026-11-20T06:00:00Z');

async function judged(estate: 'reference' | 'exemplary'): Promise<Judged[]> {
  const sandbox = await startSandbox({ estate: builtInEstates[estate](), now });
  try {
    const config = estate === 'reference' ? referenceConfig : exemplaryConfig;
    const { snapshot } = await runAgainst(sandbox, checks, { now, config });
    const { results } = auditOf(snapshot, checks, loadChecklist(), loadFrameworks());
    return results.map(({ check, subject, verdict }) => ({
      check,
      subject: subject.id,
      status: verdict.status,
    }));
  } finally {
    await sandbox.stop();
  }
}

function matches(pattern: string, id: string): boolean {
  const literal = pattern.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(id);
}

/** Where results and expectations differ, one line each. */
function differences(results: readonly Judged[], expectations: Expectations): string[] {
  const listed = expectations.flatMap(({ because, verdicts }) => verdicts.map(one => ({ ...one, because })));
  const surprises = results.flatMap(({ check, subject, status }) => {
    const found = listed.filter(one => one.check === check && matches(one.subject, subject));
    const [first] = found;
    const what = `${check} of ${subject} is ${status}`;
    if (found.length > 1) return [`${what}: expected ${found.length} times`];
    if (first === undefined)
      return status === 'pass' || status === 'not-applicable' ? [] : [`${what}: not expected`];
    return first.status === status
      ? []
      : [`${what}: expected to be ${first.status} because: ${first.because}`];
  });
  const dead = listed.filter(
    one => !results.some(({ check, subject }) => one.check === check && matches(one.subject, subject)),
  );
  return [...surprises, ...dead.map(one => `${one.check} of ${one.subject}: there is no such result`)];
}

test.each(['reference', 'exemplary'] as const)('%s: what fails or is unknown is what it says', async name => {
  const results = await judged(name);
  expect(results.length).toBeGreaterThan(250);
  expect(differences(results, builtInEstates[name]().expectations ?? [])).toEqual([]);
});

test('exemplary expects nothing but that the chain is not verified yet; causes are sentences, each once', () => {
  const of = (name: 'reference' | 'exemplary') => builtInEstates[name]().expectations ?? [];
  expect(of('exemplary').flatMap(({ verdicts }) => verdicts)).toEqual([
    { check: 'cloudtrail/digest-chain', subject: expect.stringContaining('org-trail'), status: 'unknown' },
  ]);
  const causes = of('reference').map(({ because }) => because);
  expect(causes.length).toBeGreaterThan(20);
  expect(new Set(causes).size).toBe(causes.length);
  for (const cause of causes) expect(cause).toMatch(/^\S.{15,}[^.]\.$/);
});

describe('a difference is seen', () => {
  const result = { check: 'a/b', subject: 'arn:aws:s3:::logs', status: 'fail' };
  const expecting = (...verdicts: Expectations[number]['verdicts']): Expectations => [
    { because: 'A cause.', verdicts },
  ];

  test.each<[string, Judged, Expectations, string[]]>([
    ['none', result, expecting({ check: 'a/b', subject: 'arn:*:logs', status: 'fail' }), []],
    ['passing and not listed', { ...result, status: 'pass' }, [], []],
    ['not listed', result, [], ['a/b of arn:aws:s3:::logs is fail: not expected']],
    [
      'unknown and not listed',
      { ...result, status: 'unknown' },
      [],
      ['a/b of arn:aws:s3:::logs is unknown: not expected'],
    ],
    [
      'another status',
      { ...result, status: 'unknown' },
      expecting({ check: 'a/b', subject: '*', status: 'fail' }),
      ['a/b of arn:aws:s3:::logs is unknown: expected to be fail because: A cause.'],
    ],
    [
      'a pass that the pattern covers',
      { ...result, status: 'pass' },
      expecting({ check: 'a/b', subject: '*', status: 'fail' }),
      ['a/b of arn:aws:s3:::logs is pass: expected to be fail because: A cause.'],
    ],
    [
      'listed twice',
      result,
      expecting(
        { check: 'a/b', subject: '*', status: 'fail' },
        { check: 'a/b', subject: 'arn:*', status: 'fail' },
      ),
      ['a/b of arn:aws:s3:::logs is fail: expected 2 times'],
    ],
    [
      'part of the id alone',
      { ...result, status: 'pass' },
      expecting({ check: 'a/b', subject: 'arn:aws:s3', status: 'fail' }),
      ['a/b of arn:aws:s3: there is no such result'],
    ],
    [
      'another check',
      { ...result, status: 'pass' },
      expecting({ check: 'a/c', subject: '*', status: 'fail' }),
      ['a/c of *: there is no such result'],
    ],
  ])('%s', (_what, one, expectations, expected) => {
    expect(differences([one], expectations)).toEqual(expected);
  });
});

test('the example in docs/estates.md is part of an estate; other verdicts are refused', () => {
  const page = readFileSync(new URL('../../docs/estates.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  const example = JSON.parse(blocks.find(text => text.includes('"expectations"')) ?? '{}');
  const minimal = JSON.parse(blocks[0] ?? '{}');
  const parsed = parseEstate({ ...minimal, ...example }, 'docs/estates.md');
  expect(parsed.expectations?.flatMap(({ verdicts }) => verdicts.map(one => one.status))).toEqual([
    'fail',
    'fail',
    'unknown',
  ]);
  const wrong = [{ because: 'x', verdicts: [{ check: 'a/b', subject: '*', status: 'pass' }] }];
  expect(() => parseEstate({ ...minimal, expectations: wrong }, 'my.json')).toThrow(
    'my.json: expectations[0].verdicts[0].status: Invalid option',
  );
});
