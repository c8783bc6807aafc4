/** Reads a policy document strictly. Whatever AWS would not have stored is a fault with its position, never a throw. */
import { isFault, jsonOf, nodeOf } from './json-node.ts';
import type { Fault, Node } from './json-scan.ts';
import { scanJson } from './json-scan.ts';
import { readConditions } from './parse-conditions.ts';
import { readPrincipals } from './parse-principals.ts';
import type { Patterns, Policy, PolicyKind, Statement } from './policy.ts';
import type { ObjectNode } from './reading.ts';
import { entryOf, Reading } from './reading.ts';
import { patternOf } from './variables.ts';

export type Parsed =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly fault: Fault };

/** AWS's quotas are far lower (20 kB for a bucket, 32 kB for a key, 10 kB for an SCP) but grow; this one only guards us. */
const MOST_CHARACTERS = 131_072;
const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

export function parsePolicy(source: string | object, kind: PolicyKind, name: string = kind): Parsed {
  const node = typeof source === 'string' ? nodeFromText(source) : nodeOf(source);
  if (isFault(node)) return { ok: false, fault: node };
  const reading = new Reading();
  const policy = readPolicy(reading, node, kind, name);
  if (policy !== null && reading.fault === null) return { ok: true, policy };
  return { ok: false, fault: reading.fault ?? { message: 'The policy cannot be read.', position: '$' } };
}

function nodeFromText(source: string): Node | Fault {
  if (source.length > MOST_CHARACTERS) {
    return { message: `The policy has more than ${MOST_CHARACTERS} characters.`, position: '$' };
  }
  // Editors put a byte order mark in front, and AWS hands it back.
  const scanned = scanJson(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
  return scanned.ok ? scanned.node : scanned.fault;
}

function readPolicy(reading: Reading, node: Node, kind: PolicyKind, name: string): Policy | null {
  const document = reading.object(node, 'A policy');
  if (document === null) return null;
  for (const entry of document.entries) {
    if (!['Version', 'Id', 'Statement'].includes(entry.key)) {
      return reading.refuse(entry.node, `A policy has no element ${JSON.stringify(entry.key)}.`);
    }
  }
  const version = entryOf(document, 'Version');
  const written = version === undefined ? '2008-10-17' : version.type === 'string' ? version.value : '';
  if (written !== '2012-10-17' && written !== '2008-10-17') {
    return reading.refuse(version ?? node, 'Version must be 2012-10-17 or 2008-10-17.');
  }
  const list = entryOf(document, 'Statement');
  if (list === undefined) return reading.refuse(node, 'The policy has no Statement.');
  const statements: Statement[] = [];
  for (const [index, item] of (reading.list(list, 'Statement') ?? []).entries()) {
    const statement = readStatement(reading, item, index, kind, written === '2012-10-17');
    if (statement === null) return null;
    statements.push(statement);
  }
  return { name, kind, version: written, statements };
}

function readStatement(
  reading: Reading,
  node: Node,
  index: number,
  kind: PolicyKind,
  variables: boolean,
): Statement | null {
  const element = reading.object(node, 'A statement');
  if (element === null) return null;
  for (const entry of element.entries) {
    if (!statementElements.has(entry.key)) {
      return reading.refuse(entry.node, `A statement has no element ${JSON.stringify(entry.key)}.`);
    }
  }
  const sid = entryOf(element, 'Sid');
  if (sid !== undefined && sid.type !== 'string') return reading.refuse(sid, 'Sid must be a text.');
  const effect = entryOf(element, 'Effect');
  if (effect?.type !== 'string' || (effect.value !== 'Allow' && effect.value !== 'Deny')) {
    return reading.refuse(effect ?? node, 'Effect must be Allow or Deny.');
  }
  const action = readPatterns(reading, element, 'Action', false);
  const resource = readPatterns(reading, element, 'Resource', variables);
  const principal = readPrincipals(reading, element, kind);
  const conditions = readConditions(reading, entryOf(element, 'Condition'), variables);
  if (action === null || resource === null || principal === undefined || conditions === null) return null;
  return {
    index,
    sid: sid === undefined ? null : sid.value,
    effect: effect.value,
    action,
    resource,
    principal,
    conditions,
    variables,
    raw: jsonOf(node),
  };
}

function readPatterns(
  reading: Reading,
  element: ObjectNode,
  name: 'Action' | 'Resource',
  variables: boolean,
): Patterns | null {
  const plain = entryOf(element, name);
  const inverted = entryOf(element, `Not${name}`);
  if (plain !== undefined && inverted !== undefined) {
    return reading.refuse(inverted, `A statement has ${name} or Not${name}, not both.`);
  }
  const node = plain ?? inverted;
  if (node === undefined) return reading.refuse(element, `The statement has neither ${name} nor Not${name}.`);
  const texts = reading.strings(node, name);
  if (texts === null) return null;
  const wrong = texts.find(text => (name === 'Action' ? !isAction(text) : text === ''));
  if (wrong !== undefined)
    return reading.refuse(node, `${JSON.stringify(wrong)} is no ${name.toLowerCase()}.`);
  return {
    negated: plain === undefined,
    // Names of actions are not case-sensitive; names of resources are.
    patterns: texts.map(text => patternOf(text, variables, name === 'Action')),
  };
}

function isAction(text: string): boolean {
  return text === '*' || /^[^:\s]+:[^:\s]+$/.test(text);
}
