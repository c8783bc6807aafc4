import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  closureOf,
  discoveryCalls,
  allCalls as everyCall,
  iamActions,
  SESSION_POLICY_LIMIT,
  sessionPolicy,
} from '../../src/aws/calls.ts';
import { readLedger } from '../../src/aws/ledger.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { checkThatNeeds, runAgainst } from '../support/run.ts';

/** The ledger is ours: nothing of it is sent to AWS. */
const allCalls = everyCall.filter(call => call !== readLedger);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), record: true });
});
afterAll(() => sandbox.stop());

test('exactly one record for each question, and one request for each question of one page', async () => {
  const { snapshot } = await runAgainst(sandbox, [checkThatNeeds(allCalls)]);
  const records = [...snapshot.index.records()];
  expect(new Set(records.map(record => record.id)).size).toBe(records.length);
  const asked = records.filter(record => !(record.outcome === 'gap' && record.gap.code === 'NotAsked'));
  // GetCallerIdentity is answered before there is a snapshot to write it to.
  const requests = sandbox.requests.filter(request => request.operation !== 'GetCallerIdentity');
  const count = (list: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const name of list) counts[name.toLowerCase()] = (counts[name.toLowerCase()] ?? 0) + 1;
    return counts;
  };
  expect(count(requests.map(request => `${request.service}.${request.operation}`))).toEqual(
    count(asked.map(record => record.call)),
  );
});

test('every call sent is on the published list, and every one of them reads', () => {
  const published = new Set(allCalls.map(call => call.id.toLowerCase()).concat('sts.assumerole'));
  for (const { service, operation } of sandbox.requests) {
    expect(published).toContain(`${service}.${operation}`.toLowerCase());
  }
  for (const { permission } of allCalls) {
    expect(permission).toMatch(/^[a-z0-9-]+:(Get|List|Describe|Lookup|BatchGet)[A-Za-z]+$/);
  }
});

test('the list of calls is whole: nothing is planned that it lacks', () => {
  expect(new Set(closureOf(everyCall))).toEqual(new Set(everyCall));
  expect(new Set(allCalls.map(call => call.id)).size).toBe(allCalls.length);
});

test('sessions are narrowed to the calls that are made, within what AWS accepts', () => {
  const policy = sessionPolicy(iamActions(everyCall));
  expect(policy.length).toBeLessThanOrEqual(SESSION_POLICY_LIMIT);
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  expect(Statement[0]?.Action).toEqual([...new Set(allCalls.map(call => call.permission))].sort());
  expect(Statement[0]?.Action).toEqual(expect.arrayContaining(discoveryCalls.map(call => call.permission)));
});

test('few calls: members are not asked what the organization already answered', () => {
  const of = (operation: string) => sandbox.requests.filter(request => request.operation === operation);
  // One list of members a region; only where the administrator's view ends is an account asked itself.
  expect(of('ListMembers')).toHaveLength(17);
  expect(of('ListEventDataStores')).toHaveLength(17);
  expect(of('ListParents')).toHaveLength(0);
  // The Log Archive account lists its buckets first, then accounts with trails, then those who are left.
  expect(of('AssumeRole')).toHaveLength(6);
});
