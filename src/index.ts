/** The library's face: the nouns, how to define calls and checks, and the steps of an audit. Nothing else is public. */

export { checks } from '../checks/index.ts';
export { allCalls, iamActions, sessionPolicy } from './aws/calls.ts';
export { auditOf } from './evaluate/audit.ts';
export { evaluationLines } from './evidence/evaluations.ts';
export { exitOf } from './evidence/exit.ts';
export { findingLines } from './evidence/findings.ts';
export {
  type Earlier,
  type EarlierRun,
  type History,
  type HistoryInputs,
  historyOf,
} from './evidence/history.ts';
export { earlierOf } from './evidence/history-files.ts';
export { type Life, livesOf } from './evidence/lifecycle.ts';
export { openBundle } from './evidence/open-bundle.ts';
export { printedSchemas } from './evidence/printed-schemas.ts';
export { bundleFiles, reportFiles, writeReport } from './evidence/report.ts';
export { schemas } from './evidence/schemas.ts';
export { summaryOf } from './evidence/summary.ts';
export { loadChecklist, loadFrameworks } from './evidence/templates.ts';
export { ticketLines } from './evidence/tickets.ts';
export { type Verification, verifyBundle } from './evidence/verify.ts';
export { applyWaivers, parseWaivers, type Waiver } from './evidence/waivers.ts';
export type * from './model/audit.ts';
export { type AnyCall, type Aws, type Call, defineCall, type Question, type Stage } from './model/call.ts';
export { type AnyCheck, type Check, defineCheck, type Severity } from './model/check.ts';
export { IntegrityError, UsageError } from './model/error.ts';
export type * from './model/evidence.ts';
export type * from './model/framework.ts';
export type { Parameters } from './model/parameters.ts';
export type * from './model/population.ts';
export { must, type Read } from './model/read.ts';
export type { Scope } from './model/scope.ts';
export type { SnapshotHeader } from './model/snapshot.ts';
export { defineSubject, listed, type Subject, type SubjectKind, survey } from './model/subject.ts';
export {
  allOf,
  anyOf,
  conclude,
  fail,
  notApplicable,
  pass,
  type Status,
  undetermined,
  type Verdict,
} from './model/verdict.ts';
export { type Estate, parseEstate, startSandbox } from './sandbox/index.ts';
export { loadSnapshot, type Snapshot } from './snapshot/folder.ts';
