/** SCPs and RCPs as they are read from an organization served over HTTP: paths, attachments, and how few calls it takes. */
import { afterEach, describe, expect, test } from 'vitest';
import { controlPolicyCalls, policyPath, RCP, SCP } from '../../src/aws/control-policies.ts';
import { pathOf } from '../../src/aws/organization-paths.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { Unreadable } from '../../src/model/read.ts';
import { parseEstate } from '../../src/sandbox/estate.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import { createReaders, type Reader } from '../../src/snapshot/reader.ts';
import { checkThatNeeds, referenceConfig, runAgainst } from '../support/run.ts';

const management = '111122223333';
const deep = '222233334444';
const shallow = '333344445555';
const units = [
  'ou-te01-11111111',
  'ou-te01-22222222',
  'ou-te01-33333333',
  'ou-te01-44444444',
  'ou-te01-55555555',
];
const [outer = '', , , , innermost = ''] = units;
type Organization = NonNullable<EstateDocument['organization']>;
type Policies = NonNullable<Organization['policies']>;

const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const guard = document({ Effect: 'Deny', Action: 'cloudtrail:StopLogging', Resource: '*' });
const awsOwn: Policies = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    awsManaged: true,
    content: document(allowAll),
    targets: 'everything',
  },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    awsManaged: true,
    content: document({ ...allowAll, Principal: '*' }),
    targets: 'everything',
  },
];
const guards: Policies = [
  { id: 'p-onroot01', name: 'OnRoot', content: guard, targets: ['r-te01'] },
  { id: 'p-oninner1', name: 'OnInner', content: guard, targets: [innermost] },
  { id: 'p-onaccnt1', name: 'OnAccount', content: guard, targets: [shallow] },
];

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

/** Units one within the other, five deep, an account at the bottom and one under the outermost unit. */
async function serve(change: Partial<Organization> = {}, options: { pageSize?: number } = {}): Promise<void> {
  const estate: EstateDocument = {
    name: 'paths',
    regions: [{ name: 'us-east-1' }],
    callers: [
      {
        account: management,
        user: 'auditor',
        accessKeyId: 'AKIAEXAMPLE000000001',
        secretAccessKey: 'x'.repeat(20),
      },
    ],
    rolesInEveryAccount: [{ name: 'TrailproofAudit', trusts: [management], externalId: 'trailproof-demo' }],
    organization: {
      id: 'o-test000001',
      rootId: 'r-te01',
      managementAccount: management,
      units: units.map((id, at) => ({ id, name: id, ...(at > 0 ? { parent: units[at - 1] ?? '' } : {}) })),
      trustedServices: ['account.amazonaws.com'],
      policyTypes: [SCP, RCP],
      policies: [...awsOwn, ...guards],
      ...change,
    },
    accounts: [
      { id: management, name: 'management' },
      { id: deep, name: 'deep', unit: innermost },
      { id: shallow, name: 'shallow', unit: outer },
    ],
  };
  sandbox = await startSandbox({ estate: parseEstate(estate, 'test'), record: true, ...options });
}

const needsPolicies = [checkThatNeeds(controlPolicyCalls)];

type Ran = Awaited<ReturnType<typeof runAgainst>>;

/** A reader of what was collected, with some of AWS's answers changed. */
function readerOf({ snapshot }: Ran, change: (record: Evidence) => Evidence = record => record): Reader {
  const { index, header, population } = snapshot;
  if (population === null) throw new Error('no population');
  const find = (id: string) => {
    const record = index.find(id);
    return record && change(record);
  };
  const { takenAt, parameters } = header;
  return createReaders({ source: { complete: true, find }, takenAt, parameters, population })();
}

function answering(call: string, about: string, data: unknown) {
  return (record: Evidence): Evidence =>
    record.outcome === 'answer' && record.call === call && JSON.stringify(record.input).includes(about)
      ? { ...record, data }
      : record;
}

const collected = () => runAgainst(sandbox, needsPolicies);
const read = async () => readerOf(await collected());

const sent = (operation: string) => sandbox.requests.filter(r => r.operation === operation).length;
const names = (levels: readonly { readonly policies: readonly { readonly name: string }[] }[] | undefined) =>
  levels?.map(({ policies }) => policies.map(({ name }) => name));

