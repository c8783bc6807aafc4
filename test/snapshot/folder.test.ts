import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { canonical } from '../../src/model/json.ts';
import { defaultParameters } from '../../src/model/parameters.ts';
import type { SnapshotHeader } from '../../src/model/snapshot.ts';
import { createSnapshotFolder, loadSnapshot, resumeSnapshotFolder } from '../../src/snapshot/folder.ts';
import { questionId, sha256 } from '../../src/snapshot/question.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const header: SnapshotHeader = {
  schema: 'snapshot/1',
  tool: { name: 'trailproof', version: '0.0.0' },
  runId: '01J0000000000000000000TEST',
  takenAt: '2026-11-20T06:00:00.000Z',
  caller: { arn: 'arn:aws:iam::111122223333:user/a', accountId: '111122223333' },
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
};

function answer(region: string, data: object): Evidence {
  const scope = { accountId: '111122223333', region };
  const call = 'cloudtrail.DescribeTrails';
  return {
    id: questionId(call, scope, {}),
    call,
    scope,
    input: {},
    at: header.takenAt,
    outcome: 'answer',
    data,
    sha256: sha256(canonical(data)),
    requestIds: ['r'],
  };
}

const gap: Evidence = {
  id: 'kms.DescribeKey/111122223333/eu-west-1/-',
  call: 'kms.DescribeKey',
  scope: { accountId: '111122223333', region: 'eu-west-1' },
  input: {},
  at: header.takenAt,
  outcome: 'gap',
  gap: { reason: 'denied', code: 'AccessDeniedException', message: 'no', permission: 'kms:DescribeKey' },
};

function written(complete: boolean): void {
  const writer = createSnapshotFolder(dir, header);
  writer.append(answer('us-east-1', { trailList: [] }));
  writer.append(answer('eu-west-1', { trailList: [] }));
  writer.append(gap);
  writer.close(complete);
}

test('what is written is read back', async () => {
  written(true);
  const { header: read, index } = await loadSnapshot(dir);
  expect(read).toEqual(header);
  expect([...index.records()]).toEqual([
    answer('us-east-1', { trailList: [] }),
    answer('eu-west-1', { trailList: [] }),
    gap,
  ]);
  expect(index.complete).toBe(true);
});

test('an equal body is stored once', async () => {
  written(true);
  expect(readFileSync(join(dir, 'bodies.ndjson'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a line that a kill left half-written is cut off, and the run goes on behind it', async () => {
  written(false);
  appendFileSync(join(dir, 'evidence.ndjson'), '{"id":"cloudtrail.Desc');
  const { snapshot, writer } = await resumeSnapshotFolder(dir);
  expect(snapshot.index.size).toBe(3);
  writer.append(answer('ap-south-1', { trailList: [1] }));
  writer.close(true);
  const { index } = await loadSnapshot(dir);
  expect(index.size).toBe(4);
  expect(index.complete).toBe(true);
});

test.each([
  ['the same', [1]],
  ['another', [2]],
])(
  'a body whose record a kill prevented is cut off: the answer that comes then is %s',
  async (_which, trails) => {
    const before = createSnapshotFolder(dir, header);
    before.append(answer('us-east-1', { trailList: [] }));
    before.append(answer('eu-west-1', { trailList: [1] }));
    before.close(false);
    const records = join(dir, 'evidence.ndjson');
    writeFileSync(records, readFileSync(records, 'utf8').replace(/\n[^\n]+\n$/, '\n{"id":"cloudtr'));
    const { snapshot, writer } = await resumeSnapshotFolder(dir);
    expect(snapshot.index.size).toBe(1);
    writer.append(answer('eu-west-1', { trailList: trails }));
    writer.close(true);
    const bodies = readFileSync(join(dir, 'bodies.ndjson'), 'utf8').trim().split('\n');
    expect(bodies.map(line => (JSON.parse(line) as { data: unknown }).data)).toEqual([
      { trailList: [] },
      { trailList: trails },
    ]);
  },
);

test('without repair a torn line is refused', async () => {
  written(false);
  appendFileSync(join(dir, 'evidence.ndjson'), '{"id":"cloudtrail.Desc');
  await expect(loadSnapshot(dir)).rejects.toThrow('line 4 is not JSON');
});

test('a complete snapshot has nothing to resume', async () => {
  written(true);
  await expect(resumeSnapshotFolder(dir)).rejects.toThrow('nothing to resume');
});

test('an edited body is found out', async () => {
  written(true);
  const path = join(dir, 'bodies.ndjson');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"trailList":[]', '"trailList":[{}]'));
  await expect(loadSnapshot(dir)).rejects.toThrow('does not match its hash');
});

test('an answer that was moved to another account is found out', async () => {
  const writer = createSnapshotFolder(dir, header);
  writer.append(answer('us-east-1', { trailList: [] }));
  writer.close(true);
  const path = join(dir, 'evidence.ndjson');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('"accountId":"111122223333"', '"accountId":"444455556666"'),
  );
  await expect(loadSnapshot(dir)).rejects.toThrow('is not the question that it records');
});

test('a removed record is found out', async () => {
  written(true);
  const path = join(dir, 'evidence.ndjson');
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  writeFileSync(path, `${lines.slice(1).join('\n')}\n`);
  await expect(loadSnapshot(dir)).rejects.toThrow('3 records were written and 2 are there');
});

test('a folder without a snapshot is named', async () => {
  await expect(loadSnapshot(join(dir, 'nothing'))).rejects.toMatchObject({ code: 'BAD_SNAPSHOT' });
});

test('a closed snapshot takes no more records', () => {
  const writer = createSnapshotFolder(join(dir, 'snapshot'), header);
  writer.append(answer('us-east-1', { trailList: [] }));
  writer.close(false);
  expect(() => writer.append(gap)).toThrow('closed');
});
