/**
 * What the files of a bundle say of one another. Each may be as its schema has it, and listed with the right hash, and a
 * summary still tell of less than was judged: a reader of one file must not learn what another one denies.
 */
import type { z } from 'zod';
import { type Severity, severities } from '../model/check.ts';
import { IntegrityError } from '../model/error.ts';
import { exitCode, isIncomplete, reaches } from './exit.ts';
import { LIVES, type lifeSchema, type ticketSchema } from './history-schema.ts';
import { createLifeTimes } from './life-times.ts';
import type { evaluationSchema, findingSchema, summarySchema } from './schemas.ts';
import { deniedNumberIn } from './summary-agreement.ts';

type Evaluation = z.infer<typeof evaluationSchema>;
type Finding = z.infer<typeof findingSchema>;
type Life = z.infer<typeof lifeSchema>;
type Ticket = z.infer<typeof ticketSchema>;
type Summary = z.infer<typeof summarySchema>;

export interface Agreement {
  evaluation(line: Evaluation): void;
  finding(line: Finding): void;
  life(line: Life): void;
  ticket(line: Ticket): void;
  summary(value: Summary): void;
  /** After the last file. Throws the first contradiction. */
  finish(snapshot: SnapshotSaid): void;
}

/** What the snapshot says of what is made from it. */
export interface SnapshotSaid {
  /** No question was left. */
  readonly complete: boolean;
  readonly takenAt: string | undefined;
  /** Ids of its evidence. */
  readonly records: ReadonlySet<string>;
}

const FINDINGS = 'findings.ndjson';
const SUMMARY = 'summary.json';
const TICKETS = 'tickets.ndjson';
const EVALUATIONS = 'evaluations.ndjson';

/** What makes a life one of a finding that fails in this very run. */
const failing: readonly Life['state'][] = ['new', 'open', 'reopened'];