describe.each([true, false])('with Paths: %s', paths => {
  test('policies stand on the levels they are attached to, from the root down', async () => {
    await serve({ paths });
    const reader = await read();
    expect(pathOf(reader, deep)).toEqual(['r-te01', ...units, deep]);
    const path = policyPath(reader, deep, SCP);
    expect(path?.nodes).toEqual(['r-te01', ...units, deep]);
    const full = 'FullAWSAccess';
    expect(names(path?.levels)).toEqual([
      [full, 'OnRoot'],
      ...units.slice(0, 4).map(() => [full]),
      [full, 'OnInner'],
      [full],
    ]);
    expect(path?.own).toEqual([]);
    expect(policyPath(reader, shallow, SCP)?.own).toEqual(['p-onaccnt1']);
    expect(names(policyPath(reader, shallow, SCP)?.levels)).toEqual([
      [full, 'OnRoot'],
      [full],
      [full, 'OnAccount'],
    ]);
    expect(names(policyPath(reader, shallow, RCP)?.levels)?.flat()).toEqual(
      Array(3).fill('RCPFullAWSAccess'),
    );
    expect(policyPath(reader, management, SCP)).toBeNull();
  });

  test('few calls: by policy, not by account, and each node is climbed once', async () => {
    await serve({ paths });
    await read();
    expect(sent('ListRoots')).toBe(1);
    expect(sent('ListPolicies')).toBe(2);
    expect(sent('DescribePolicy')).toBe(5);
    // AWS's own two stand nearly everywhere, which would be as many pages as there are accounts.
    expect(sent('ListTargetsForPolicy')).toBe(3);
    // Two accounts and five units, the outermost once for both; never the management account.
    expect(sent('ListParents')).toBe(paths ? 0 : 7);
  });

  test('small pages give the same', async () => {
    await serve({ paths }, { pageSize: 1 });
    const reader = await read();
    expect(names(policyPath(reader, shallow, SCP)?.levels)?.flat()).toContain('OnAccount');
  });

  test('what the path and its policies rest on is evidence, and policies elsewhere are not', async () => {
    await serve({ paths });
    const reader = await read();
    policyPath(reader, shallow, SCP);
    const calls = (name: string) => reader.evidence().filter(id => id.startsWith(`organizations.${name}/`));
    expect(calls('ListAccounts')).toHaveLength(1);
    expect(calls('ListRoots')).toHaveLength(1);
    expect(calls('ListPolicies')).toHaveLength(1);
    expect(calls('ListTargetsForPolicy')).toHaveLength(3);
    expect(calls('DescribePolicy')).toHaveLength(3);
    expect(calls('ListParents')).toHaveLength(paths ? 0 : 2);
  });
});

