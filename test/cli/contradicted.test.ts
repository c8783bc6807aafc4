/** Snapshots that contradict themselves, sealed anew by somebody who knows every format: what stands in the evidence wins. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { checksFor } from '../../src/cli/select-checks.ts';
import { writeBundle } from '../../src/cli/write-bundle.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { loadChecklist } from '../../src/evidence/templates.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { canonical } from '../../src/model/json.ts';
import type { Population } from '../../src/model/population.ts';
import type { SnapshotHeader } from '../../src/model/snapshot.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { loadSnapshot } from '../../src/snapshot/folder.ts';
import { sealWithItsOwnFacts, small, type Trailproof, workplace } from '../support/bundle.ts';
import { testIo } from '../support/run.ts';

/** A workload account. */
const MEMBER = '444455556666';
const at = new Date('2026-11-20T06:00:00Z');

let cwd: string;
let trailproof: Trailproof;
beforeAll(async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: () => at });
  ({ cwd, trailproof } = workplace(sandbox.environment, { now: () => at }));
  await trailproof('audit', '--out', 'honest', ...small);
  await sandbox.stop();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

interface Parts {
  header: Mutable<SnapshotHeader>;
  population: Mutable<Population>;
  records: Evidence[];
}

/** Changes the snapshot and makes everything else from it, as `export` would that looked no closer. */
async function forged(change: (parts: Parts) => void): Promise<void> {
  const folder = join(cwd, 'forged');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(cwd, 'honest/snapshot'), join(folder, 'snapshot'), { recursive: true });
  const path = (name: string): string => join(folder, 'snapshot', name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const parts: Parts = {
    header: JSON.parse(read('snapshot.json')),
    population: JSON.parse(read('population.json')),
    records: read('evidence.ndjson')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  };
  const before = canonical(parts);
  change(parts);
  if (canonical(parts) === before) throw new Error('The forger changed nothing.');
  writeFileSync(path('snapshot.json'), `${canonical(parts.header)}\n`);
  writeFileSync(path('population.json'), `${canonical(parts.population)}\n`);
  writeFileSync(path('evidence.ndjson'), parts.records.map(record => `${canonical(record)}\n`).join(''));
  const pointedAt = new Set(parts.records.flatMap(one => (one.outcome === 'answer' ? [one.sha256] : [])));
  const bodies = read('bodies.ndjson').trimEnd().split('\n');
  const kept = bodies.filter(line => pointedAt.has((JSON.parse(line) as { sha256: string }).sha256));
  writeFileSync(path('bodies.ndjson'), `${kept.join('\n')}\n`);
  writeFileSync(path('complete.json'), `${canonical({ evidence: parts.records.length })}\n`);
  const snapshot = await loadSnapshot(join(folder, 'snapshot'));
  const audit = auditOf(snapshot, checksFor(checks, snapshot.header), loadChecklist());
  const { io } = testIo({}, { cwd });
  const exit = exitOf(audit, 'low');
  const sealing = { sign: undefined, authority: undefined, zip: false };
  const { index } = snapshot;
  await writeBundle(io, { folder, audit, index, exit, history: firstRun(audit), sealing });
}

const accountIn = ({ population }: Parts, id: string) => {
  const found = population.accounts.find(({ accountId }) => accountId === id);
  if (found === undefined) throw new Error(`There is no account ${id}.`);
  return found;
};

/** The bundle holds together, and its evidence tells another story. */
async function refused(path: string, what: string): Promise<void> {
  const verified = await trailproof('verify', 'forged');
  expect(verified.stderr).toBe('');
  expect(verified.code).toBe(0);
  const replayed = await trailproof('replay', 'forged');
  expect(replayed.stderr).toContain(`${path}: ${what}`);
  expect(replayed.code).toBe(4);
  const id = (
    JSON.parse(readFileSync(join(cwd, 'honest/evaluations.ndjson'), 'utf8').split('\n')[0] ?? '') as {
      finding_id: string;
    }
  ).finding_id;
  for (const command of [
    ['export', 'forged', '--out', 'again'],
    ['evaluate', 'forged'],
    ['explain', id, '--snapshot', 'forged'],
  ]) {
    const { code, stderr } = await trailproof(...command);
    expect(stderr, command[0]).toContain(what);
    expect(stderr, command[0]).toContain('collect a new one');
    expect(code, command[0]).toBe(2);
  }
}

