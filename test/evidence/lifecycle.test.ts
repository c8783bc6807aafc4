import { describe, expect, test } from 'vitest';
import type { Life } from '../../src/evidence/lifecycle.ts';
import { livesOf } from '../../src/evidence/lifecycle.ts';
import { ticketLines } from '../../src/evidence/tickets.ts';
import type { Audit } from '../../src/model/audit.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Verdict } from '../../src/model/verdict.ts';

const account = '111122223333';

interface World {
  readonly day: number;
  /** The verdict on the one trail; null: the trail is not there. */
  readonly verdict: Verdict['status'] | null;
  readonly note?: string;
  readonly accountEvaluated?: boolean;
  /** true: in the account and region; else beyond them. */
  readonly blind?: boolean | { readonly accountId?: null; readonly region?: null };
  readonly checkRan?: boolean;
  readonly complete?: boolean;
  /** What the pass, or the failure, rests on. */
  readonly evidence?: readonly string[];
  readonly kind?: 'trail' | 'bucket' | 'key';
  /** How the list of trails of the account's region was asked for; null: it was not. */
  readonly listed?: Evidence['outcome'] | null;
  /** What else than the list of trails of the account and region was answered. */
  readonly asked?: { readonly call?: string; readonly accountId?: string; readonly region?: string };
  /** What leaves the population in doubt. */
  readonly unread?: readonly string[];
  /** Of the account; us-east-1 alone where nothing is said. */
  readonly regions?: Readonly<Record<string, 'evaluated' | 'excluded'>>;
  /** The account in which the thing is judged. */
  readonly owner?: string | null;
}

const records = ({ listed = 'answer', asked = {} }: World): Evidence[] =>
  listed === null
    ? []
    : [
        {
          id: `cloudtrail.DescribeTrails/${account}/us-east-1/x`,
          call: asked.call ?? 'cloudtrail.DescribeTrails',
          scope: { accountId: asked.accountId ?? account, region: asked.region ?? 'us-east-1' },
          outcome: listed,
        } as unknown as Evidence,
      ];

function audit({ day, verdict, note = 'off', ...world }: World): Audit {
  const check = {
    id: 'x/y',
    version: 1,
    title: 'On',
    severity: 'high',
    aspect: 'configured',
    why: 'w',
    fix: 'f',
    links: [],
    decides: '',
    subject: { kind: world.kind ?? 'trail', needs: [{ id: 'cloudtrail.DescribeTrails' }] },
  };
  const subject = {
    kind: world.kind ?? 'trail',
    id: 'arn:trail',
    name: 't',
    accountId: world.owner === undefined ? account : world.owner,
    region: 'us-east-1',
  };
  const unread = { ...subject, id: `urn:trailproof:unread:trail:${account}:us-east-1` };
  const body = { status: verdict, note, observed: [], gaps: [], reason: 'evidence' };
  const results = [
    ...(verdict === null
      ? []
      : [{ check: 'x/y', severity: 'high', subject, verdict: body, evidence: world.evidence ?? ['e/1'] }]),
    ...(world.blind
      ? [
          {
            check: 'x/y',
            severity: 'high',
            subject: { ...unread, ...(typeof world.blind === 'object' ? world.blind : {}) },
            verdict: { ...body, status: 'unknown' },
            evidence: [],
          },
        ]
      : []),
  ];
  const disposition = world.accountEvaluated === false ? 'not-evaluable' : 'evaluated';
  const places = world.regions ?? { 'us-east-1': 'evaluated' };
  const regions =
    disposition === 'evaluated'
      ? Object.entries(places).map(([region, of]) => ({ region, optIn: false, disposition: of }))
      : null;
  return {
    complete: world.complete ?? true,
    snapshot: {
      takenAt: `2026-11-${String(day).padStart(2, '0')}T06:00:00Z`,
      runId: '01M7W46YSZZGJBVHDNS0MNZRAW',
    },
    population: {
      partition: 'aws',
      unread: world.unread ?? [],
      accounts: [{ accountId: account, name: null, state: null, management: false, disposition, regions }],
    },
    checks: world.checkRan === false ? [] : [check],
    results: world.checkRan === false ? [] : results,
  } as unknown as Audit;
}

