/**
 * `formats/oscal-assessment-results.json`: an observation for each result, passes included, and a finding for each requirement
 * that was assessed. OSCAL knows satisfied and not-satisfied alone: what is not concluded is not satisfied, with the reason
 * `other` and the sentence that says so. What was not assessed, or applies to nothing, gets no finding: it is an excluded control.
 */
import { countsSentence } from '../../evaluate/counts.ts';
import type { Audit } from '../../model/audit.ts';
import { grouped } from '../../model/grouped.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import { evaluationId } from '../ids.ts';
import type { Beside } from './beside.ts';
import { longList } from './long-list.ts';
import {
  assessmentAssets,
  inventoryItems,
  markup,
  metadata,
  observation,
  oscalFile,
  props,
  token,
} from './oscal.ts';
import { type RequirementOutcome, requirementOutcomes } from './requirements.ts';

export function oscalResults(audit: Audit, beside: Beside): ContentFile {
  const { runId } = audit.snapshot;
  const plan = evaluationId(runId, 'oscal/plan');
  return oscalFile('formats/oscal-assessment-results.json', () => ({
    'assessment-results': {
      uuid: evaluationId(runId, 'oscal/assessment-results'),
      metadata: metadata(audit, 'Evidence on the AWS CloudTrail logging chain'),
      'import-ap': { href: `#${plan}`, remarks: 'The plan is the catalogue of checks that the tool ran.' },
      results: [resultOf(audit, beside)],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'Checks that were run, with how each decides',
            rlinks: [{ href: '../provenance/checks.lock.json', 'media-type': 'application/json' }],
          },
        ],
      },
    },
  }));
}

function resultOf(audit: Audit, beside: Beside) {
  const { runId, takenAt } = audit.snapshot;
  const judged = judgedResults(audit);
  const requirements = requirementOutcomes(audit);
  const byCheck = grouped(judged, ({ check }) => check.id);
  const assessed = requirements.flatMap(requirement =>
    requirement.status === 'left-out' ? [] : [{ requirement, status: requirement.status }],
  );
  const findings = longList(assessed, ({ requirement, status }) =>
    finding(requirement, status, byCheck, runId),
  );
  const whole = audit.complete ? '' : ' The run was stopped: what it had not asked is unknown.';
  return {
    uuid: evaluationId(runId, 'oscal/result'),
    title: `Run ${runId}`,
    description: `${judged.length} results: ${countsSentence(audit.totals)}${whole}`,
    start: takenAt,
    'local-definitions': {
      ...(judged.length === 0 ? {} : { 'inventory-items': inventoryItems(judged) }),
      'assessment-assets': assessmentAssets(audit),
    },
    'reviewed-controls': { 'control-selections': selections(requirements) },
    ...(judged.length === 0
      ? {}
      : { observations: longList(judged, one => observation(one, audit, beside)) }),
    ...(assessed.length === 0 ? {} : { findings }),
  };
}

/** Reviewed are those included and not excluded again. */
function selections(requirements: readonly RequirementOutcome[]) {
  const frameworks = grouped(requirements, ({ framework }) => framework.id);
  return [...frameworks.values()].map(own => {
    const left = own.filter(({ status }) => status === 'left-out');
    const [first] = own;
    const selected = (of: readonly RequirementOutcome[]) =>
      of.map(({ framework, id }) => ({ 'control-id': token(framework.id, id) }));
    return {
      description: markup(`${first?.framework.title ?? ''} ${first?.framework.version ?? ''}`),
      props: props({
        framework: first?.framework.id ?? null,
        'framework-version': first?.framework.version ?? null,
      }),
      'include-controls': selected(own),
      ...(left.length === 0
        ? {}
        : {
            'exclude-controls': selected(left),
            remarks: markup(`Excluded: ${left.map(({ id, note }) => `${id} (${note})`).join(' ')}`),
          }),
    };
  });
}

const states = {
  met: { state: 'satisfied', reason: 'pass' },
  'not-met': { state: 'not-satisfied', reason: 'fail' },
  open: { state: 'not-satisfied', reason: 'other' },
} as const;

function finding(
  { framework, id, title, note, checks }: RequirementOutcome,
  status: keyof typeof states,
  byCheck: ReadonlyMap<string, readonly Judged[]>,
  runId: string,
) {
  const target = token(framework.id, id);
  const decided = deciding(checks.flatMap(check => byCheck.get(check) ?? []));
  return {
    uuid: evaluationId(runId, `oscal/finding/${target}`),
    title: markup(`${framework.title} ${id}: ${title}`),
    description: markup(note),
    props: props({
      framework: framework.id,
      'framework-version': framework.version,
      requirement: id,
      evidence: status === 'open' ? 'not-concluded' : status,
    }),
    target: {
      type: 'objective-id',
      'target-id': target,
      status: {
        ...states[status],
        remarks: markup(status === 'open' ? `Nothing is concluded. ${note}` : note),
      },
    },
    ...(decided.length === 0
      ? {}
      : { 'related-observations': decided.map(uuid => ({ 'observation-uuid': uuid })) }),
  };
}

/** What stands against it; where nothing does, what speaks for it. */
function deciding(judged: readonly Judged[]): readonly string[] {
  const having = (...statuses: readonly string[]): string[] =>
    judged.filter(one => statuses.includes(one.result.verdict.status)).map(one => one.evaluationId);
  const against = having('fail', 'unknown');
  return against.length > 0 ? against : having('pass');
}
