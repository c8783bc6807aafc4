/** Each framework's requirements as rows: what the evidence says of them, and by which checks. */
import type { Audit, ControlStatus } from '../../model/audit.ts';

export const statusWords: Record<ControlStatus, string> = {
  met: 'met',
  'not-met': 'not met',
  'not-concluded': 'not concluded',
  'not-assessed': 'not assessed',
};

export function frameworkSections({ frameworks }: Audit) {
  return frameworks.map(({ framework, controls, met, notMet, notConcluded, notAssessed }) => ({
    // Two revisions of one framework have one title.
    name: `${framework.title} ${framework.version}`,
    version: framework.name,
    counts: { met, notMet, notConcluded, notAssessed },
    requirements: controls.map(({ control, status, checks }) => ({
      id: control.id,
      title: control.note === null ? control.title : `${control.title} (${control.note})`,
      status,
      word: statusWords[status],
      checks: checks.map(({ mapping }) => `${mapping.check} (${mapping.strength})`).join(', ') || 'none',
    })),
  }));
}
