/** Trails with given selectors, for the checks on what is recorded. */
import { getEventSelectors } from '../../src/aws/cloudtrail.ts';
import type { SelectorsAnswer } from '../../src/selectors/index.ts';
import { on, ownTrail, type Reply, type Spec, WORKLOAD, type World, world } from './evidence.ts';

/** What AWS answers for every trail, or for the one whose ARN ends so. */
export function selects(answer: SelectorsAnswer, trailName = ''): Reply {
  return on(getEventSelectors, (_scope, { TrailName }) =>
    TrailName.endsWith(trailName) ? (answer as object) : undefined,
  );
}

export function recording(answer: SelectorsAnswer, spec: Spec = {}): World {
  return world({ ...spec, answers: [...(spec.answers ?? []), selects(answer)] });
}

export const stopped = { status: { IsLogging: false } };
export const oneRegion = { trail: { IsMultiRegionTrail: false } };
/** A workload's own trail, beside the organization's, which records everything. */
export const payments = ownTrail(WORKLOAD, 'payments');

/** Keys that AWS's pages give a meaning to where they are left out, or that narrow a selector where they are not. */
export const absence = {
  ReadWriteType: 'EventSelector: the default is All',
  IncludeManagementEvents: 'EventSelector: the default is true',
  ExcludeManagementEventSources: 'EventSelector: the default is an empty list',
  Values: 'DataResource: no value, no resource',
};
