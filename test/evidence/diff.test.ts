import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import type { Judgement, Side } from '../../src/evidence/bundle-side.ts';
import { type Diff, diffOf } from '../../src/evidence/diff.ts';
import type { Life, LifeState } from '../../src/evidence/lifecycle.ts';
import { defaultParameters } from '../../src/model/parameters.ts';
import type { Population } from '../../src/model/population.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { type Trailproof, workplace } from '../support/bundle.ts';

function judgement(finding_id: string, status: string, evidence: readonly string[] = ['e']): Judgement {
  const subject = { id: `arn:${finding_id}`, name: finding_id, account_id: '1', region: 'r' };
  return {
    finding_id,
    check: 'a/b',
    check_version: 1,
    severity: 'high',
    status,
    note: 'n',
    subject,
    evidence,
  };
}

const population: Population = {
  partition: 'aws',
  globalRegion: 'us-east-1',
  organization: null,
  accounts: [],
  unread: [],
};

function side(judgements: readonly Judgement[], other: Partial<Side> = {}): Side {
  return {
    header: {
      schema: 'snapshot/1',
      tool: { name: 'trailproof', version: '1.0.0' },
      runId: '0'.repeat(26),
      takenAt: '2026-11-20T06:00:00Z',
      caller: { arn: 'arn:aws:iam::1:role/r', accountId: '1' },
      parameters: defaultParameters,
      selection: {
        organization: true,
        organizationAccount: null,
        accounts: [],
        excludedAccounts: [],
        regions: [],
        excludedRegions: [],
        calls: [],
      },
    },
    facts: 'f',
    population,
    checks: ['a/b'],
    judgements: new Map(judgements.map(one => [one.finding_id, one])),
    lives: new Map(),
    madeFrom: null,
    manifest: 'm',
    ...other,
  };
}

const lists = [
  'new',
  'reopened',
  'closed',
  'still_open',
  'stale',
  'newly_unknown',
  'no_longer_judged',
] as const;

/** One finding as lives.ndjson of the run of `side` has it. */
function livesOf(state: LifeState, closedAt = '2026-11-20T06:00:00Z'): ReadonlyMap<string, Life> {
  const time = '2026-11-01T06:00:00Z';
  const life: Life = {
    finding_id: 'f',
    check: 'a/b',
    account: '1',
    region: 'r',
    resource: 'arn:f',
    state,
    first_seen: time,
    last_seen: time,
    last_evaluated: time,
    reopen_count: 0,
    closed_at: state === 'closed' ? closedAt : null,
    closing_evidence: state === 'closed' ? ['gone'] : [],
    note: 'last',
  };
  return new Map([['f', life]]);
}

function livedDiff(was: string | null, state: LifeState, is: string | null, closedAt?: string): Diff {
  const at = (status: string | null) => (status === null ? [] : [judgement('f', status)]);
  const madeFrom = { run_id: '0'.repeat(26), manifest_sha256: 'm' };
  return diffOf(side(at(was)), side(at(is), { lives: livesOf(state, closedAt), madeFrom }));
}

function livedListsOf(...finding: Parameters<typeof livedDiff>) {
  const diff = livedDiff(...finding);
  return lists.filter(name => diff[name].length > 0);
}

/** In which lists one finding stands, by its status before and after; null: not judged. */
function listsOf(
  was: string | null,
  is: string | null,
  evidence: readonly string[] = ['e'],
  other: Partial<Side> = {},
) {
  const at = (status: string | null) => (status === null ? [] : [judgement('f', status, evidence)]);
  const diff = diffOf(side(at(was), other), side(at(is)));
  return lists.filter(name => diff[name].length > 0);
}

