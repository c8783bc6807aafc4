/** The population of an honest snapshot follows from its records, however the run went. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import type { Config } from '../../src/cli/config.ts';
import { contradictionIn } from '../../src/collect/contradiction.ts';
import { populationFault } from '../../src/collect/rediscover.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { builtInEstates, type Fault, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Snapshot } from '../../src/snapshot/folder.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { sha256 } from '../../src/snapshot/question.ts';
import { checkThatNeeds, referenceConfig, runAgainst } from '../support/run.ts';

const SECURITY = '333344445555';
const MEMBER = '444455556666';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference() });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.clearFaults());

async function taken(config: Partial<Config> = {}): Promise<Snapshot> {
  const checks = [checkThatNeeds([describeTrails])];
  const { snapshot } = await runAgainst(sandbox, checks, { config: { ...referenceConfig, ...config } });
  return snapshot;
}

describe('an honest one is not refused', () => {
  const accounts = 'organizations.ListAccounts';
  test.each<[string, Partial<Config>]>([
    ['all', {}],
    ['without the organization', { organization: { enabled: false } }],
    ['with the organization read elsewhere', { organization: { enabled: true, account: SECURITY } }],
    ['some accounts', { accounts: { include: [MEMBER] } }],
    ['not some accounts', { accounts: { exclude: [{ id: MEMBER, reason: 'a sandbox' }] } }],
    ['some regions', { regions: { include: ['eu-west-1'] } }],
    ['not some regions', { regions: { exclude: [{ name: 'eu-west-1', reason: 'unused' }] } }],
    ['a role that nobody has', { role: { name: 'Nobody' } }],
  ])('%s', async (_name, config) => {
    expect(await contradictionIn(await taken(config))).toBeNull();
  });

  const denials: readonly [string, Partial<Fault>, Partial<Config>?][] = [
    ['the organization', { operation: 'DescribeOrganization' }],
    ['its list of accounts', { operation: 'ListAccounts' }],
    ['its list of accounts, of some', { operation: 'ListAccounts' }, { accounts: { include: [MEMBER] } }],
    [
      'the account in which it is read',
      { operation: 'AssumeRole', account: SECURITY },
      { organization: { account: SECURITY } },
    ],
    ['the regions of an account', { operation: 'ListRegions', account: MEMBER }],
  ];
  test.each(denials)('%s denied', async (_name, fault, config = {}) => {
    const service = { AssumeRole: 'sts', ListRegions: 'account' }[fault.operation ?? ''] ?? 'organizations';
    sandbox.addFault({ service, ...fault, kind: 'deny' } as Fault);
    const snapshot = await taken(config);
    const gaps = [...snapshot.index.records()].filter(({ outcome }) => outcome === 'gap');
    expect(gaps.map(({ call }) => call).join()).toContain(fault.operation);
    expect(await contradictionIn(snapshot)).toBeNull();
  });

  test('gone on with under another role, before and after it was stopped', async () => {
    const first = await taken({ role: { name: 'Nobody' } });
    const second = await taken();
    const records = [...first.index.records()];
    const known = new Set(records.map(({ id }) => id));
    const both = [...records, ...[...second.index.records()].filter(({ id }) => !known.has(id))];
    expect(both.length).toBeGreaterThan(records.length);
    // The caller's own answers stood already; what the later run learnt is its own population.
    expect(await populationFault({ ...second, index: indexOf(both) })).toBeNull();
    // Stopped again while it discovered: the population on disk is still the first one.
    const sessions = both.filter(({ call }) => call === 'sts.AssumeRole');
    const stopped = both.filter(record => records.includes(record) || record === sessions.at(-1));
    expect(stopped).toHaveLength(records.length + 1);
    expect(await populationFault({ ...first, index: indexOf(stopped) })).toBeNull();
  });

  test('one that ended before its population was known', async () => {
    const snapshot = await taken();
    expect(await populationFault({ ...snapshot, population: null, index: new EvidenceIndex() })).toBeNull();
  });

  const indexOf = (records: readonly Evidence[]): EvidenceIndex => {
    const index = new EvidenceIndex();
    for (const record of records) index.add(record);
    return index;
  };

  test('but an answer that was left out, or cut, is found', async () => {
    const snapshot = await taken();
    const records = [...snapshot.index.records()];
    const without = (call: string) => indexOf(records.filter(record => record.call !== call));
    expect(await populationFault({ ...snapshot, index: without(accounts) })).toContain(
      'cannot be made again from the evidence: there is no record of organizations.ListAccounts/',
    );
    expect(await populationFault({ ...snapshot, index: without('sts.AssumeRole') })).toContain(
      'there is no record of sts.AssumeRole of account',
    );
    const population = snapshot.population;
    if (population === null) throw new Error('There is no population.');
    const lessened = {
      ...population,
      accounts: population.accounts.filter(({ accountId }) => accountId !== MEMBER),
    };
    // The list is cut as well: that somebody was let into the account stays.
    const cut = records.map((record): Evidence => {
      if (record.call !== accounts || record.outcome !== 'answer') return record;
      const { Accounts } = record.data as { Accounts: { Id: string }[] };
      const data = { Accounts: Accounts.filter(({ Id }) => Id !== MEMBER) };
      return { ...record, data, sha256: sha256(JSON.stringify(data)) };
    });
    expect(await populationFault({ ...snapshot, population: lessened, index: indexOf(cut) })).toBe(
      `lacks account ${MEMBER}, in which a session was asked for`,
    );
  });
});
