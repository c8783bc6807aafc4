/**
 * A thing that is gone archives its finding in Security Hub, which would else keep it, failed and active, until nobody has
 * updated it for 90 days. Nobody judged the thing: it neither passes nor fails.
 */
import type { Audit } from '../../model/audit.ts';
import {
  complianceOf,
  fields,
  fitting,
  headOf,
  providedOf,
  requirementsLeftOut,
  resourceOf,
} from './asff-parts.ts';
import { type Gone, lastFailure } from './gone.ts';
import type { Bearing } from './requirements.ts';

export function goneFinding({ life, check }: Gone, audit: Audit, bearings: readonly Bearing[]) {
  const { finding_id: findingId, account, region, resource } = life;
  const { kind } = check.subject;
  const whole = lastFailure(life);
  const description = fitting(whole, 1024);
  const subject = { kind, id: resource, accountId: account, region };
  return {
    ...headOf(audit, check, findingId, life.first_seen),
    Description: description,
    FindingProviderFields: providedOf(check, false),
    Compliance: complianceOf('NOT_AVAILABLE', 'GONE', description, bearings),
    Resources: [resourceOf(subject, audit.population.partition)],
    ProductFields: fields({
      AccountId: account,
      Region: region,
      ResourceId: resource,
      ResourceKind: kind,
      Status: 'GONE',
      Note: description === whole ? null : whole,
      CheckVersion: String(check.version),
      Aspect: check.aspect,
      RunId: audit.snapshot.runId,
      RequirementsLeftOut: requirementsLeftOut(bearings),
    }),
    RecordState: 'ARCHIVED',
  };
}
