/** A remedy mends: the failing world with its commands run, and with its templates as stacks, passes the check. */
import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';
import { hcl } from '../../../checks/remedies/quoting.ts';
import { afterCommands, afterStacks } from '../../support/done.ts';
import { world } from '../../support/evidence.ts';
import { failing } from '../../support/failing.ts';
import { commandsOf, remedyIn, resourcesOf, results } from '../../support/remedied.ts';

describe.each(failing.map(row => ({ of: '', ...row })))(
  '$check $of',
  ({ check: id, spec, subject = '', notByStacks }) => {
    const check = checks.find(one => one.id === id);
    if (!check) throw new Error(`There is no ${id}.`);
    const before = world(spec);
    const failed = results(check, before).filter(
      r => r.verdict.status === 'fail' && r.subject.id.includes(subject),
    );
    const [first] = failed;
    const remedy = first ? remedyIn(check, before, first.subject.id) : null;
    /** A bucket or key that a trail has left is a subject no more: then all that there are must pass. */
    const statuses = (after: typeof before): readonly string[] => {
      const now = results(check, after);
      const own = now.filter(r => r.subject.id === first?.subject.id);
      return (own.length > 0 ? own : now).map(r => `${r.verdict.status}: ${r.verdict.note}`);
    };
    const passes = (after: typeof before): void => {
      const said = statuses(after);
      expect(said).not.toHaveLength(0);
      for (const one of said) expect(one).toMatch(/^pass: /);
    };

    it('fails before, once', () => {
      expect(failed.map(r => r.subject.id)).toHaveLength(1);
      expect(remedy).not.toBeNull();
    });

    it('passes once the commands were run', () => {
      passes(afterCommands(before, commandsOf(remedy?.cli ?? [])));
    });

    it('passes once the templates are stacks', () => {
      if (notByStacks) expect(remedy?.cloudFormation).toMatch(/^# CloudFormation (has no|cannot)/m);
      else passes(afterStacks(before, resourcesOf(remedy?.cloudFormation ?? '')));
    });

    it('says all of it', () => {
      const { cli = [], terraform = '', cloudFormation = '', mayBreak = '' } = remedy ?? {};
      for (const text of [cli.join('\n'), terraform, cloudFormation]) {
        // A variable of the shell that an earlier line sets is none.
        const filled = text.replaceAll(/"\$[A-Z_]+"|^[A-Z_]+=(?=\$\()/gm, '');
        expect(filled, 'a placeholder').not.toMatch(/\b[A-Z]+_(ARN|ID|NAME)\b|<[a-z-]+>|\.\.\./);
        expect(text).not.toMatch(/undefined|null|\[object/);
      }
      expect(mayBreak).toMatch(/^[A-Z][\s\S]{40,}\.$/);
      const commands = commandsOf(cli);
      expect(commands.length).toBeGreaterThan(0);
      for (const { scope, options } of commands) {
        expect(scope.accountId).toMatch(/^\d{12}$/);
        if (options.region !== undefined) expect(options.region).toBe(scope.region);
        expect(terraform).toContain(`allowed_account_ids = ["${scope.accountId}"]`);
      }
      const leaves = resourcesOf(cloudFormation).flatMap(({ Properties }) => leavesOf(Properties));
      const excused = onlyInStacks.filter(([there]) => terraform.includes(there)).map(([, what]) => what);
      for (const text of leaves.filter(leaf => !excused.some(what => what.test(leaf)))) {
        const key = new RegExp(`^ +${text.replaceAll(/[^\w ]/g, '')} += `, 'm');
        expect(
          terraform.includes(hcl(text)) || key.test(terraform) || terraform.includes(` ${text}\n`),
          text,
        ).toBe(true);
      }
      for (const { scope, Type } of resourcesOf(cloudFormation)) {
        expect(
          commands.map(command => command.scope),
          Type,
        ).toContainEqual(scope);
      }
    });
  },
);

/** Where Terraform's text holds the first, it need not hold the second. */
const onlyInStacks: readonly (readonly [there: string, what: RegExp])[] = [
  // It refers to a key that it makes itself: AWS answers with its ARN, not with the alias.
  ['aws_kms_key.', /:alias\//],
  // A key policy is a resource of its own there.
  ['resource "aws_kms_key_policy"', /^(SYMMETRIC_DEFAULT|ENCRYPT_DECRYPT)$/],
  // Its resource knows no EventCategories and is left alone.
  ['insight_selector,', /Insight$|^(Data|Management)$/],
];

/** Every text and number. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || 'Ref' in value) return [];
  return Object.values(value).flatMap(leavesOf);
}
