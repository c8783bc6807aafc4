import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { workplace } from '../support/bundle.ts';

const { cwd, trailproof } = workplace();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test('the demo leaves a signed bundle that verifies and replays, and says how to see that', async () => {
  const demo = await trailproof('demo', '--out', 'd');
  expect(demo.stderr).toContain('trailproof verify d');
  expect(demo.code).toBe(0);
  const verified = await trailproof('verify', 'd', '--key', 'd/signer.pem');
  expect(verified.stdout).toContain('ECDSA P-256');
  expect(verified.code).toBe(0);
  expect((await trailproof('replay', 'd')).code).toBe(0);
});

test('replaces an earlier demo, with the same signing key, and nothing else', async () => {
  const key = readFileSync(join(cwd, 'd', 'signer.pem'), 'utf8');
  expect((await trailproof('demo', '--out', 'd')).code).toBe(0);
  expect(readFileSync(join(cwd, 'd', 'signer.pem'), 'utf8')).toBe(key);
  writeFileSync(join(cwd, 'd', 'mine.txt'), 'mine');
  const refused = await trailproof('demo', '--out', 'd');
  expect(refused.stderr).toContain('something else than an earlier demo');
  expect(refused.code).toBe(2);
  // Nor is the finished audit of somebody else an earlier demo.
  const header = join(cwd, 'd', 'snapshot/snapshot.json');
  rmSync(join(cwd, 'd', 'mine.txt'));
  const own = readFileSync(header, 'utf8');
  writeFileSync(header, own.replaceAll('333344445555', '111122223333'));
  expect((await trailproof('demo', '--out', 'd')).code).toBe(2);
  writeFileSync(header, own);
  writeFileSync(join(cwd, 'd', 'mine.txt'), 'mine');
  // A manifest of another kind does not make a folder ours.
  writeFileSync(join(cwd, 'd', 'manifest.json'), JSON.stringify({ files: [{ path: 'mine.txt' }] }));
  expect((await trailproof('demo', '--out', 'd')).code).toBe(2);
  expect(readFileSync(join(cwd, 'd', 'mine.txt'), 'utf8')).toBe('mine');
});

test('replaces one that was killed while it wrote, and no folder that only looks like one', async () => {
  const folder = (name: string, files: readonly string[]): string => {
    for (const file of files) {
      mkdirSync(dirname(join(cwd, name, file)), { recursive: true });
      writeFileSync(join(cwd, name, file), 'mine');
    }
    return name;
  };
  const refused = async (name: string): Promise<boolean> =>
    (await trailproof('demo', '--out', name)).code === 2;
  const written = ['README.txt', 'controls/soc2/CC7.2.json', 'report.html.part', 'provenance/run.json'];
  expect(await refused(folder('notes', written))).toBe(true);
  const killed = folder('killed', [...written, 'snapshot/snapshot.json', 'mine.txt']);
  const askedBy = (accountId: string): void =>
    writeFileSync(join(cwd, killed, 'snapshot/snapshot.json'), JSON.stringify({ caller: { accountId } }));
  askedBy('333344445555');
  expect(await refused(killed)).toBe(true);
  expect(readFileSync(join(cwd, killed, 'mine.txt'), 'utf8')).toBe('mine');
  rmSync(join(cwd, killed, 'mine.txt'));
  // An audit of somebody's own that was killed.
  askedBy('111122223333');
  expect(await refused(killed)).toBe(true);
  askedBy('333344445555');
  expect((await trailproof('demo', '--out', killed)).code).toBe(0);
  expect(existsSync(join(cwd, killed, 'report.html.part'))).toBe(false);
});
