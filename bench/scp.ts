/** How many verdicts on SCPs are reached in a second, and whether the time grows with the accounts and no faster. */
import check from '../checks/organizations/trail-tampering-denied.ts';
import {
  describePolicy,
  listPolicies,
  listRoots,
  listTargetsForPolicy,
  SCP,
} from '../src/aws/control-policies.ts';
import { listAccounts } from '../src/aws/organizations.ts';
import { evaluate } from '../src/evaluate/evaluate.ts';
import type { AnyCall } from '../src/model/call.ts';
import { canonical, type Json } from '../src/model/json.ts';
import { defaultParameters } from '../src/model/parameters.ts';
import type { PopulationAccount } from '../src/model/population.ts';
import { builtInEstates } from '../src/sandbox/index.ts';
import { EvidenceIndex } from '../src/snapshot/index.ts';
import { questionId, sha256 } from '../src/snapshot/question.ts';
import { median } from './median.ts';

const ROUNDS = 7;
const SIZES = [250, 500, 1000] as const;
/** Time for four times the accounts, over four times the time. */
const MOST_GROWTH = 1.5;
const LEAST_PER_SECOND = 1_000;
const takenAt = '2026-11-20T06:00:00.000Z';

const worlds = SIZES.map(worldOf);
const runs = worlds.map((): number[] => []);
// Interleaved, so that whatever else the machine does hits all alike.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [i, of] of worlds.entries()) {
    const startedAt = performance.now();
    const results = evaluate(of, [check]);
    const ms = performance.now() - startedAt;
    const passed = results.filter(result => result.verdict.status === 'pass').length;
    if (passed !== of.population.accounts.length - 1) throw new Error(`Only ${passed} accounts pass.`);
    // The first round warms up.
    if (round > 0) runs[i]?.push(ms);
  }
}
const times = runs.map(median);
for (const [i, accounts] of SIZES.entries()) {
  const ms = times[i] ?? Number.NaN;
  process.stdout.write(
    `${accounts} accounts: ${ms.toFixed(0)} ms, ${((accounts / ms) * 1000).toFixed(0)} decisions a second.\n`,
  );
}
const [small = Number.NaN, , large = Number.NaN] = times;
const growth = large / small / (SIZES[2] / SIZES[0]);
const perSecond = (SIZES[2] / large) * 1000;
process.stdout.write(
  `Four times the accounts take ${(large / small).toFixed(1)} times as long, ${growth.toFixed(2)} of linear ` +
    `(goal: at most ${MOST_GROWTH}, and ${LEAST_PER_SECOND} a second).\n`,
);
process.exitCode = growth <= MOST_GROWTH && perSecond >= LEAST_PER_SECOND ? 0 : 1;

/** What would have been collected from the estate `scale`. */
function worldOf(size: number) {
  const { organization, accounts } = builtInEstates.scale({ accounts: size, regions: 1, seed: 1 });
  if (organization === undefined) throw new Error('The estate has no organization.');
  const { id, rootId, managementAccount, policies } = organization;
  const index = new EvidenceIndex();
  const scope = { accountId: managementAccount, region: 'us-east-1' };
  const add = (call: AnyCall, input: Json, data: unknown) =>
    index.add({
      id: questionId(call.id, scope, input),
      call: call.id,
      scope,
      input,
      at: takenAt,
      outcome: 'answer',
      data,
      sha256: sha256(canonical(data)),
      requestIds: [],
    });
  const path = (unit: string | undefined, account: string) => [id, rootId, ...(unit ? [unit] : []), account];
  add(
    listAccounts,
    {},
    { Accounts: accounts.map(a => ({ Id: a.id, Paths: [`${path(a.unit, a.id).join('/')}/`] })) },
  );
  add(listRoots, {}, { Roots: [{ Id: rootId, PolicyTypes: [{ Type: SCP, Status: 'ENABLED' }] }] });
  add(listPolicies, { Filter: SCP }, { Policies: policies.map(p => ({ Id: p.id, Name: p.name })) });
  for (const { id: PolicyId, content, targets } of policies) {
    add(describePolicy, { PolicyId }, { Policy: { Content: JSON.stringify(content) } });
    const listed = targets === 'everything' ? [] : targets;
    add(listTargetsForPolicy, { PolicyId }, { Targets: listed.map(TargetId => ({ TargetId })) });
  }
  index.complete = true;
  const population = {
    partition: 'aws',
    globalRegion: 'us-east-1',
    organization: { id, managementAccount, readFrom: managementAccount },
    accounts: accounts.map(
      (a): PopulationAccount => ({
        accountId: a.id,
        name: a.name,
        state: 'ACTIVE',
        management: a.id === managementAccount,
        disposition: 'evaluated',
        regions: [],
      }),
    ),
    unread: [],
  };
  return { source: index, takenAt, parameters: defaultParameters, population };
}
