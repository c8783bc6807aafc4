/** Judges a stored snapshot with every check that it was collected for: what evaluate and export begin with. */
import { resolve } from 'node:path';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../evaluate/audit.ts';
import { type Exit, exitOf } from '../evidence/exit.ts';
import type { History } from '../evidence/history.ts';
import { loadChecklist, loadFrameworks } from '../evidence/templates.ts';
import type { Audit } from '../model/audit.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import type { ReportFlags } from './audit.ts';
import { historyInputs, judgedHistory } from './history.ts';
import type { Io } from './io.ts';
import { withKeptInputs } from './kept-inputs.ts';
import { openSnapshot } from './open-snapshot.ts';
import { checksFor } from './select-checks.ts';
import { selectFrameworks } from './select-frameworks.ts';

export interface JudgedSnapshot {
  /** The snapshot's own folder. */
  readonly from: string;
  readonly snapshot: Snapshot;
  readonly audit: Audit;
  readonly index: EvidenceIndex;
  readonly exit: Exit;
  readonly history: History;
}

export async function judgeSnapshot(io: Io, dir: string, flags: ReportFlags): Promise<JudgedSnapshot> {
  const frameworks = selectFrameworks(loadFrameworks(), flags.framework);
  const given = await historyInputs(io, flags);
  const { from, snapshot, run } = await openSnapshot(resolve(io.cwd, dir));
  const inputs = run === null ? given : await withKeptInputs(io, flags, given, run);
  const audit = auditOf(snapshot, checksFor(checks, snapshot.header), loadChecklist(), frameworks);
  const history = judgedHistory(io, inputs, audit, snapshot.index);
  return {
    from,
    snapshot,
    audit,
    index: snapshot.index,
    history,
    exit: exitOf(audit, flags.failOn ?? 'low'),
  };
}
