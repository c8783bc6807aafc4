/** The first promise: whatever AWS refuses to tell, nothing turns into a pass. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../checks/index.ts';
import { allCalls } from '../src/aws/calls.ts';
import { readLedger } from '../src/aws/ledger.ts';
import type { Config } from '../src/cli/config.ts';
import type { Asker } from '../src/collect/ask.ts';
import { collect } from '../src/collect/collect.ts';
import { auditOf } from '../src/evaluate/audit.ts';
import { exitOf } from '../src/evidence/exit.ts';
import { loadChecklist } from '../src/evidence/templates.ts';
import type { Audit } from '../src/model/audit.ts';
import type { Evidence } from '../src/model/evidence.ts';
import { builtInEstates, type Estate, type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import type { Snapshot } from '../src/snapshot/folder.ts';
import { EvidenceIndex } from '../src/snapshot/index.ts';
import { questionId } from '../src/snapshot/question.ts';
import { referenceConfig, runAgainst } from './support/run.ts';

const clock = () => new Date('2026-11-20T06:00:00Z');
const checklist = loadChecklist();

/** An organization that is served, and what an audit of it finds as long as nothing is denied. */
interface Served {
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly snapshot: Snapshot;
  readonly before: Audit;
}

async function served(estate: Estate, config: Config): Promise<Served> {
  const sandbox = await startSandbox({ estate, now: clock });
  const { snapshot } = await runAgainst(sandbox, checks, { now: clock, config });
  return { sandbox, config, snapshot, before: auditOf(snapshot, checks, checklist) };
}

/** As it was before April 2026, and with a verifier that a rule starts: so other calls are needed. */
function withRuleAndWithoutPaths(): [Estate, Config] {
  const estate = builtInEstates.reference();
  if (estate.organization === undefined || referenceConfig.verifier === undefined)
    throw new Error('the reference estate is another one');
  const { schedule: _, ...verifier } = referenceConfig.verifier;
  const rule = {
    name: 'verify-digests',
    region: verifier.region,
    expression: 'rate(1 day)',
    state: 'ENABLED' as const,
    targets: [verifier.function],
  };
  const accounts = estate.accounts.map(account =>
    account.id === verifier.account ? { ...account, eventRules: [rule] } : account,
  );
  const organization = { ...estate.organization, paths: false };
  return [
    { ...estate, organization, accounts },
    { ...referenceConfig, verifier: { ...verifier, rule: rule.name } },
  ];
}

let reference: Served;
let older: Served;
beforeAll(async () => {
  reference = await served(builtInEstates.reference(), referenceConfig);
  older = await served(...withRuleAndWithoutPaths());
});
afterAll(() => Promise.all([reference.sandbox.stop(), older.sandbox.stop()]));

const keyOf = (check: string, subject: string): string => `${check} ${subject}`;

/** What passes or is met now and did not before. */
function newPasses(before: Audit, after: Audit): string[] {
  const passed = new Set(
    before.results.filter(r => r.verdict.status === 'pass').map(r => keyOf(r.check, r.subject.id)),
  );
  const met = new Set(
    before.scorecards.flatMap(c => c.items.filter(i => i.status === 'met').map(i => keyOf(i.id, c.trail.id))),
  );
  return [
    ...after.results
      .filter(r => r.verdict.status === 'pass')
      .map(r => keyOf(r.check, r.subject.id))
      .filter(k => !passed.has(k)),
    ...after.scorecards
      .flatMap(c => c.items.filter(i => i.status === 'met').map(i => keyOf(i.id, c.trail.id)))
      .filter(k => !met.has(k)),
  ];
}

test('the reference organization passes some and fails some, so that there is something to lose', () => {
  for (const { before } of [reference, older]) {
    expect(before.totals.pass).toBeGreaterThan(50);
    expect(before.totals.fail).toBeGreaterThan(20);
  }
});

test('a damaged ledger passes nothing', async () => {
  const { sandbox, config, before } = reference;
  const ledger = (): never => {
    throw Object.assign(new Error('000002.json does not follow from the entry before it.'), {
      name: 'LedgerDamaged',
    });
  };
  const { snapshot } = await runAgainst(sandbox, checks, { now: clock, config, ledger });
  const struck = [...snapshot.index.records()].filter(r => r.call === readLedger.id && r.outcome === 'gap');
  expect(struck.length).toBeGreaterThan(0);
  expect(newPasses(before, auditOf(snapshot, checks, checklist))).toEqual([]);
});

