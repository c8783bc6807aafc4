/** Reads Principal and NotPrincipal. */
import type { PolicyKind, Principals } from './policy.ts';
import type { ObjectNode, Reading } from './reading.ts';
import { entryOf } from './reading.ts';

/** undefined: refused. null: an SCP, which has none. */
export function readPrincipals(
  reading: Reading,
  element: ObjectNode,
  kind: PolicyKind,
): Principals | null | undefined {
  const plain = entryOf(element, 'Principal');
  const inverted = entryOf(element, 'NotPrincipal');
  const node = plain ?? inverted;
  if (kind === 'scp') {
    if (node === undefined) return null;
    return reading.refuse(node, 'A service control policy has no Principal.') ?? undefined;
  }
  if (plain !== undefined && inverted !== undefined) {
    return reading.refuse(inverted, 'A statement has Principal or NotPrincipal, not both.') ?? undefined;
  }
  if (node === undefined) {
    return reading.refuse(element, 'The statement has neither Principal nor NotPrincipal.') ?? undefined;
  }
  const read = {
    aws: [] as string[],
    service: [] as string[],
    federated: [] as string[],
    canonicalUser: [] as string[],
  };
  if (node.type === 'string') {
    if (node.value !== '*') return reading.refuse(node, 'Principal is "*" or an object.') ?? undefined;
    return { negated: plain === undefined, anyone: true, ...read };
  }
  const object = reading.object(node, 'Principal');
  if (object === null) return undefined;
  const kinds = new Map([
    ['AWS', read.aws],
    ['Service', read.service],
    ['Federated', read.federated],
    ['CanonicalUser', read.canonicalUser],
  ]);
  for (const entry of object.entries) {
    const list = kinds.get(entry.key);
    if (list === undefined) {
      return (
        reading.refuse(entry.node, `There is no kind of principal ${JSON.stringify(entry.key)}.`) ?? undefined
      );
    }
    const texts = reading.strings(entry.node, entry.key);
    if (texts === null) return undefined;
    list.push(...texts);
  }
  if (object.entries.length === 0) return reading.refuse(object, 'Principal names nobody.') ?? undefined;
  return { negated: plain === undefined, anyone: read.aws.includes('*'), ...read };
}