/** Holds ids and numbers alone, however much stands in the lines. */
export function createAgreement(): Agreement {
  const judged = new Set<string>();
  const checks = new Set<string>();
  const open = new Map<string, string>();
  const findings = new Map<string, string>();
  const lives = new Map<string, Life['state']>();
  const lifeChecks = new Map<string, string>();
  const tickets = new Map<string, Life['state']>();
  const totals = { pass: 0, fail: 0, unknown: 0, not_applicable: 0 };
  const bySeverity = new Map<Severity, number>();
  const byState = { new: 0, open: 0, reopened: 0, stale: 0, closed: 0 };
  const closed = new Map<string, number>();
  /** By when it was closed: what shows it, each with a finding that names it. */
  const closing = new Map<string, Map<string, string>>();
  const times = createLifeTimes(LIVES);
  let defects = 0;
  let summary: Summary | undefined;

  const findingsAgree = (): void => {
    for (const [id, what] of open) {
      const there = findings.get(id);
      if (there === undefined)
        throw contradiction(FINDINGS, `lacks ${id}, which is ${what} in ${EVALUATIONS}`);
      if (there !== what) throw contradiction(FINDINGS, `says ${there} of ${id}, and ${EVALUATIONS} ${what}`);
    }
    const other = [...findings.keys()].find(id => !open.has(id));
    if (other !== undefined)
      throw contradiction(FINDINGS, `has ${other}, which is open in no line of ${EVALUATIONS}`);
  };
  const livesAgree = (): void => {
    for (const [id, what] of open) {
      const state = lives.get(id);
      if (!what.startsWith('FAIL') || (state !== undefined && failing.includes(state))) continue;
      const said = state === undefined ? `lacks ${id}` : `says ${state} of ${id}`;
      throw contradiction(LIVES, `${said}, which is ${what} in ${EVALUATIONS}`);
    }
    for (const [id, state] of lives) {
      if (failing.includes(state) && !open.get(id)?.startsWith('FAIL'))
        throw contradiction(LIVES, `says ${state} of ${id}, which fails in no line of ${EVALUATIONS}`);
    }
  };
  /** What this run closed, its own evidence shows. */
  const closingsAgree = ({ taken_at }: Summary, records: ReadonlySet<string>): void => {
    for (const [evidence, finding] of closing.get(taken_at) ?? []) {
      if (!records.has(evidence))
        throw contradiction(
          LIVES,
          `says that ${evidence} closed ${finding}, and nothing of that id was collected`,
        );
    }
  };
  /** What fails has a ticket, and what is stale where its check was run; nobody has one without a life. */
  const ticketsAgree = (run: readonly string[]): void => {
    for (const [id, state] of lives) {
      const due = failing.includes(state) || (state === 'stale' && run.includes(lifeChecks.get(id) ?? ''));
      if (due && !tickets.has(id)) throw contradiction(TICKETS, `lacks ${id}, which is ${state} in ${LIVES}`);
    }
    for (const [id, state] of tickets) {
      if (lives.get(id) !== state)
        throw contradiction(TICKETS, `says ${state} of ${id}, and ${LIVES} ${lives.get(id) ?? 'lacks it'}`);
    }
  };
  const summaryAgrees = (of: Summary, { complete, takenAt }: SnapshotSaid): void => {
    const same = (name: string, said: unknown, found: unknown, where = EVALUATIONS): void => {
      if (said !== found)
        throw contradiction(SUMMARY, `says ${name} ${said}, and by ${where} it is ${found}`);
    };
    same('taken_at', of.taken_at, takenAt, 'the snapshot');
    times.finish(of.taken_at);
    for (const [name, found] of Object.entries(totals))
      same(`totals.${name}`, of.totals[name as keyof typeof totals], found);
    for (const level of severities)
      same(
        `totals.findings_by_severity.${level}`,
        of.totals.findings_by_severity[level] ?? 0,
        bySeverity.get(level) ?? 0,
      );
    for (const [state, found] of Object.entries({ ...byState, closed: closed.get(of.taken_at) ?? 0 }))
      same(`lives.${state}`, of.lives[state as keyof typeof byState], found, LIVES);
    const unnamed = [...checks].find(check => !of.checks.includes(check));
    if (unnamed !== undefined)
      throw contradiction(
        SUMMARY,
        `does not name the check ${unnamed}, which ${EVALUATIONS} has verdicts of`,
      );
    const within = deniedNumberIn(of);
    if (within !== undefined) throw contradiction(SUMMARY, within);
    same('complete', of.complete, complete, 'the snapshot');
    const { accounts, account_regions: accountRegions } = of.population;
    const incomplete = isIncomplete({ complete, totals, reconciliation: { accounts, accountRegions } });
    const counting = severities.filter(level => reaches(level, of.exit.fail_on));
    const found = counting.reduce((sum, level) => sum + (bySeverity.get(level) ?? 0), 0);
    same('exit.code', of.exit.code, exitCode({ defects, findings: found, incomplete }));
  };

  return {
    evaluation({ finding_id: id, check, status, severity, unknown_reason }) {
      if (judged.has(id)) throw contradiction(EVALUATIONS, `judges ${id} twice`);
      judged.add(id);
      checks.add(check);
      totals[status.toLowerCase() as Lowercase<typeof status>] += 1;
      if (unknown_reason === 'defect') defects += 1;
      if (status === 'FAIL') bySeverity.set(severity, (bySeverity.get(severity) ?? 0) + 1);
      if (status === 'FAIL' || status === 'UNKNOWN') open.set(id, `${status} ${severity}`);
    },
    finding({ finding_id: id, status, severity }) {
      if (findings.has(id)) throw contradiction(FINDINGS, `has ${id} twice`);
      findings.set(id, `${status} ${severity.level}`);
    },
    life(line) {
      const { finding_id: id, check, state, closed_at: closedAt, closing_evidence } = line;
      times.life(line);
      if (lives.has(id)) throw contradiction(LIVES, `has ${id} twice`);
      lives.set(id, state);
      lifeChecks.set(id, check);
      if (state !== 'closed') byState[state] += 1;
      else if (closedAt !== null) {
        closed.set(closedAt, (closed.get(closedAt) ?? 0) + 1);
        const shown = closing.get(closedAt) ?? new Map<string, string>();
        for (const evidence of closing_evidence) shown.set(evidence, id);
        closing.set(closedAt, shown);
      }
    },
    ticket({ finding_id: id, state }) {
      if (tickets.has(id)) throw contradiction(TICKETS, `has ${id} twice`);
      tickets.set(id, state);
    },
    summary(value) {
      summary = value;
    },
    finish(snapshot) {
      findingsAgree();
      livesAgree();
      ticketsAgree(summary?.checks ?? []);
      if (summary === undefined) return;
      summaryAgrees(summary, snapshot);
      closingsAgree(summary, snapshot.records);
    },
  };
}

function contradiction(path: string, what: string): IntegrityError {
  return new IntegrityError('BAD_CONTENT', path, `${what}.`);
}