describe('over HTTP: every operation denied in turn', () => {
  const operations = [...new Set(allCalls.map(call => call.id).concat('sts.AssumeRole'))].filter(
    // The ledger is a file of ours: nobody denies it over HTTP.
    id => id !== 'sts.GetCallerIdentity' && id !== readLedger.id,
  );
  const onlyOlder = ['organizations.ListParents', 'events.DescribeRule', 'events.ListTargetsByRule'];
  test.each(operations)('%s', async id => {
    const { sandbox, config, before } = onlyOlder.includes(id) ? older : reference;
    const [service, operation] = id.split('.') as ['cloudtrail', string];
    sandbox.addFault({ service, operation, kind: 'deny' });
    try {
      const ran = await runAgainst(sandbox, checks, { now: clock, config });
      const struck = [...ran.snapshot.index.records()].filter(
        record => record.call === id && record.outcome === 'gap' && record.gap.reason === 'denied',
      );
      expect(struck.length, `${id} was asked and denied`).toBeGreaterThan(0);
      const after = auditOf(ran.snapshot, checks, checklist);
      expect(newPasses(before, after)).toEqual([]);
      expect(exitOf(after, 'none').code).toBe(3);
    } finally {
      sandbox.clearFaults();
    }
  });
});

/** Collects again from what AWS answered before, through the real planner, with this one question denied. */
async function auditWithout(denied: string | null): Promise<Audit> {
  const index = new EvidenceIndex();
  const { snapshot } = reference;
  const { header } = snapshot;
  const answer = (id: string, record: Evidence | undefined): Evidence | undefined =>
    record && id === denied ? denial(record) : record;
  const asker: Asker = {
    ask(question) {
      const id = questionId(question.call.id, question.scope, question.input);
      const known = answer(id, snapshot.index.find(id));
      // A question that only this denial brings up goes unanswered as well.
      return known ? Promise.resolve(known) : Promise.resolve(unanswered(id, question));
    },
    assumeRoleId,
    assumeRole(accountId) {
      const id = assumeRoleId(accountId);
      const known = answer(id, snapshot.index.find(id));
      return known ? Promise.resolve(known) : Promise.reject(new Error(`no record of ${id}`));
    },
  };
  const done = await collect({
    header,
    partition: 'aws',
    globalRegion: 'us-east-1',
    calls: allCalls.filter(call => call.stages.length > 0),
    index,
    writer: { append: () => undefined, population: () => undefined, close: () => undefined },
    asker,
    onPopulation: () => undefined,
    concurrency: 8,
    signal: new AbortController().signal,
    clock,
  });
  return auditOf({ header, population: done.population, index }, checks, checklist);
}

function assumeRoleId(accountId: string): string {
  const RoleArn = `arn:aws:iam::${accountId}:role/TrailproofAudit`;
  return questionId('sts.AssumeRole', { accountId, region: 'us-east-1' }, { RoleArn });
}

function denial({ id, call, scope, input, at }: Evidence): Evidence {
  const gap = {
    reason: 'denied',
    code: 'AccessDenied',
    message: 'denied by the test',
    permission: call,
  } as const;
  return { id, call, scope, input, at, outcome: 'gap', gap };
}

function unanswered(
  id: string,
  { call, scope, input }: { call: { id: string }; scope: Evidence['scope']; input: Evidence['input'] },
) {
  return denial({ id, call: call.id, scope, input, at: '', outcome: 'absent', code: '', requestIds: [] });
}

test('with nothing denied the same answers give the same audit', async () => {
  expect(await auditWithout(null)).toEqual(reference.before);
});

test('every single question denied in turn', async () => {
  const answered = [...reference.snapshot.index.records()].filter(record => record.outcome !== 'gap');
  expect(answered.length).toBeGreaterThan(300);
  const offenders: string[] = [];
  for (const { id } of answered) {
    for (const pass of newPasses(reference.before, await auditWithout(id)))
      offenders.push(`${id} denied: ${pass}`);
  }
  expect(offenders).toEqual([]);
}, 300_000);
