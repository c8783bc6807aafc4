import { expect, test } from 'vitest';
import { evaluateCondition } from '../../src/policy/conditions.ts';
import { lookupIn } from '../../src/policy/context.ts';
import { conditionRows } from './cases/conditions.ts';
import { document, objects, policy, request, variable } from './support.ts';

test.each(conditionRows)('%s %j against %j is %s', (operator, values, actual, expected) => {
  const [statement] = policy(
    document({
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Resource: objects,
      Condition: { [operator]: { 'AWS:Test': values } },
    }),
  ).statements;
  const [condition] = statement?.conditions ?? [];
  if (condition === undefined) throw new Error('There is a condition.');
  const truth = evaluateCondition(condition, lookupIn(request({ context: { 'aws:TEST': actual } })));
  expect(typeof truth === 'boolean' ? truth : 'unknown').toBe(expected);
});

test('what is unknown is named', () => {
  const [statement] = policy(
    document({
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Resource: objects,
      Condition: { StringEquals: { 'aws:PrincipalTag/Team': variable('s3:ExistingObjectTag/Team') } },
    }),
  ).statements;
  const [condition] = statement?.conditions ?? [];
  if (condition === undefined) throw new Error('There is a condition.');
  const tags = { Team: 'red' };
  const principal = { kind: 'role', arn: 'arn:aws:iam::111122223333:role/a', tags } as const;
  expect(evaluateCondition(condition, lookupIn(request({ principal })))).toEqual({
    unknown: ['s3:existingobjecttag/team'],
  });
  const context = { 's3:ExistingObjectTag/Team': 'red' };
  expect(evaluateCondition(condition, lookupIn(request({ principal, context })))).toBe(true);
  // A variable without a value is like nothing, not like everything.
  expect(
    evaluateCondition(
      condition,
      lookupIn(request({ principal, context: { 's3:ExistingObjectTag/Team': null } })),
    ),
  ).toBe(false);
});
