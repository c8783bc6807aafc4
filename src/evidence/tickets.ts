/** `tickets.ndjson`: what a ticket system is to do, one event a line; it needs to know nothing of runs before. */
import { withoutAges } from '../model/age.ts';
import type { Audit } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { canonical } from '../model/json.ts';
import type { Life, LifeState } from './lifecycle.ts';
import { type Disposition, dispositionLine, dispositionSentence } from './waivers.ts';

export type TicketEvent = 'create' | 'update' | 'reopen' | 'close' | 'heartbeat';

export function* ticketLines(
  audit: Audit,
  lives: readonly Life[],
  previous: ReadonlyMap<string, Life>,
  dispositions: ReadonlyMap<string, Disposition> = new Map(),
): Generator<string> {
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  for (const life of lives) {
    const before = previous.get(life.finding_id);
    const event = eventOf(life, before);
    const check = checks.get(life.check);
    if (event !== null && check) {
      yield canonical(ticket(event, life, dispositions.get(life.finding_id), check, audit));
    }
  }
}

const whenSeen: Record<Exclude<LifeState, 'closed'>, TicketEvent> = {
  new: 'create',
  reopened: 'reopen',
  open: 'heartbeat',
  stale: 'heartbeat',
};

function eventOf(life: Life, before: Life | undefined): TicketEvent | null {
  if (life.state === 'closed') return before?.state === 'closed' ? null : 'close';
  const changed =
    before !== undefined &&
    (withoutAges(before.note) !== withoutAges(life.note) ||
      (before.disposition ?? null) !== (life.disposition ?? null));
  if (changed && (life.state === 'open' || life.state === 'stale')) return 'update';
  return whenSeen[life.state];
}

function ticket(
  event: TicketEvent,
  life: Life,
  disposition: Disposition | undefined,
  check: AnyCheck,
  audit: Audit,
) {
  return {
    schema: 'ticket/1',
    event,
    finding_id: life.finding_id,
    run_id: audit.snapshot.runId,
    at: audit.snapshot.takenAt,
    title: `${check.id}: ${life.resource}`.slice(0, 250),
    body: [
      ...accepted(dispositionLine(disposition)),
      life.note,
      '',
      `Why: ${check.why}`,
      '',
      `Fix: ${check.fix}`,
    ].join('\n'),
    severity: check.severity,
    labels: ['trailproof', check.id, check.severity],
    state: life.state,
    first_seen: life.first_seen,
    reopen_count: life.reopen_count,
    last_seen: life.last_seen,
    closing_evidence: life.closing_evidence,
    disposition: dispositionLine(disposition),
    links: check.links,
  };
}

function accepted(line: ReturnType<typeof dispositionLine>): readonly string[] {
  return line === null ? [] : [dispositionSentence(line), ''];
}
