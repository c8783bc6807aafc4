/** An audit of a small organization, in memory: collected, judged and rolled up, for who tests what is made of one. */
import { closureOf } from '../../src/aws/calls.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { loadChecklist, loadFrameworks } from '../../src/evidence/templates.ts';
import type { Audit } from '../../src/model/audit.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { SnapshotHeader } from '../../src/model/snapshot.ts';
import type { EvidenceIndex } from '../../src/snapshot/index.ts';
import { collect, MANAGEMENT, type Spec, TAKEN_AT, world } from './evidence.ts';

export interface Audited {
  readonly audit: Audit;
  readonly index: EvidenceIndex;
}

export function auditIn(spec: Spec, checks: readonly AnyCheck[]): Audited {
  const { population, parameters, replies } = world(spec);
  const calls = closureOf(checks.flatMap(check => [...check.subject.needs, ...check.needs]));
  const index = collect({ population, parameters, replies }, calls);
  const header: SnapshotHeader = {
    schema: 'snapshot/1',
    tool: { name: 'trailproof', version: '0.0.0' },
    runId: '01KAG0ZC5T8N3W7Y9B2D4F6H8J',
    takenAt: TAKEN_AT,
    caller: { arn: `arn:aws:sts::${MANAGEMENT}:assumed-role/Auditor/run`, accountId: MANAGEMENT },
    parameters,
    selection: {
      organization: true,
      organizationAccount: null,
      accounts: [],
      excludedAccounts: [],
      regions: [],
      excludedRegions: [],
      calls: calls.map(({ id }) => id),
    },
  };
  return { audit: auditOf({ header, population, index }, checks, loadChecklist(), loadFrameworks()), index };
}