describe('a finding', () => {
  test.each([
    [null, 'FAIL', ['new']],
    ['PASS', 'FAIL', ['new']],
    ['UNKNOWN', 'FAIL', ['new']],
    ['NOT_APPLICABLE', 'FAIL', ['new']],
    ['FAIL', 'FAIL', ['still_open']],
    ['FAIL', 'PASS', ['closed']],
    ['FAIL', 'NOT_APPLICABLE', ['stale']],
    ['UNKNOWN', 'NOT_APPLICABLE', []],
    ['FAIL', 'UNKNOWN', ['newly_unknown']],
    ['PASS', 'UNKNOWN', ['newly_unknown']],
    [null, 'UNKNOWN', ['newly_unknown']],
    ['UNKNOWN', 'UNKNOWN', []],
    // DefectDojo's fault: absence is taken for a mend (issue 14012).
    ['FAIL', null, ['no_longer_judged']],
    ['UNKNOWN', null, ['no_longer_judged']],
    ['UNKNOWN', 'PASS', []],
    ['PASS', 'PASS', []],
    ['PASS', null, []],
    [null, 'PASS', []],
  ])('%s -> %s: %j', (was, is, expected) => {
    expect(listsOf(was, is)).toEqual(expected);
  });

  test('closes with the evidence that shows it, and never without any', () => {
    const diff = diffOf(side([judgement('f', 'FAIL')]), side([judgement('f', 'PASS', ['x', 'y'])]));
    expect(diff.closed[0]).toMatchObject({ was: 'FAIL', is: 'PASS', closing_evidence: ['x', 'y'] });
    expect(listsOf('FAIL', 'PASS', [])).toEqual(['stale']);
  });

  test('that was recorded as closed is reopened, not new', () => {
    expect(listsOf('PASS', 'FAIL', ['e'], { lives: livesOf('closed') })).toEqual(['reopened']);
  });

  describe('of a bundle that was made from the earlier one is where its own life puts it', () => {
    test.each([
      // Gone, and an answer shows it.
      ['FAIL', 'closed', null, ['closed']],
      ['UNKNOWN', 'closed', 'PASS', ['closed']],
      [null, 'closed', null, ['closed']],
      // It was stale in between: it is not new.
      ['UNKNOWN', 'open', 'FAIL', ['still_open']],
      ['FAIL', 'open', 'FAIL', ['still_open']],
      ['PASS', 'reopened', 'FAIL', ['reopened']],
      [null, 'new', 'FAIL', ['new']],
      ['FAIL', 'stale', 'UNKNOWN', ['stale']],
      ['FAIL', 'stale', null, ['stale']],
      ['UNKNOWN', 'stale', 'UNKNOWN', ['stale']],
      // A pass with nothing behind it.
      ['FAIL', 'stale', 'PASS', ['stale']],
    ] as const)('%s -> %s (%s): %j', (was, state, is, expected) => {
      expect(livedListsOf(was, state, is)).toEqual(expected);
    });

    test('with the evidence that closed it', () => {
      const [closed] = livedDiff('FAIL', 'closed', null).closed;
      expect(closed).toMatchObject({ was: 'FAIL', is: null, note: 'n', closing_evidence: ['gone'] });
      const [unjudged] = livedDiff(null, 'closed', null).closed;
      expect(unjudged).toMatchObject({
        finding_id: 'f',
        check: 'a/b',
        severity: null,
        resource: 'arn:f',
        note: 'last',
      });
    });

    test('and one that was closed before stays where its verdicts put it', () => {
      expect(livedListsOf('PASS', 'closed', 'UNKNOWN', '2026-11-01T06:00:00Z')).toEqual(['newly_unknown']);
      expect(livedListsOf('PASS', 'closed', 'PASS', '2026-11-01T06:00:00Z')).toEqual([]);
    });

    test.each([
      ['another run', { run_id: '1'.repeat(26), manifest_sha256: 'm' }],
      ['another bundle of that run', { run_id: '0'.repeat(26), manifest_sha256: 'other' }],
      ['no run', null],
    ])('and not the life of one that was made from %s', (_name, madeFrom) => {
      const later = side([], { lives: livesOf('closed'), madeFrom });
      expect(diffOf(side([judgement('f', 'FAIL')]), later).no_longer_judged).toHaveLength(1);
    });
  });
});

test('the gravest come first', () => {
  const low = { ...judgement('a', 'FAIL'), severity: 'low' as const };
  const critical = { ...judgement('b', 'FAIL'), severity: 'critical' as const };
  expect(diffOf(side([]), side([low, critical])).new.map(change => change.finding_id)).toEqual(['b', 'a']);
});