/** Runs one after the other, each with what the one before left. */
function history(...worlds: readonly World[]) {
  let lives: ReadonlyMap<string, Life> = new Map();
  return worlds.map(world => {
    const next = livesOf(audit(world), lives, records(world));
    const tickets = [...ticketLines(audit(world), next, lives)].map(
      line => (JSON.parse(line) as { event: string }).event,
    );
    lives = new Map(next.map(life => [life.finding_id, life]));
    return {
      state: next[0]?.state ?? null,
      reopened: next[0]?.reopen_count ?? 0,
      firstSeen: next[0]?.first_seen ?? null,
      evaluated: next[0]?.last_evaluated ?? null,
      tickets,
    };
  });
}

const states = (...worlds: readonly World[]) => history(...worlds).map(run => run.state);

describe('a finding', () => {
  test('is new, then open, then closed by a pass, then reopened', () => {
    const runs = history(
      { day: 1, verdict: 'fail' },
      { day: 2, verdict: 'fail' },
      { day: 3, verdict: 'pass' },
      { day: 4, verdict: 'fail' },
    );
    expect(runs.map(run => run.state)).toEqual(['new', 'open', 'closed', 'reopened']);
    expect(runs.map(run => run.tickets)).toEqual([['create'], ['heartbeat'], ['close'], ['reopen']]);
    expect(runs.at(-1)).toMatchObject({ reopened: 1, firstSeen: '2026-11-01T06:00:00Z' });
  });

  test('that never failed has no life', () => {
    expect(states({ day: 1, verdict: 'pass' }, { day: 2, verdict: 'unknown' })).toEqual([null, null]);
  });

  test('is updated when what it says changes', () => {
    const runs = history({ day: 1, verdict: 'fail', note: 'a' }, { day: 2, verdict: 'fail', note: 'b' });
    expect(runs[1]?.tickets).toEqual(['update']);
  });

  test('is a heartbeat where no more than a day has gone by', () => {
    const stopped = (time: string, ago: string) => `Off; last stopped ${time}, ${ago}.`;
    const runs = history(
      { day: 1, verdict: 'fail', note: stopped('2026-10-01T06:00:00.000Z', '31 days ago') },
      { day: 2, verdict: 'fail', note: stopped('2026-10-01T06:00:00.000Z', '32 days ago') },
      { day: 3, verdict: 'fail', note: stopped('2026-11-02T06:00:00.000Z', '24 hours ago') },
    );
    expect(runs.map(run => run.tickets)).toEqual([['create'], ['heartbeat'], ['update']]);
  });

  test('is never closed by what is unknown', () => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: 'unknown' })).toEqual(['new', 'stale']);
  });

  test('closes when its place was looked into and the thing is gone', () => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: null })).toEqual(['new', 'closed']);
  });

  test('that is gone names the answer that shows it', () => {
    const [before] = livesOf(audit({ day: 1, verdict: 'fail' }), new Map(), []);
    const lives = new Map(before ? [[before.finding_id, before]] : []);
    const [after] = livesOf(audit({ day: 2, verdict: null }), lives, records({ day: 2, verdict: null }));
    expect(after?.closing_evidence).toEqual([`cloudtrail.DescribeTrails/${account}/us-east-1/x`]);
  });

  test.each([
    ['nobody asked what there is', { listed: null }],
    ['the answer is a gap', { listed: 'gap' as const }],
  ])('is not gone where %s', (_name, world) => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: null, ...world })).toEqual([
      'new',
      'stale',
    ]);
  });

  test('is closed by no pass that rests on nothing', () => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: 'pass', evidence: [] })).toEqual([
      'new',
      'stale',
    ]);
  });

  test.each(['bucket', 'key'] as const)(
    'of a %s that no trail names any more stays open: it may still be there',
    kind => {
      const runs = history({ day: 1, verdict: 'fail', kind }, { day: 2, verdict: null, kind });
      expect(runs.map(run => run.state)).toEqual(['new', 'stale']);
      expect(runs[1]?.tickets).toEqual(['heartbeat']);
    },
  );

  test.each([
    ['of another region', { asked: { region: 'eu-west-1' } }],
    ['of another account', { asked: { accountId: '222233334444' } }],
    ['to another question', { asked: { call: 'cloudtrail.GetTrailStatus' } }],
  ])('is not gone by an answer %s', (_name, world) => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: null, ...world })).toEqual([
      'new',
      'stale',
    ]);
  });

  test('is not mended where it does not apply any more, whatever evidence that rests on', () => {
    const runs = history(
      { day: 1, verdict: 'fail' },
      { day: 2, verdict: 'not-applicable' },
      { day: 3, verdict: 'fail' },
      { day: 4, verdict: 'pass' },
      { day: 5, verdict: 'not-applicable' },
    );
    expect(runs.map(run => run.state)).toEqual(['new', 'stale', 'open', 'closed', 'closed']);
    expect(runs.map(run => run.tickets)).toEqual([['create'], ['heartbeat'], ['heartbeat'], ['close'], []]);
    expect(runs[1]?.evaluated).toBe('2026-11-02T06:00:00Z');
  });

  test('counts every time that it was reopened, and keeps the number', () => {
    const verdicts = ['fail', 'pass', 'fail', 'fail', 'unknown', 'pass', 'fail'] as const;
    const runs = history(...verdicts.map((verdict, at) => ({ day: at + 1, verdict })));
    expect(runs.map(run => run.reopened)).toEqual([0, 0, 1, 1, 1, 1, 2]);
  });

  test('was last evaluated when it was decided, not when it could not be', () => {
    const runs = history(
      { day: 1, verdict: 'fail' },
      { day: 2, verdict: 'pass' },
      { day: 3, verdict: 'pass' },
      { day: 4, verdict: 'unknown' },
    );
    expect(runs.at(-1)?.evaluated).toBe('2026-11-03T06:00:00Z');
  });

  test('of a bucket whose owner cannot be told any more is not gone: it is another unknown', () => {
    const unowned = { day: 2, verdict: 'unknown' as const, owner: null, kind: 'bucket' as const };
    expect(states({ day: 1, verdict: 'fail', kind: 'bucket' }, unowned)).toEqual(['new', 'stale']);
  });

  test.each([
    ['the account could not be looked into', { accountEvaluated: false }],
    ['the place was blind', { blind: true }],
    ['the check did not run', { checkRan: false }],
    ['the run was stopped', { complete: false }],
    ['a list of the population could not be read', { unread: ['organizations.ListAccounts'] }],
    [
      'its region was not looked into',
      { regions: { 'us-east-1': 'excluded', 'eu-west-1': 'evaluated' } as const },
    ],
    ['no account could be looked into there', { blind: { accountId: null } }],
    ['no region could be looked into', { blind: { region: null } }],
  ])('goes stale and stays open where %s', (_name, world) => {
    expect(states({ day: 1, verdict: 'fail' }, { day: 2, verdict: null, ...world })).toEqual([
      'new',
      'stale',
    ]);
  });

  test('that is closed stays closed in silence', () => {
    const runs = history(
      { day: 1, verdict: 'fail' },
      { day: 2, verdict: 'pass' },
      { day: 3, verdict: 'pass' },
      { day: 4, verdict: 'unknown' },
    );
    expect(runs.map(run => run.state)).toEqual(['new', 'closed', 'closed', 'closed']);
    expect(runs.slice(2).map(run => run.tickets)).toEqual([[], []]);
  });
});
