/** What every event of OCSF's Compliance Finding has, whether a result or a thing that is gone is behind it. */
import { accountIn } from '../../aws/scopes.ts';
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck, Severity } from '../../model/check.ts';
import { ALL_REGIONS } from '../../model/scope.ts';
import type { Bearing } from './requirements.ts';

/** Consumers lag behind: 1.9.0 adds nothing that is needed here. */
export const OCSF_VERSION = '1.8.0';

export const severities: Record<Severity, { readonly severity_id: number; readonly severity: string }> = {
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
};

/** An event that asks for nothing. */
export const informational = { severity_id: 1, severity: 'Informational' };

export const classOf = {
  class_uid: 2003,
  class_name: 'Compliance Finding',
  category_uid: 2,
  category_name: 'Findings',
};

/** Create, update, close: of the finding, whose `uid` stays. */
export const activities = {
  create: { activity_id: 1, activity_name: 'Create', type_uid: 200_301 },
  update: { activity_id: 2, activity_name: 'Update', type_uid: 200_302 },
  close: { activity_id: 3, activity_name: 'Close', type_uid: 200_303 },
};

export const resolved = { status_id: 4, status: 'Resolved' };

/** `uid`: of the evaluation. */
export function metadataOf({ snapshot }: Audit, check: AnyCheck, uid: string) {
  return {
    version: OCSF_VERSION,
    profiles: ['cloud'],
    product: { name: 'Trailproof', vendor_name: 'Trailproof', version: snapshot.tool.version },
    uid,
    correlation_uid: snapshot.runId,
    event_code: check.id,
  };
}

export function infoOf(check: AnyCheck, findingId: string, firstSeen: string, now: string) {
  return {
    uid: findingId,
    title: check.title,
    desc: check.why,
    types: [check.aspect],
    created_time: Date.parse(firstSeen),
    modified_time: Date.parse(now),
    analytic: { uid: check.id, name: check.title, type_id: 1, type: 'Rule', version: String(check.version) },
  };
}

/** What the check bears on. */
export function bearingOn(bearings: readonly Bearing[]) {
  return {
    standards: [...new Set(bearings.map(({ framework: f }) => `${f.title} ${f.version}`))],
    requirements: bearings.map(
      ({ framework: f, requirement, strength }) => `${f.title} ${f.version} ${requirement} (${strength})`,
    ),
  };
}

export function cloudOf({ population }: Audit, accountId: string | null, region: string | null) {
  const name = accountId === null ? undefined : accountIn(population, accountId)?.name;
  return {
    provider: 'AWS',
    cloud_partition: population.partition,
    ...regionOf(region),
    ...(population.organization === null ? {} : { org: { uid: population.organization.id } }),
    ...(accountId === null
      ? {}
      : { account: { uid: accountId, type_id: 10, type: 'AWS Account', ...(name ? { name } : {}) } }),
  };
}

/** One place, or none: not every region at once. */
export function regionOf(region: string | null) {
  return region === null || region === ALL_REGIONS ? {} : { region };
}
