/** The roll-up of results into requirements: what counts against one, and what never counts for it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameworkOutcomes } from '../../src/evaluate/frameworks.ts';
import type { ControlStatus, Result } from '../../src/model/audit.ts';
import { type ControlFramework, type Strength, strengths } from '../../src/model/framework.ts';
import type { Status } from '../../src/model/verdict.ts';

type Given = readonly [Strength, ...(readonly Status[])];

/** A framework of one requirement, with a check for each entry; a check without verdicts was not run. */
function rolled(...given: readonly Given[]) {
  const framework: ControlFramework = {
    schema: 'framework/1',
    id: 'test',
    title: 'Test',
    name: 'Test',
    version: '1',
    publisher: 'us',
    idPattern: '^R1$',
    source: '',
    note: null,
    seed: null,
    requirements: [
      {
        id: 'R1',
        title: 'A requirement',
        titleKind: 'own-summary',
        note: null,
        seed: null,
        checks: given.map(([strength], at) => ({ check: `x/c${at}`, strength, reason: 'Supports it.' })),
      },
    ],
  };
  const results = given.flatMap(([, ...statuses], at) =>
    statuses.map(status => ({ check: `x/c${at}`, verdict: { status } }) as unknown as Result),
  );
  const [outcome] = frameworkOutcomes([framework], results);
  const [control] = outcome?.controls ?? [];
  if (!outcome || !control) throw new Error('There is one requirement.');
  return { outcome, control, status: control.status, note: control.note };
}

describe('the first that holds', () => {
  const cases: [string, Given[], ControlStatus, string][] = [
    ['no check', [], 'not-assessed', 'No check of this version bears on it.'],
    ['a direct pass', [['direct', 'pass']], 'met', 'The evidence supports it: 1 check passes.'],
    [
      'supporting passes alone',
      [
        ['supporting', 'pass', 'pass'],
        ['supporting', 'pass'],
      ],
      'met',
      'The evidence supports it: 2 checks pass.',
    ],
    ['a direct failure', [['direct', 'pass', 'fail', 'pass']], 'not-met', 'Fails: x/c0 (1 of 3).'],
    [
      'a supporting failure beside a direct pass',
      [
        ['direct', 'pass'],
        ['supporting', 'fail', 'not-applicable'],
      ],
      'not-met',
      'Fails: x/c1 (1 of 1).',
    ],
    [
      'a failure outweighs what is unknown',
      [
        ['direct', 'fail'],
        ['supporting', 'unknown'],
      ],
      'not-met',
      'Fails: x/c0 (1 of 1).',
    ],
    [
      'a failure outweighs what was not run',
      [['direct', 'fail'], ['direct']],
      'not-met',
      'Fails: x/c0 (1 of 1).',
    ],
    [
      'an unknown',
      [
        ['direct', 'pass', 'unknown'],
        ['supporting', 'pass'],
      ],
      'not-concluded',
      'Unknown: x/c0 (1 of 2).',
    ],
    [
      'an unknown of an indirect check',
      [
        ['direct', 'pass'],
        ['indirect', 'unknown'],
      ],
      'not-concluded',
      'Unknown: x/c1 (1 of 1).',
    ],
    [
      'an indirect failure leaves it open, and is no better than an unknown',
      [
        ['direct', 'pass'],
        ['indirect', 'fail'],
      ],
      'not-concluded',
      'Indirect evidence fails: x/c1 (1 of 1).',
    ],
    [
      'both',
      [
        ['direct', 'unknown'],
        ['indirect', 'fail', 'pass'],
      ],
      'not-concluded',
      'Unknown: x/c0 (1 of 1). Indirect evidence fails: x/c1 (1 of 2).',
    ],
    [
      'indirect passes alone',
      [['indirect', 'pass']],
      'not-concluded',
      'Indirect evidence alone, all of which passes.',
    ],
    ['a check that was not run', [['direct', 'pass'], ['supporting']], 'not-assessed', 'Not run: x/c1.'],
    [
      'an unknown outweighs what was not run',
      [['direct', 'unknown'], ['direct']],
      'not-concluded',
      'Unknown: x/c0 (1 of 1).',
    ],
    [
      'nothing to judge',
      [
        ['direct', 'not-applicable'],
        ['supporting', 'not-applicable'],
      ],
      'not-assessed',
      'There is nothing here that its checks apply to.',
    ],
    [
      'what does not apply stands aside',
      [
        ['direct', 'not-applicable'],
        ['supporting', 'pass'],
      ],
      'met',
      'The evidence supports it: 1 check passes.',
    ],
    [
      'indirect passes where the rest does not apply',
      [
        ['direct', 'not-applicable'],
        ['indirect', 'pass'],
      ],
      'not-concluded',
      'Indirect evidence alone, all of which passes.',
    ],
  ];
  test.each(cases)('%s', (_name, given, status, note) => {
    expect(rolled(...given)).toMatchObject({ status, note });
  });
});

test('counts add up over the checks, and a check that was not run has none', () => {
  const { control, outcome } = rolled(
    ['direct', 'pass', 'fail'],
    ['indirect', 'unknown', 'not-applicable'],
    ['direct'],
  );
  expect(control.counts).toEqual({ pass: 1, fail: 1, unknown: 1, notApplicable: 1 });
  expect(control.checks.map(({ counts }) => counts)).toEqual([
    { pass: 1, fail: 1, unknown: 0, notApplicable: 0 },
    { pass: 0, fail: 0, unknown: 1, notApplicable: 1 },
    null,
  ]);
  expect(outcome).toMatchObject({ met: 0, notMet: 1, notConcluded: 0, notAssessed: 0 });
});

test('worse evidence never makes a better conclusion', () => {
  const statuses: readonly Status[] = ['pass', 'unknown', 'fail'];
  const rank: readonly ControlStatus[] = ['met', 'not-assessed', 'not-concluded', 'not-met'];
  const check = fc.tuple(
    fc.constantFrom(...strengths),
    fc.array(fc.constantFrom(...statuses), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(check, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(), (given, pick, which) => {
      const before = given.map(([strength, all]): Given => [strength, ...all]);
      const at = pick % given.length;
      const after = given.map(([strength, all], index): Given => {
        if (index !== at || all.length === 0) return [strength, ...all];
        const worse = all.map((status, n): Status => {
          if (n !== which % all.length) return status;
          return status === 'pass' ? 'unknown' : 'fail';
        });
        return [strength, ...worse];
      });
      const [one, other] = [rolled(...before).status, rolled(...after).status];
      if (one === 'not-assessed') expect(other).not.toBe('met');
      else expect(rank.indexOf(other)).toBeGreaterThanOrEqual(rank.indexOf(one));
    }),
  );
});

test('met needs every check run, none failing, none unknown, and more than indirect evidence', () => {
  const statuses: readonly Status[] = ['pass', 'unknown', 'fail', 'not-applicable'];
  const check = fc.tuple(
    fc.constantFrom(...strengths),
    fc.array(fc.constantFrom(...statuses), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(check, { maxLength: 4 }), given => {
      const { status } = rolled(...given.map(([strength, all]): Given => [strength, ...all]));
      const clean = given.every(
        ([, all]) => all.length > 0 && !all.includes('fail') && !all.includes('unknown'),
      );
      const solid = given.some(([strength, all]) => strength !== 'indirect' && all.includes('pass'));
      expect(status === 'met').toBe(clean && solid);
    }),
  );
});
