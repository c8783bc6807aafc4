/** What `diff`, `sample` and `verify` print for machines keeps to the schemas that are published, and these refuse what is not so. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { diffSchema, sampleSchema, verificationSchema } from '../../src/evidence/printed-schemas.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { small, type Trailproof, workplace } from '../support/bundle.ts';

let cwd: string;
let trailproof: Trailproof;
beforeAll(async () => {
  const sandbox = await startSandbox({ estate: builtInEstates.reference() });
  ({ cwd, trailproof } = workplace(sandbox.environment));
  await trailproof('audit', '--out', 'plain', ...small);
  await trailproof('audit', '--out', 'signed', '--sign-key', 'key.pem', ...small, '--check', 's3/versioning');
  await sandbox.stop();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function printed(schema: z.ZodType, code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const ended = await trailproof(...args, '--format', 'json');
  expect(ended.code, ended.stderr).toBe(code);
  const document = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(schema.safeParse(document).error).toBeUndefined();
  // Strict: neither more than is published, nor less.
  expect(schema.safeParse({ ...document, more: 1 }).success).toBe(false);
  for (const name of Object.keys(document)) {
    const { [name]: _left, ...less } = document;
    expect(schema.safeParse(less).success, `without ${name}`).toBe(false);
  }
  return document;
}

test('diff', async () => {
  const found = await printed(diffSchema, 0, 'diff', 'plain', 'signed');
  expect(found.new).not.toEqual([]);
  expect(found.settings).not.toEqual([]);
  const back = await printed(diffSchema, 0, 'diff', 'signed', 'plain');
  expect(back.no_longer_judged).not.toEqual([]);
});

test.each([[], ['--stratify', 'status'], ['--stratify', 'account']])('sample %j %j', async (...stratify) => {
  const by = stratify.filter(word => word !== undefined);
  const found = await printed(sampleSchema, 0, 'sample', 'signed', '--seed', 's', '--n', '9', ...by);
  expect(found.drawn).toHaveLength(9);
});

test('verify', async () => {
  expect(await printed(verificationSchema, 0, 'verify', 'plain')).toMatchObject({ signature: null });
  const signed = await printed(verificationSchema, 0, 'verify', 'signed', '--key', 'public.pem');
  expect(signed).toMatchObject({ verified: true, signature: { signer_proven: true } });
  cpSync(join(cwd, 'plain'), join(cwd, 'harmed'), { recursive: true });
  writeFileSync(join(cwd, 'harmed', 'note.txt'), '');
  const harmed = await printed(verificationSchema, 4, 'verify', 'harmed');
  expect(harmed).toMatchObject({ verified: false, fault: { code: 'UNLISTED_FILE', path: 'note.txt' } });
});

test('a bundle carries the schemas of its own files, not of what is printed', () => {
  const carried = readdirSync(join(cwd, 'plain', 'provenance', 'schemas'));
  expect(carried).toContain('finding.schema.json');
  expect(carried).not.toContain('diff.schema.json');
});
