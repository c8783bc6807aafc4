/** Whom a Deny spares by its own words: conditions on the principal, and NotPrincipal. */

import { intersects } from './glob-algebra.ts';
import type { Condition, Statement, StatementRef } from './policy.ts';
import { meantBy } from './principals.ts';
import { variablesIn } from './variables.ts';

export type Breadth =
  | 'exact' // one role, user or unique id
  | 'any-account' // an exact role path, in whichever account
  | 'pattern' // a wildcard in the name, after some fixed letters or under AWS's reserved path
  | 'tag' // whoever carries a tag
  | 'service' // AWS services
  | 'root' // root users
  | 'account' // everybody in an account
  | 'organization' // everybody in an organization or a part of it
  | 'wide' // a name that anybody could take
  | 'nobody'; // no principal ever has that value

export interface Exemption {
  readonly source: StatementRef;
  /** As written: `ArnNotLike`, `NotPrincipal`. */
  readonly operator: string;
  readonly key: string;
  readonly value: string;
  readonly breadth: Breadth;
}

export interface Spared {
  readonly exemption: Exemption;
  /** True for whoever is not spared by this one value. */
  readonly unless: Condition;
}

/** What a protecting Deny may spare without being void. Everything but what anybody could make true of himself. */
export function isTolerable({ breadth }: Exemption): boolean {
  return !(['wide', 'root', 'account', 'organization'] as readonly Breadth[]).includes(breadth);
}

export function exemptionsOf(statement: Statement, source: StatementRef): readonly Spared[] {
  if (statement.effect !== 'Deny') return [];
  return [
    ...statement.conditions.flatMap(condition => sparedBy(condition, source)),
    ...inverted(statement, source),
  ];
}

export function principalCondition(
  negated: boolean,
  key: string,
  writtenKey: string,
  values: readonly string[],
): Condition {
  const operator = negated ? 'NotPrincipal' : 'Principal';
  return {
    operator,
    test: 'StringLike',
    negated,
    quantifier: null,
    ifExists: false,
    key,
    writtenKey,
    values,
    variables: false,
  };
}

function sparedBy(condition: Condition, source: StatementRef): readonly Spared[] {
  const { operator, writtenKey, key, test, negated } = condition;
  const spare = (value: string, breadth: Breadth, unless: Condition): Spared => ({
    exemption: { source, operator, key: writtenKey, value, breadth },
    unless,
  });
  if (
    key === 'aws:principalisawsservice' &&
    !negated &&
    condition.values.every(v => v.toLowerCase() === 'false')
  ) {
    return [spare('true', 'service', condition)];
  }
  // A Deny for those without the tag spares everybody who has it.
  if (key.startsWith('aws:principaltag/') && test === 'Null' && condition.values.every(v => v === 'true')) {
    return [spare('*', 'tag', condition)];
  }
  if (!negated || !isAboutPrincipal(key)) return [];
  return condition.values.map(value =>
    spare(value, breadthOf(condition, value), { ...condition, values: [value] }),
  );
}

function inverted(statement: Statement, source: StatementRef): readonly Spared[] {
  const { principal } = statement;
  if (principal === null || !principal.negated) return [];
  const spare = (value: string, breadth: Breadth, key: string, ...patterns: string[]): Spared => ({
    exemption: { source, operator: 'NotPrincipal', key: 'NotPrincipal', value, breadth },
    unless: principalCondition(true, key, key, patterns),
  });
  return [
    ...principal.aws.map(text => {
      const meant = meantBy(text);
      if (meant.of === 'account') return spare(text, 'account', 'aws:principalaccount', meant.account);
      if (meant.of === 'nobody') return spare(text, 'nobody', 'aws:principalarn');
      const breadth = meant.of === 'everybody' ? 'wide' : breadthOfArn(text, true);
      return spare(text, breadth, 'aws:principalarn', text);
    }),
    ...principal.service.map(text => spare(text, 'service', 'aws:principalservicename', text)),
  ];
}

function isAboutPrincipal(key: string): boolean {
  return (
    key.startsWith('aws:principaltag/') ||
    [
      'aws:principalarn',
      'aws:principalaccount',
      'aws:principalorgid',
      'aws:principalorgpaths',
      'aws:principaltype',
      'aws:principalisawsservice',
      'aws:principalservicename',
      'aws:principalservicenameslist',
      'aws:userid',
      'aws:username',
    ].includes(key)
  );
}

function breadthOf({ key, test, variables }: Condition, value: string): Breadth {
  if (variables && value.includes('${')) return variablesIn(value).length > 0 ? 'wide' : 'nobody';
  const wildcards = test === 'StringLike' || test === 'ArnLike';
  if (key.startsWith('aws:principaltag/')) return 'tag';
  switch (key) {
    case 'aws:principalarn':
      return breadthOfArn(test === 'StringEqualsIgnoreCase' ? value.toLowerCase() : value, !wildcards);
    case 'aws:principalaccount':
      return 'account';
    case 'aws:principalorgid':
    case 'aws:principalorgpaths':
      return 'organization';
    case 'aws:principalisawsservice':
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
      return 'service';
    case 'aws:userid':
      if (/^\d{12}$/.test(value)) return 'root';
      return /^A(?:ROA|IDA)[A-Z0-9]+(?::[^*?]+|:\*|\*)?$/.test(value) ? 'exact' : 'wide';
    case 'aws:username':
      if (!wildcards || !/[*?]/.test(value)) return 'any-account';
      return /^[*?]/.test(value) ? 'wide' : 'pattern';
    default:
      return 'wide';
  }
}

/** `asWritten`: stars are letters here, and no principal has one in its name. */
function breadthOfArn(value: string, asWritten: boolean): Breadth {
  if (asWritten && /[*?]/.test(value)) return 'nobody';
  const [, account, resource] = /^arn:[^:]*:iam::([^:]*):(.+)$/.exec(value) ?? [];
  if (account === undefined || resource === undefined) {
    const [, session] = /^arn:[^:]*:sts:[^:]*:[^:]*:(.+)$/.exec(value) ?? [];
    if (session === undefined) return /[*?]/.test(value) ? 'wide' : 'nobody';
    // aws:PrincipalArn of a session is the ARN of its role, never the one of the session. A federated user has a name of his
    // own, which whoever asks STS for his token picks (STS API reference, GetFederationToken).
    return intersects(session, 'federated-user/?*') ? 'wide' : 'nobody';
  }
  if (resource === 'root') return 'root';
  if (!/^(?:role|user)\/./.test(resource)) return /[*?]/.test(resource) ? 'wide' : 'nobody';
  if (!/[*?]/.test(resource)) return /^\d{12}$/.test(account) ? 'exact' : 'any-account';
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  if (!/[^*?]/.test(name)) return 'wide';
  // Nobody but AWS makes roles under the reserved path.
  if (resource.startsWith('role/aws-reserved/')) return 'pattern';
  return /^[*?]/.test(name) || /[*?]/.test(resource.slice(0, 6)) ? 'wide' : 'pattern';
}