describe('what binds', () => {
  test('a kind that is not enabled binds nothing, and nothing of it is asked', async () => {
    await serve({ policyTypes: [RCP] });
    const reader = await read();
    expect(policyPath(reader, deep, SCP)).toBeNull();
    expect(policyPath(reader, deep, RCP)).not.toBeNull();
    expect([sent('ListPolicies'), sent('DescribePolicy'), sent('ListTargetsForPolicy')]).toEqual([1, 1, 0]);
  });

  test('FullAWSAccess that is detached makes no silence while nothing else allows', async () => {
    const elsewhere = awsOwn.map(policy => ({ ...policy, targets: ['r-te01'] }));
    await serve({ policies: [...elsewhere, ...guards] });
    const reader = await read();
    expect(names(policyPath(reader, deep, SCP)?.levels)?.at(-1)).toEqual(['FullAWSAccess']);
  });

  test('where another SCP allows, it is asked where FullAWSAccess stands', async () => {
    const elsewhere = awsOwn.map(policy => ({ ...policy, targets: ['r-te01', deep] }));
    const list = { id: 'p-onlyec2x', name: 'OnlyCompute', targets: units };
    const content = document({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' });
    await serve({ policies: [...elsewhere, { ...list, content }] });
    const reader = await read();
    expect(names(policyPath(reader, deep, SCP)?.levels)).toEqual([
      ['FullAWSAccess'],
      ...units.map(() => ['OnlyCompute']),
      ['FullAWSAccess'],
    ]);
    expect(sent('ListTargetsForPolicy')).toBe(2);
  });

  test('AwsManaged alone does not make a policy stand everywhere', async () => {
    await serve({
      policies: [
        ...awsOwn,
        { id: 'p-newdeny1', name: 'New', awsManaged: true, content: guard, targets: [outer] },
      ],
    });
    const reader = await read();
    expect(names(policyPath(reader, deep, SCP)?.levels)?.map(level => level.includes('New'))).toEqual([
      false,
      true,
      ...Array(5).fill(false),
    ]);
  });

  test('a policy that is none is named with its fault, and is no level’s', async () => {
    const broken = {
      id: 'p-broken01',
      name: 'Broken',
      content: '{"Version":"2012-10-17","Statement":',
      targets: [outer],
    };
    await serve({ policies: [...awsOwn, broken] });
    const path = policyPath(await read(), deep, SCP);
    expect(path?.unreadable).toMatchObject([{ policy: 'Broken', fault: { message: expect.any(String) } }]);
    expect(names(path?.levels)?.flat()).not.toContain('Broken');
  });
});

describe('what cannot be read is not known', () => {
  describe.each([
    ['r-te01', deep],
    [outer, shallow],
    [deep, deep],
  ])('no SCP is listed at %s', (bare, account) => {
    test('so that the list is not whole, while other paths are known', async () => {
      const targets = ['r-te01', ...units, deep, shallow].filter(id => id !== bare);
      const content = document({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' });
      const compute = { id: 'p-onlyec2x', name: 'OnlyCompute', targets: [innermost], content };
      await serve({ policies: [...awsOwn.map(policy => ({ ...policy, targets })), compute] });
      const reader = await read();
      const why = `No SCP is listed at ${bare}, where AWS always keeps one attached, so the list is not whole.`;
      expect(() => policyPath(reader, account, SCP)).toThrow(why);
      if (bare === deep) expect(policyPath(reader, shallow, SCP)?.levels).toHaveLength(3);
      expect(policyPath(reader, management, SCP)).toBeNull();
    });
  });

  test.each([SCP, RCP] as const)('no %s is listed at all', async type => {
    await serve();
    const reader = readerOf(
      await collected(),
      answering('organizations.ListPolicies', type, { Policies: [] }),
    );
    const kind = type === SCP ? 'SCP' : 'RCP';
    expect(() => policyPath(reader, deep, type)).toThrow(`No ${kind} is listed at r-te01, where AWS always`);
    expect(policyPath(reader, deep, type === SCP ? RCP : SCP)).not.toBeNull();
  });

  test('which kinds are enabled', async () => {
    await serve();
    sandbox.addFault({ service: 'organizations', operation: 'ListRoots', kind: 'deny' });
    const reader = await read();
    expect(() => policyPath(reader, deep, SCP)).toThrow(Unreadable);
  });

  test('where a policy is attached hides every path', async () => {
    await serve();
    sandbox.addFault({ service: 'organizations', operation: 'ListTargetsForPolicy', kind: 'deny', times: 1 });
    const reader = await read();
    for (const id of [deep, shallow]) expect(() => policyPath(reader, id, SCP)).toThrow(Unreadable);
  });

  test('what a policy says hides the paths that it stands on, and no others', async () => {
    const first = { id: 'p-onaccnt1', name: 'OnAccount', content: guard, targets: [shallow] };
    await serve({ policies: [first, ...awsOwn] });
    sandbox.addFault({ service: 'organizations', operation: 'DescribePolicy', kind: 'deny', times: 1 });
    const reader = readerOf(
      await runAgainst(sandbox, needsPolicies, { config: { ...referenceConfig, concurrency: 1 } }),
    );
    expect(() => policyPath(reader, shallow, SCP)).toThrow('organizations:DescribePolicy');
    expect(names(policyPath(reader, deep, SCP)?.levels)?.flat()).toEqual(Array(7).fill('FullAWSAccess'));
    // It might have allowed, and then FullAWSAccess need not stand everywhere: its list was asked for.
    expect(sent('ListTargetsForPolicy')).toBe(2);
  });

  test.each([
    ['leads nowhere', ['o-test000001/']],
    ['lacks a root', ['o-test000001/ou-te01-11111111/222233334444/']],
    ['ends at another account', ['o-test000001/r-te01/333344445555/']],
    ['turns in a circle', [`o-test000001/r-te01/${outer}/${innermost}/${outer}/222233334444/`]],
    ['is two', ['o-test000001/r-te01/222233334444/', `o-test000001/r-te01/${outer}/222233334444/`]],
  ])('a listed path that %s', async (_what, Paths) => {
    await serve();
    const reader = readerOf(
      await collected(),
      answering('organizations.ListAccounts', '', { Accounts: [{ Id: deep, Paths }] }),
    );
    expect(() => pathOf(reader, deep)).toThrow('does not lead from a root');
  });

  test('parents that turn in a circle', async () => {
    await serve({ paths: false });
    const reader = readerOf(
      await collected(),
      answering('organizations.ListParents', outer, {
        Parents: [{ Id: innermost, Type: 'ORGANIZATIONAL_UNIT' }],
      }),
    );
    expect(() => pathOf(reader, deep)).toThrow('does not lead from a root');
  });

  test('a parent that is denied', async () => {
    await serve({ paths: false });
    sandbox.addFault({ service: 'organizations', operation: 'ListParents', kind: 'deny' });
    const reader = await read();
    expect(() => pathOf(reader, deep)).toThrow('organizations:ListParents');
  });
});

test('where the organization cannot be read, planning ends, and no path is known', async () => {
  await serve({ paths: false });
  sandbox.addFault({ service: 'organizations', operation: 'ListAccounts', kind: 'deny' });
  const reader = await read();
  expect(() => policyPath(reader, deep, SCP)).toThrow(Unreadable);
  expect(sent('ListParents')).toBe(0);
});
