/** Evaluates one condition of a statement against what is known of a request. */
import { all, any, not, type Truth, unknown } from './kleene.ts';
import { compare, compareText, styleOf } from './operators.ts';
import type { Condition } from './policy.ts';
import { type Lookup, resolve } from './variables.ts';

export function evaluateCondition(condition: Condition, lookup: Lookup): Truth {
  const { test, key, quantifier } = condition;
  const found = lookup(key);
  if (test === null || found === undefined) return unknown(key);
  // AWS treats a key without values as one that is not there.
  const actual = found?.length === 0 ? null : found;
  if (test === 'Null') return any(condition.values.map(value => isNull(value, actual === null, key)));
  if (actual === null) return whenMissing(condition);
  const one = (value: string): Truth => matchesOne(condition, value, lookup);
  if (quantifier === 'all') return all(actual.map(one));
  if (quantifier === 'any') return any(actual.map(one));
  // Several values without a set operator: AWS tells authors not to, and not what happens.
  return actual.length === 1 ? all(actual.map(one)) : unknown(key);
}

/** Whether one value satisfies the operator: any of the policy's values, or for a negated operator none of them. */
export function matchesOne(condition: Condition, actual: string, lookup: Lookup): Truth {
  const truth = any(condition.values.map(value => compareValue(condition, value, actual, lookup)));
  return condition.negated ? not(truth) : truth;
}

function compareValue(condition: Condition, expected: string, actual: string, lookup: Lookup): Truth {
  const { test, key } = condition;
  if (test === null) return unknown(key);
  const style = styleOf(test, expected);
  if (style === null) {
    const compared = compare(test, expected, actual);
    return compared === 'unsure' ? unknown(key) : compared;
  }
  const resolved = resolve(expected, style, condition.variables, lookup);
  if (resolved.as === 'nothing') return false;
  const pattern = resolved.as === 'glob' ? resolved.glob : resolved.loose;
  const compared = compareText(test, expected, pattern, actual);
  if (compared === false) return false;
  if (resolved.as === 'unknown') return unknown(...resolved.keys);
  return compared === 'unsure' ? unknown(key) : true;
}

function whenMissing({ quantifier, ifExists, negated, key }: Condition): Truth {
  if (quantifier === 'all') return true;
  // ForAnyValue is false without values, ...IfExists is true without the key; AWS does not say which of them wins.
  if (quantifier === 'any') return ifExists ? unknown(key) : false;
  return ifExists || negated;
}

function isNull(value: string, missing: boolean, key: string): Truth {
  if (value === 'true') return missing;
  return value === 'false' ? !missing : unknown(key);
}
