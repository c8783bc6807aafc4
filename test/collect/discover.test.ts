/** Which accounts and regions there are, where AWS's answers are whole, half, or odd. */
import { describe, expect, test } from 'vitest';
import { discover } from '../../src/collect/discover.ts';
import { reconcile } from '../../src/evaluate/reconcile.ts';
import type { Question } from '../../src/model/call.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Selection } from '../../src/model/snapshot.ts';
import { questionId } from '../../src/snapshot/question.ts';

const management = '111122223333';
const member = '444455556666';
const everything: Selection = {
  organization: true,
  organizationAccount: null,
  accounts: [],
  excludedAccounts: [],
  regions: [],
  excludedRegions: [],
  calls: [],
};

const wholeAnswers: Readonly<Record<string, unknown>> = {
  'organizations.DescribeOrganization': { Organization: { Id: 'o-a1b2c3d4e5', MasterAccountId: management } },
  'organizations.ListAccounts': {
    Accounts: [
      { Id: management, Name: 'management', State: 'ACTIVE' },
      { Id: member, Name: 'member', State: 'ACTIVE' },
    ],
  },
  'account.ListRegions': {
    Regions: [
      { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
      { RegionName: 'me-south-1', RegionOptStatus: 'ENABLED' },
      { RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' },
    ],
  },
};

function discovered(answers: Readonly<Record<string, unknown>>) {
  const ask = ({ call, scope, input }: Question): Promise<Evidence> => {
    const data = { ...wholeAnswers, ...answers }[call.id];
    const head = { id: questionId(call.id, scope, input), call: call.id, scope, input, at: '' };
    return Promise.resolve({ ...head, outcome: 'answer', data, sha256: '', requestIds: [] });
  };
  return discover({
    partition: 'aws',
    globalRegion: 'us-east-1',
    callerAccount: management,
    selection: everything,
    ask,
    assumeRole: () => Promise.resolve(null),
    limit: task => task(),
  });
}

const listed = questionId('organizations.ListAccounts', { accountId: management, region: 'us-east-1' }, {});

test('whole answers leave nothing in doubt; a region that is not enabled is not expected', async () => {
  const population = await discovered({});
  expect(population.unread).toEqual([]);
  expect(population.accounts.map(({ accountId, disposition }) => [accountId, disposition])).toEqual([
    [management, 'evaluated'],
    [member, 'evaluated'],
  ]);
  expect(population.accounts[1]?.regions).toEqual([
    { region: 'me-south-1', optIn: true, disposition: 'evaluated' },
    { region: 'us-east-1', optIn: false, disposition: 'evaluated' },
  ]);
});

describe('an account that the list does not name is not forgotten', () => {
  const { Accounts } = wholeAnswers['organizations.ListAccounts'] as { Accounts: object[] };
  test.each([
    ['an account without an id', [...Accounts, { Name: 'nameless', State: 'ACTIVE' }]],
    ['a list without the management account', Accounts.slice(1)],
    ['a list of nobody', []],
  ])('%s', async (_name, list) => {
    const population = await discovered({ 'organizations.ListAccounts': { Accounts: list } });
    expect(population.unread).toEqual([listed]);
    expect(reconcile(population).accounts.balances).toBe(false);
    // Those who are known are looked into all the same.
    expect(population.accounts.map(account => account.accountId)).toContain(management);
  });
});

describe('an account whose regions are not all named is not evaluable', () => {
  const { Regions } = wholeAnswers['account.ListRegions'] as { Regions: object[] };
  test.each([
    ['a region without a name', [...Regions, { RegionOptStatus: 'ENABLED' }]],
    ['no region at all', []],
  ])('%s', async (_name, list) => {
    const { accounts } = await discovered({ 'account.ListRegions': { Regions: list } });
    expect(accounts).toMatchObject([
      { disposition: 'not-evaluable', regions: null },
      { disposition: 'not-evaluable', regions: null },
    ]);
    expect(accounts[0]?.reason).toMatch(/ListRegions/);
  });
});

test.each(['ENABLING', 'DISABLING', undefined])('a region that is %s is not evaluable', async status => {
  const Regions = [
    { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
    { RegionName: 'me-south-1', RegionOptStatus: status },
  ];
  const { accounts } = await discovered({ 'account.ListRegions': { Regions } });
  expect(accounts[0]?.regions?.[0]).toMatchObject({ region: 'me-south-1', disposition: 'not-evaluable' });
});
