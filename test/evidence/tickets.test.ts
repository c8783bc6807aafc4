/** What a ticket system is told of a finding that nobody could look at in this run. */
import { expect, test } from 'vitest';
import type { Life } from '../../src/evidence/lifecycle.ts';
import { ticketLines } from '../../src/evidence/tickets.ts';
import type { Audit } from '../../src/model/audit.ts';

const audit = {
  snapshot: { takenAt: '2026-11-02T06:00:00Z', runId: '01M7W46YSZZGJBVHDNS0MNZRAW' },
  checks: [{ id: 'x/y', severity: 'high', why: 'w', fix: 'f', links: [] }],
} as unknown as Audit;
const life = (disposition: Life['disposition'], state: Life['state']): Life =>
  ({ finding_id: 'ctf1-1', check: 'x/y', resource: 'arn:trail', note: 'off', state, disposition }) as Life;
const told = (before: Life, now: Life) =>
  [...ticketLines(audit, [now], new Map([[before.finding_id, before]]))].map(line => JSON.parse(line));

test('a stale finding whose waiver ended is updated', () => {
  expect(told(life('waived', 'open'), life(null, 'stale'))).toMatchObject([
    { event: 'update', state: 'stale' },
  ]);
});

test('a stale finding of which nothing changed is only still there', () => {
  expect(told(life('waived', 'open'), life('waived', 'stale'))).toMatchObject([
    { event: 'heartbeat', state: 'stale' },
  ]);
});
