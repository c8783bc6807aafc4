/** Worlds in which the key's policy, or an RCP above the archive, is what a case says. */
import { RCP } from '../../src/aws/control-policies.ts';
import { getKeyPolicy } from '../../src/aws/kms.ts';
import { SECURITY } from './control-policies.ts';
import { on, type Spec, type World, world } from './evidence.ts';
import { type Statement, text } from './resource-policies.ts';

/** The key's policy has these statements and no others. */
export function keyed(statements: readonly Statement[], { answers = [], ...spec }: Spec = {}): World {
  const reply = on(getKeyPolicy, () => ({ Policy: text(statements) }));
  return world({ ...spec, answers: [...answers, reply] });
}

/** One RCP on the unit of the Log Archive account. */
export function rcp(statement: object): Spec {
  return {
    tree: { policies: [{ name: 'Perimeter', type: RCP, targets: [SECURITY], content: [statement] }] },
  };
}
