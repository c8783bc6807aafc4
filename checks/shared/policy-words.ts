/** How notes and steps say what policies decide: the statements behind it, whom they spare, the request that gets through. Pure. */
import type { PolicyPath } from '../../src/aws/control-policies.ts';
import type { Coverage } from '../../src/policy/coverage.ts';
import type { Exemption } from '../../src/policy/exemptions.ts';
import { describeRequest, describeStatement } from '../../src/policy/explain.ts';
import type { Defences } from '../../src/policy/request-class.ts';
import { few } from './wording.ts';

export type UnreadablePolicy = NonNullable<Defences['unreadable']>[number];

/** The steps behind a coverage, one sentence each. */
export function steps(coverage: Coverage): readonly string[] {
  if (coverage.covered === true) {
    return [
      ...coverage.by.map(ref => `${describeStatement(ref)} is part of what denies it.`),
      ...coverage.silentAt.map(name => `${capital(name)} allows it to nobody.`),
      ...coverage.exempt.map(
        e =>
          `${describeStatement(e.source)} spares ${e.value} (${e.operator} ${e.key}): ${describeRequest(e.example)}.`,
      ),
      ...coverage.dead.map(
        e => `${describeStatement(e.source)} names ${e.value} (${e.operator} ${e.key}), which spares nobody.`,
      ),
    ];
  }
  if (coverage.covered === 'unknown') return [coverage.why];
  return [
    coverage.counterExample.sentence,
    `Open are ${openActions(coverage).join(', ')}.`,
    ...coverage.nearest.map(
      ({ statement, because }) => `${describeStatement(statement)} does not: ${because.join('; ')}.`,
    ),
  ];
}

/** "SCPs stand at r-ab12, ou-ab12-11111111, 111122223333." */
export function pathStep(kind: 'SCPs' | 'RCPs', path: PolicyPath | null): string {
  if (path === null) return `No ${kind} bind here: the kind is not enabled, or there is no organization.`;
  const levels = path.levels.map(({ name, policies }) => {
    const named = policies.map(policy => policy.name).join(', ');
    return `${name} (${named === '' ? 'none' : named})`;
  });
  return `${kind} on the path: ${levels.join(' > ')}.`;
}

/** "; spared: arn:... (exact)", or nothing. */
export function sparedWords(exempt: readonly Exemption[]): string {
  const values = [...new Set(exempt.map(({ value, breadth }) => `${value} (${breadth})`))];
  if (values.length === 0) return '';
  return `; spared: ${few(values)}`;
}

/** A counter-example for a note: who may do what. Headers that hang on another one are not worth a word where they are absent. */
export function getsThrough(coverage: Extract<Coverage, { covered: false }>): string {
  const { request } = coverage.counterExample;
  const shown = Object.entries(request.context).filter(
    ([key, value]) => value !== null || !key.startsWith('s3:x-amz-server-side-encryption-'),
  );
  return describeRequest({ ...request, context: Object.fromEntries(shown) });
}

/** The actions that nothing denies. */
export function openActions(coverage: Extract<Coverage, { covered: false }>): readonly string[] {
  return [...new Set(coverage.open.map(({ action }) => action))];
}

/** AWS stores no policy like this, so what it means is not ours to guess. */
export function unreadableWords(unreadable: readonly UnreadablePolicy[]): string {
  const all = unreadable.map(({ policy, fault }) => {
    return `${policy} (${fault.message.replace(/\.$/, '')}, at ${fault.position})`;
  });
  return `A policy that AWS handed out cannot be read: ${all.join('; ')}.`;
}

/** The statements that deny, or the levels that are silent. */
export function deniedBy(coverage: Extract<Coverage, { covered: true }>): string {
  return few([
    ...coverage.by.map(describeStatement),
    ...coverage.silentAt.map(name => `the silence of ${name}`),
  ]);
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
