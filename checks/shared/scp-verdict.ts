/** What a check says of whether SCPs (or RCPs) deny something: one sentence for the reader, the steps for whoever doubts it. Pure. */
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import type { Coverage } from '../../src/policy/coverage.ts';
import { describePrincipal, describeStatement } from '../../src/policy/explain.ts';
import { intersects } from '../../src/policy/glob-algebra.ts';
import { loosest } from '../../src/policy/match.ts';
import type { Level, Policy } from '../../src/policy/policy.ts';
import { openActions, pathStep, sparedWords, steps } from './policy-words.ts';
import type { ScpAnswer } from './scp-coverage.ts';
import { few } from './wording.ts';

/** `what` begins a sentence: "Tampering with trails". */
export function scpVerdict({ path, coverage }: ScpAnswer, what: string): Verdict {
  return denialVerdict(coverage, path.levels, what, [pathStep('SCPs', path)]);
}

export function denialVerdict(
  coverage: Coverage,
  levels: readonly Level[],
  what: string,
  walked: readonly string[],
): Verdict {
  const reasoning = [...walked, ...steps(coverage)];
  if (coverage.covered === 'unknown') return undetermined(coverage.why);
  if (coverage.covered) {
    const by = few([...new Set(coverage.by.map(describeStatement))]);
    const silent = coverage.silentAt.length > 0 ? `the lack of an Allow at ${few(coverage.silentAt)}` : '';
    const deniedBy = [by, silent].filter(words => words !== '').join(' and ');
    const seen = [observed('policies on the path', 'deny', deniedBy)];
    return pass(`${what} is denied by ${deniedBy}${sparedWords(coverage.exempt)}.`, seen, reasoning);
  }
  const open = openActions(coverage);
  const { principal } = coverage.counterExample.request;
  const left = `${few(open)} ${open.length === 1 ? 'is' : 'are'} open to ${describePrincipal(principal)}`;
  const seen = [observed('actions left open', [], open)];
  return fail(`${left}; ${carrier(levels, open)}.`, seen, reasoning);
}

/** A policy that already denies actions of the service is the one to widen; else one has to be attached. */
function carrier(levels: readonly Level[], open: readonly string[]): string {
  const services = [...new Set(open.map(action => `${action.split(':')[0]}:*`))];
  const denying = levels.flatMap(({ name, policies }) =>
    policies.filter(p => services.some(s => deniesIn(p, s))).map(p => `${p.name} at ${name}`),
  );
  if (denying.length > 0) return `${few(denying)} would have to deny it to all but break-glass`;
  const [root] = levels;
  const where = [...new Set(levels.map(level => level.name))].join(' > ');
  if (root === undefined) return 'no kind of policy that could deny it is enabled';
  return `no policy on ${where} names such actions, so one would have to be attached, best at ${root.name}`;
}

function deniesIn({ statements }: Policy, service: string): boolean {
  return statements.some(
    ({ effect, action }) =>
      effect === 'Deny' &&
      !action.negated &&
      action.patterns.some(pattern => intersects(loosest(pattern), service)),
  );
}
