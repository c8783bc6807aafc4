/** Requirements of the checklist and of the frameworks in one form: what the evidence says of each, and which check bears on which. */
import { countsSentence } from '../../evaluate/counts.ts';
import type { Audit } from '../../model/audit.ts';
import { type Strength, strengths } from '../../model/framework.ts';

export interface FrameworkRef {
  readonly id: string;
  readonly title: string;
  readonly version: string;
}

export interface RequirementOutcome {
  readonly framework: FrameworkRef;
  readonly id: string;
  readonly title: string;
  /** `open`: nothing is concluded. `left-out`: not assessed, or there is nothing that it applies to. */
  readonly status: 'met' | 'not-met' | 'open' | 'left-out';
  readonly note: string;
  readonly checks: readonly string[];
}

const statuses = {
  met: 'met',
  'not-met': 'not-met',
  unknown: 'open',
  'not-concluded': 'open',
  'not-applicable': 'left-out',
  'not-assessed': 'left-out',
} as const;

/** The checklist first, then the frameworks that the report is about; each in its own order. */
export function requirementOutcomes(audit: Audit): readonly RequirementOutcome[] {
  const { checklist, organization, frameworks } = audit;
  const bearing = new Map(checklist.requirements.map(({ id, checks }) => [id, checks]));
  return [
    ...organization.map(({ id, title, status, counts }) => ({
      framework: checklist,
      id,
      title,
      status: statuses[status],
      note: status === 'not-assessed' ? 'Not assessed.' : countsSentence(counts),
      checks: (bearing.get(id) ?? []).map(({ check }) => check),
    })),
    ...frameworks.flatMap(({ framework, controls }) =>
      controls.map(({ control: { id, title }, status, note, checks }) => ({
        framework,
        id,
        title,
        status: statuses[status],
        note,
        checks: checks.map(({ mapping }) => mapping.check),
      })),
    ),
  ];
}

export interface Bearing {
  readonly framework: FrameworkRef;
  readonly requirement: string;
  readonly strength: Strength;
}

/** By check: direct evidence first, for where there is room for some only. */
export function bearingsByCheck(audit: Audit): ReadonlyMap<string, readonly Bearing[]> {
  const bearings = new Map<string, Bearing[]>();
  for (const strength of strengths) {
    for (const framework of [audit.checklist, ...audit.frameworks.map(outcome => outcome.framework)]) {
      for (const { id: requirement, checks } of framework.requirements) {
        for (const mapping of checks) {
          if (mapping.strength !== strength) continue;
          const known = bearings.get(mapping.check);
          const bearing = { framework, requirement, strength };
          if (known) known.push(bearing);
          else bearings.set(mapping.check, [bearing]);
        }
      }
    }
  }
  return bearings;
}