describe('the population is what the answers name', () => {
  test.each<[string, (parts: Parts) => void, string]>([
    [
      'an account that is left out',
      ({ population }) => {
        population.accounts = population.accounts.filter(({ accountId }) => accountId !== MEMBER);
      },
      `lacks account ${MEMBER}, which AWS's answers name`,
    ],
    [
      'all accounts that could not be looked into',
      ({ population }) => {
        population.accounts = population.accounts.filter(({ disposition }) => disposition === 'evaluated');
      },
      'lacks account ',
    ],
    [
      'an account that is put in',
      parts => {
        const account = accountIn(parts, MEMBER);
        const excluded = { disposition: 'excluded', reason: 'unused', regions: null } as const;
        parts.population.accounts.push({ ...account, ...excluded, accountId: '999900001111' });
      },
      "names account 999900001111, which AWS's answers do not",
    ],
    [
      'a region that is left out',
      parts => {
        const account = accountIn(parts, MEMBER);
        account.regions = account.regions?.filter(({ region }) => region !== 'sa-east-1') ?? null;
      },
      `lacks region sa-east-1 of account ${MEMBER}, which AWS's answers name`,
    ],
    [
      'an account that is said to be excluded',
      parts => {
        Object.assign(accountIn(parts, MEMBER), { disposition: 'excluded', reason: 'a sandbox' });
      },
      `says of account ${MEMBER} what AWS's answers do not: its disposition`,
    ],
    [
      'a region that is said to be excluded',
      parts => {
        const region = accountIn(parts, MEMBER).regions?.find(one => one.region === 'sa-east-1');
        Object.assign(region ?? {}, { disposition: 'excluded', reason: 'unused' });
      },
      `says of region sa-east-1 of account ${MEMBER} what AWS's answers do not`,
    ],
  ])('%s', async (_name, change, what) => {
    await forged(change);
    await refused('snapshot/population.json', what);
  });
});

test('a record without which nothing can be judged, left out', async () => {
  rmSync(join(cwd, 'forged'), { recursive: true, force: true });
  cpSync(join(cwd, 'honest'), join(cwd, 'forged'), { recursive: true });
  const honest = await loadSnapshot(join(cwd, 'honest/snapshot'));
  const left = `cloudtrail.DescribeTrails/${MEMBER}/us-east-1/-`;
  expect(honest.index.has(left)).toBe(true);
  const path = (name: string): string => join(cwd, 'forged/snapshot', name);
  const lines = readFileSync(path('evidence.ndjson'), 'utf8').split('\n');
  writeFileSync(path('evidence.ndjson'), lines.filter(line => !line.includes(`"${left}"`)).join('\n'));
  writeFileSync(path('complete.json'), `${canonical({ evidence: honest.index.size - 1 })}\n`);
  await sealWithItsOwnFacts(join(cwd, 'forged'));
  await refused('snapshot/evidence.ndjson', `lacks ${left}`);
});

test('a record that the plan asks for, left out of a snapshot that says that none is left', async () => {
  const isLeftOut = ({ call, scope }: Evidence): boolean =>
    call === 'cloudtrail.GetTrailStatus' && scope.accountId === MEMBER && scope.region === 'sa-east-1';
  await forged(({ records }) => {
    const kept = records.filter(record => !isLeftOut(record));
    records.splice(0, records.length, ...kept);
  });
  await refused('snapshot/evidence.ndjson', `lacks cloudtrail.GetTrailStatus/${MEMBER}/sa-east-1/`);
});

describe('a run begins before its answers, and its answers soon after', () => {
  test.each([
    ['later', '2027-11-20T06:00:00.000Z', 'began at 2027-11-20T06:00:00.000Z, and '],
    ['long before', '2026-10-28T06:00:00.000Z', 'began at 2026-10-28T06:00:00.000Z, and nothing was asked '],
  ])('%s', async (_name, takenAt, what) => {
    await forged(({ header }) => {
      header.takenAt = takenAt;
    });
    await refused('snapshot/snapshot.json', `says that the run ${what}`);
  });

  test('a clock that was put right, and a run that was gone on with', async () => {
    await forged(({ records }) => {
      for (const [number, record] of records.entries())
        Object.assign(record, {
          at: number % 2 === 0 ? '2026-11-20T05:55:00.000Z' : '2027-02-20T06:00:00.000Z',
        });
    });
    const replayed = await trailproof('replay', 'forged');
    expect(replayed.stderr).toBe('');
    expect(replayed.code).toBe(0);
  });
});
