/** The same snapshot gives the same bundle, zip and signature, byte for byte, wherever the machine stands and whatever it speaks. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { filesIn, workplace } from '../support/bundle.ts';

const bin = fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url));
const sandbox = await startSandbox({ estate: builtInEstates.reference() });
const { cwd, trailproof } = workplace(sandbox.environment);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** East and west of Greenwich, half an hour off, and a language in which `i` has no `I`. */
const places = {
  greenwich: { TZ: 'UTC', LC_ALL: 'C' },
  kolkata: { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  tokyo: { TZ: 'Asia/Tokyo', LC_ALL: 'ja_JP.UTF-8', LANG: 'ja_JP.UTF-8' },
  newYork: { TZ: 'America/New_York', LC_ALL: 'ar_EG.UTF-8', LANG: 'ar_EG.UTF-8' },
} as const;

function built(
  place: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...place },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      out += String(chunk);
    });
  return new Promise(resolve => child.on('close', code => resolve({ code, out })));
}

beforeAll(async () => {
  await trailproof('audit', '--out', 'first', '--check', 'cloudtrail/logging', '--check', 's3/tls-only');
  await sandbox.stop();
  for (const [name, place] of Object.entries(places)) {
    const { code, out } = await built(
      place,
      'export',
      'first',
      '--out',
      name,
      '--zip',
      '--sign-key',
      'key.pem',
    );
    expect(code, out).toBe(1);
  }
}, 120_000);

const digest = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(cwd, path)))
    .digest('hex');

test.each(['kolkata', 'tokyo', 'newYork'])('%s: the same files, the same bytes, the same zip', name => {
  const files = filesIn(join(cwd, 'greenwich'));
  expect(filesIn(join(cwd, name))).toEqual(files);
  expect(files).toEqual(expect.arrayContaining(['manifest.dsse.json', 'report.html', 'tickets.ndjson']));
  const differing = files.filter(file => digest(`${name}/${file}`) !== digest(`greenwich/${file}`));
  expect(differing).toEqual([]);
  expect(digest(`${name}.zip`)).toBe(digest('greenwich.zip'));
});

test('what was made in one place replays in another', async () => {
  const { code, out } = await built(places.kolkata, 'replay', 'greenwich.zip', '--key', 'public.pem');
  expect(code, out).toBe(0);
});

test('the places do differ, as the machine sees them', async () => {
  const seen = (place: Record<string, string>): Promise<string> =>
    new Promise(resolve => {
      const script = 'console.log(new Date(0).getHours(), Intl.DateTimeFormat().resolvedOptions().locale)';
      const child = spawn(process.execPath, ['-e', script], { env: { PATH: process.env.PATH, ...place } });
      child.stdout.on('data', chunk => resolve(String(chunk).trim()));
    });
  const shown = await Promise.all(Object.values(places).map(seen));
  expect(new Set(shown).size).toBe(Object.keys(places).length);
});
