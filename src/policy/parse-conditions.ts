/** Reads Condition: every operator with its prefixes and suffixes, one entry for each key under it. */
import type { Node } from './json-scan.ts';
import type { Condition, Test } from './policy.ts';
import type { Reading } from './reading.ts';

const tests: ReadonlyMap<string, { readonly test: Test; readonly negated: boolean }> = new Map(
  (
    [
      ['StringEquals', 'StringEquals', false],
      ['StringNotEquals', 'StringEquals', true],
      ['StringEqualsIgnoreCase', 'StringEqualsIgnoreCase', false],
      ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase', true],
      ['StringLike', 'StringLike', false],
      ['StringNotLike', 'StringLike', true],
      // AWS documents ArnEquals and ArnLike as identical: both take wildcards.
      ['ArnEquals', 'ArnLike', false],
      ['ArnNotEquals', 'ArnLike', true],
      ['ArnLike', 'ArnLike', false],
      ['ArnNotLike', 'ArnLike', true],
      ['NumericEquals', 'NumericEquals', false],
      ['NumericNotEquals', 'NumericEquals', true],
      ['NumericLessThan', 'NumericLessThan', false],
      ['NumericLessThanEquals', 'NumericLessThanEquals', false],
      ['NumericGreaterThan', 'NumericGreaterThan', false],
      ['NumericGreaterThanEquals', 'NumericGreaterThanEquals', false],
      ['DateEquals', 'DateEquals', false],
      ['DateNotEquals', 'DateEquals', true],
      ['DateLessThan', 'DateLessThan', false],
      ['DateLessThanEquals', 'DateLessThanEquals', false],
      ['DateGreaterThan', 'DateGreaterThan', false],
      ['DateGreaterThanEquals', 'DateGreaterThanEquals', false],
      ['Bool', 'Bool', false],
      ['BinaryEquals', 'BinaryEquals', false],
      ['IpAddress', 'IpAddress', false],
      ['NotIpAddress', 'IpAddress', true],
      ['Null', 'Null', false],
    ] as const
  ).map(([name, test, negated]) => [name.toLowerCase(), { test, negated }] as const),
);

export function readConditions(
  reading: Reading,
  node: Node | undefined,
  variables: boolean,
): readonly Condition[] | null {
  if (node === undefined) return [];
  const operators = reading.object(node, 'Condition');
  if (operators === null) return null;
  const conditions: Condition[] = [];
  for (const { key: operator, node: keys } of operators.entries) {
    const byKey = reading.object(keys, operator);
    if (byKey === null) return null;
    const seen = new Set<string>();
    for (const { key: writtenKey, node: value } of byKey.entries) {
      const key = writtenKey.toLowerCase();
      if (seen.has(key))
        return reading.refuse(value, `The key ${writtenKey} stands twice, in different case.`);
      seen.add(key);
      const values = reading.scalars(value, writtenKey);
      if (values === null) return null;
      conditions.push({ ...readOperator(operator), key, writtenKey, values, variables });
    }
  }
  return conditions;
}

function readOperator(
  operator: string,
): Pick<Condition, 'operator' | 'test' | 'negated' | 'quantifier' | 'ifExists'> {
  let name = operator.toLowerCase();
  const quantifier = name.startsWith('forallvalues:')
    ? 'all'
    : name.startsWith('foranyvalue:')
      ? 'any'
      : null;
  if (quantifier !== null) name = name.slice(name.indexOf(':') + 1);
  const ifExists = name.endsWith('ifexists');
  if (ifExists) name = name.slice(0, -'ifexists'.length);
  const known = tests.get(name);
  // An operator newer than we are makes its condition unknown, not the whole policy unreadable.
  if (known === undefined || (known.test === 'Null' && (ifExists || quantifier !== null))) {
    return { operator, test: null, negated: false, quantifier, ifExists };
  }
  return { operator, ...known, quantifier, ifExists };
}
