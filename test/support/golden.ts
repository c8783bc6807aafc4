/** Compares with a stored file; `npm run golden` writes it anew, to be read in the diff like code. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export function expectGolden(path: string, text: string): void {
  const file = join(root, path);
  if (process.env.GOLDEN === 'write') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${path} is missing; npm run golden writes it`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
