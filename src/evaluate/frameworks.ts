/** What the results say about the requirements of a framework. Evidence for an assessor, who alone concludes. */
import type { ControlOutcome, ControlResult, Counts, FrameworkOutcome, Result } from '../model/audit.ts';
import type { Control, ControlFramework } from '../model/framework.ts';
import { addCounts, countResults } from './counts.ts';
import { groupByCheck } from './scorecards.ts';

export function frameworkOutcomes(
  frameworks: readonly ControlFramework[],
  results: readonly Result[],
): FrameworkOutcome[] {
  const counts = countsByCheck(results);
  return frameworks.map(framework => {
    const controls = framework.requirements.map(control => outcomeOf(control, counts));
    const count = (status: ControlOutcome['status']): number =>
      controls.filter(control => control.status === status).length;
    return {
      framework,
      controls,
      met: count('met'),
      notMet: count('not-met'),
      notConcluded: count('not-concluded'),
      notAssessed: count('not-assessed'),
    };
  });
}

function countsByCheck(results: readonly Result[]): ReadonlyMap<string, Counts> {
  return new Map([...groupByCheck(results)].map(([check, own]) => [check, countResults(own)]));
}

function outcomeOf(control: Control, counts: ReadonlyMap<string, Counts>): ControlOutcome {
  const checks = control.checks.map(mapping => ({ mapping, counts: counts.get(mapping.check) ?? null }));
  return { control, checks, counts: addCounts(checks.flatMap(c => c.counts ?? [])), ...conclusion(checks) };
}

/**
 * In this order, the first that holds:
 * a direct or supporting check fails: not met; any check is unknown, or an indirect one fails: not concluded, because an
 * indirect check holds under a condition that is not ours to judge, and a failure must never look better than an unknown;
 * a check was not run, or nothing was there to judge: not assessed; indirect evidence alone passes: not concluded.
 */
function conclusion(checks: readonly ControlResult[]): Pick<ControlOutcome, 'status' | 'note'> {
  if (checks.length === 0) return { status: 'not-assessed', note: 'No check of this version bears on it.' };
  const failing = checks.filter(c => (c.counts?.fail ?? 0) > 0);
  const against = failing.filter(({ mapping }) => mapping.strength !== 'indirect');
  if (against.length > 0) return { status: 'not-met', note: `Fails: ${shares(against, 'fail')}.` };
  const unknown = checks.filter(c => (c.counts?.unknown ?? 0) > 0);
  if (unknown.length > 0 || failing.length > 0) {
    const open = [
      ...(unknown.length > 0 ? [`Unknown: ${shares(unknown, 'unknown')}.`] : []),
      ...(failing.length > 0 ? [`Indirect evidence fails: ${shares(failing, 'fail')}.`] : []),
    ];
    return { status: 'not-concluded', note: open.join(' ') };
  }
  const left = checks.filter(c => c.counts === null).map(({ mapping }) => mapping.check);
  if (left.length > 0) return { status: 'not-assessed', note: `Not run: ${left.join(', ')}.` };
  const passing = checks.filter(c => (c.counts?.pass ?? 0) > 0);
  if (passing.length === 0)
    return { status: 'not-assessed', note: 'There is nothing here that its checks apply to.' };
  if (passing.every(({ mapping }) => mapping.strength === 'indirect')) {
    return { status: 'not-concluded', note: 'Indirect evidence alone, all of which passes.' };
  }
  const many = passing.length === 1 ? '1 check passes' : `${passing.length} checks pass`;
  return { status: 'met', note: `The evidence supports it: ${many}.` };
}

/** `s3/versioning (2 of 3), kms/rotation (1 of 1)` */
function shares(checks: readonly ControlResult[], what: 'fail' | 'unknown'): string {
  const share = ({ mapping, counts }: ControlResult): string => {
    const { pass = 0, fail = 0, unknown = 0 } = counts ?? {};
    return `${mapping.check} (${what === 'fail' ? fail : unknown} of ${pass + fail + unknown})`;
  };
  return checks.map(share).join(', ');
}