test('settings: parameters, selection, tool, caller, checks and their versions', () => {
  const later = side([{ ...judgement('f', 'PASS'), check_version: 2 }], { checks: ['a/b', 'c/d'] });
  const changed: Side = {
    ...later,
    header: {
      ...later.header,
      tool: { name: 'trailproof', version: '1.1.0' },
      parameters: { ...defaultParameters, retentionDays: 90 },
      selection: {
        ...later.header.selection,
        excludedAccounts: [{ id: '2', reason: 'sold' }],
        calls: ['x.Y'],
      },
    },
  };
  expect(diffOf(side([judgement('f', 'PASS')]), changed).settings).toEqual([
    { setting: 'check a/b', was: 'version 1', is: 'version 2' },
    { setting: 'check c/d', was: null, is: 'run' },
    { setting: 'parameters.retentionDays', was: 365, is: 90 },
    { setting: 'selection.excludedAccounts', was: [], is: [{ id: '2', reason: 'sold' }] },
    { setting: 'tool.version', was: '1.0.0', is: '1.1.0' },
  ]);
});

test('population: accounts and regions that came, went, or are looked at no more', () => {
  const account = (accountId: string, regions: readonly string[], rest: object = {}) => ({
    accountId,
    name: null,
    state: 'ACTIVE',
    management: false,
    disposition: 'evaluated' as const,
    regions: regions.map(region => ({ region, optIn: false, disposition: 'evaluated' as const })),
    ...rest,
  });
  const earlier = side([], {
    population: { ...population, accounts: [account('1', ['r']), account('2', ['r']), account('4', [])] },
  });
  const accounts = [
    account('1', ['r', 's']),
    account('3', []),
    account('4', [], { disposition: 'not-evaluable', reason: 'denied', regions: null }),
  ];
  const later = side([], { population: { ...population, accounts } });
  expect(diffOf(earlier, later).population).toEqual([
    { account_id: '1', region: 's', was: null, is: 'evaluated', reason: null },
    { account_id: '2', region: null, was: 'evaluated', is: null, reason: null },
    { account_id: '2', region: 'r', was: 'evaluated', is: null, reason: null },
    { account_id: '3', region: null, was: null, is: 'evaluated', reason: null },
    { account_id: '4', region: null, was: 'evaluated', is: 'not-evaluable', reason: 'denied' },
  ]);
});

describe('two bundles', () => {
  let cwd: string;
  let trailproof: Trailproof;
  beforeAll(async () => {
    const now = () => new Date('2026-11-20T06:00:00Z');
    const sandbox = await startSandbox({ estate: builtInEstates.reference(), now });
    ({ cwd, trailproof } = workplace(sandbox.environment, { now }));
    await trailproof('audit', '--out', 'a', '--zip');
    // A stricter threshold makes findings, an excluded account leaves some unjudged.
    const stricter = { rotationDays: 90, accounts: { exclude: [{ id: '555566667777', reason: 'sold' }] } };
    writeFileSync(join(cwd, 'trailproof.yaml'), stringify({ ...demoConfig, ...stricter }));
    await trailproof('audit', '--out', 'b');
    await sandbox.stop();
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  const diff = async (...names: string[]): Promise<Diff> =>
    JSON.parse((await trailproof('diff', ...names, '--format', 'json')).stdout) as Diff;

  test('of the same facts differ in nothing, folder or zip', async () => {
    const same = await diff('a.zip', 'a');
    for (const name of lists.filter(list => list !== 'still_open')) expect(same[name], name).toEqual([]);
    expect([...same.settings, ...same.population]).toEqual([]);
    expect((await trailproof('diff', 'a', 'a')).stdout).toContain('(the same facts)');
  });

  test('show what a changed configuration did, and say that it changed', async () => {
    const changed = await diff('a', 'b');
    expect(changed.new.map(({ check }) => check)).toContain('kms/rotation');
    expect(changed.settings.map(({ setting }) => setting)).toEqual([
      'parameters.rotationDays',
      'selection.excludedAccounts',
    ]);
    expect(changed.population[0]).toMatchObject({
      account_id: '555566667777',
      was: 'evaluated',
      is: 'excluded',
      reason: 'sold',
    });
    // The trail of the account that was left out is not mended by that.
    expect(changed.no_longer_judged.some(({ resource }) => resource.includes('legacy-eu'))).toBe(true);
    expect(changed.closed.every(({ closing_evidence }) => closing_evidence.length > 0)).toBe(true);
    const { stdout, code } = await trailproof('diff', 'a', 'b');
    expect(stdout).toContain('parameters.rotationDays: 365 -> 90');
    expect(code).toBe(0);
  });

  test('one that was tampered with is not compared', async () => {
    writeFileSync(join(cwd, 'b', 'README.txt'), 'read me not');
    const { code, stdout } = await trailproof('diff', 'a', 'b');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });
});
