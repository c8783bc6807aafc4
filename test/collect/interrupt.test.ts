/** However a run ends, whatever was under way is recorded before it does, and nothing after. */
import { expect, test } from 'vitest';
import { listRegions } from '../../src/aws/account.ts';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { describeOrganization, listAccounts } from '../../src/aws/organizations.ts';
import type { Asker } from '../../src/collect/ask.ts';
import { collect } from '../../src/collect/collect.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Json } from '../../src/model/json.ts';
import { defaultParameters } from '../../src/model/parameters.ts';
import type { Scope } from '../../src/model/scope.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { questionId } from '../../src/snapshot/question.ts';

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666'];
const [caller = ''] = accounts;

const answers: Readonly<Record<string, Json>> = {
  [describeOrganization.id]: { Organization: { Id: 'o-a1b2c3d4e5', MasterAccountId: caller } },
  [listAccounts.id]: { Accounts: accounts.map(Id => ({ Id, State: 'ACTIVE' })) },
  [listRegions.id]: { Regions: [{ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }] },
  [describeTrails.id]: { trailList: [] },
};

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20));

/** The second account's question of this call brings `happen` about while the first's is under way. */
async function runUntil(call: string, happen: (abort: AbortController) => void) {
  const abort = new AbortController();
  const asked: string[] = [];
  const written: string[] = [];
  const answer = (id: string, name: string, scope: Scope, input: Json): Evidence => ({
    ...{ id, call: name, scope, input, at: '', outcome: 'answer', sha256: id, requestIds: [] },
    data: answers[name] ?? null,
  });
  const asker: Asker = {
    async ask({ call: { id: name }, scope, input }) {
      const id = questionId(name, scope, input);
      asked.push(id);
      if (name === call && scope.accountId === accounts[0]) await pause();
      if (name === call && scope.accountId === accounts[1]) happen(abort);
      return answer(id, name, scope, input);
    },
    assumeRoleId: accountId => `sts.AssumeRole/${accountId}`,
    assumeRole(accountId) {
      const scope = { accountId, region: 'us-east-1' };
      return Promise.resolve(answer(`sts.AssumeRole/${accountId}`, 'sts.AssumeRole', scope, {}));
    },
  };
  const outcome = await collect({
    header: {
      schema: 'snapshot/1',
      tool: { name: 'trailproof', version: '0.0.0' },
      runId: 'run',
      takenAt: '2026-11-20T06:00:00.000Z',
      caller: { arn: '', accountId: caller },
      parameters: defaultParameters,
      selection: {
        ...{ organization: true, organizationAccount: null, accounts: [], excludedAccounts: [] },
        ...{ regions: [], excludedRegions: [], calls: [] },
      },
    },
    partition: 'aws',
    globalRegion: 'us-east-1',
    calls: [describeTrails],
    index: new EvidenceIndex(),
    writer: {
      append: record => written.push(record.id),
      population: () => undefined,
      close: () => undefined,
    },
    asker,
    onPopulation: () => undefined,
    concurrency: 2,
    signal: abort.signal,
    clock: () => new Date(0),
  }).then(
    ({ complete }) => ({ complete }),
    (error: unknown) => ({ error }),
  );
  const atEnd = written.length;
  await pause();
  await pause();
  return { outcome, atEnd, written, asked: asked.filter(id => id.startsWith(call)) };
}

const defect = new Error('a defect');
const broken = (): never => {
  throw defect;
};

test.each([listRegions.id, describeTrails.id])('stopped while asking %s', async call => {
  const { atEnd, written, asked } = await runUntil(call, abort => abort.abort());
  expect(asked).toHaveLength(2);
  expect(written).toEqual(expect.arrayContaining(asked));
  expect(written).toHaveLength(atEnd);
});

test.each([listRegions.id, describeTrails.id])('a defect while asking %s', async call => {
  const { outcome, atEnd, written, asked } = await runUntil(call, broken);
  expect(outcome).toEqual({ error: defect });
  expect(asked).toHaveLength(2);
  expect(written).toContain(asked[0]);
  expect(written).toHaveLength(atEnd);
});
