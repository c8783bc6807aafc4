/** Whether the SCPs above an account deny a class of requests to all its principals. Accounts that stand alike share one answer. Pure. */
import { type PolicyPath, policyPath, SCP } from '../../src/aws/control-policies.ts';
import type { Read } from '../../src/model/read.ts';
import { type Coverage, coverDenied } from '../../src/policy/coverage.ts';
import type { Statement } from '../../src/policy/policy.ts';
import type { Target } from '../../src/policy/request-class.ts';
import { exceptions } from './defences.ts';

export interface ScpQuestion {
  /** Names the question, so that its answers are told from those to others. */
  readonly name: string;
  targets(accountId: string, partition: string): readonly Target[];
}

export interface ScpAnswer {
  readonly path: PolicyPath;
  readonly coverage: Coverage;
}

/** null: no SCP binds the account, whatever it says. */
export function scpCoverage(read: Read, accountId: string, question: ScpQuestion): ScpAnswer | null {
  const path = policyPath(read, accountId, SCP);
  if (path === null) return null;
  const alike = [question.name, ...path.nodes.slice(0, -1), ...path.own].join('/');
  const words = read.derive(`scp-words/${alike}`, r => wordsOf(path, r.parameters.breakGlass)).value;
  const alone = words.partial || words.named.has(accountId);
  const shared = read.derive(`scp-coverage/${alike}/${alone ? accountId : ''}`, r => ({
    accountId,
    coverage: coverageOf(r, path, accountId, question),
  })).value;
  return { path, coverage: renamed(shared.coverage, shared.accountId, accountId) };
}

function coverageOf(read: Read, path: PolicyPath, account: string, question: ScpQuestion): Coverage {
  const { partition } = read.population;
  const targets = question.targets(account, partition);
  const { levels, unreadable } = path;
  const coverage = coverDenied(
    { targets, principals: { account }, partition, owner: account, ...exceptions(read) },
    { scps: { account, levels }, unreadable },
  );
  if (coverage.covered !== true || coverage.silentAt.length === 0 || unreadable.length === 0) return coverage;
  const names = unreadable.map(({ policy }) => policy).join(', ');
  const why = `Nothing that can be read allows it, and ${names}, which cannot be read, might.`;
  return { covered: 'unknown', keys: [], why };
}

interface Words {
  /** Accounts that a statement or the configured break-glass names: what holds of them need not hold of others. */
  readonly named: ReadonlySet<string>;
  /** Something may tell accounts apart by a part of their number, so that no two share an answer. */
  readonly partial: boolean;
}

/**
 * Engine and policies know accounts by their twelve digits alone. Where nothing on the path names an account or could
 * match a part of a number, exchanging two accounts everywhere changes no decision.
 */
function wordsOf(path: PolicyPath, breakGlass: readonly string[]): Words {
  const statements = path.levels.flatMap(level => level.policies.flatMap(policy => policy.statements));
  const text = JSON.stringify([breakGlass, statements.map(statement => statement.raw)]);
  return {
    named: new Set(text.match(/(?<!\d)\d{12}(?!\d)/g)),
    partial: /\d[*?]|[*?]\d|\d\$\{|\}\d|\$\{[^}]*,/.test(text) || statements.some(comparesNumbers),
  };
}

function comparesNumbers({ conditions }: Statement): boolean {
  return conditions.some(
    ({ test, key }) =>
      (test === null || test.startsWith('Numeric') || test === 'BinaryEquals') &&
      /account|principal|user/.test(key),
  );
}

/** The answer as it reads for another account: the first one's number stands nowhere but for the account itself. */
function renamed(coverage: Coverage, from: string, to: string): Coverage {
  return from === to ? coverage : (JSON.parse(JSON.stringify(coverage).replaceAll(from, to)) as Coverage);
}
