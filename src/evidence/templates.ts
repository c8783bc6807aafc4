/** Finds the package's data folder. The same code runs from src/ and from dist/src/, so it walks up to package.json. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Framework } from '../model/framework.ts';

export function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'evidence-templates'))) {
    const parent = dirname(dir);
    if (parent === dir) throw new Error('The folder evidence-templates is missing from this installation.');
    dir = parent;
  }
  return dir;
}

export function readTemplate<T>(name: string): T {
  return JSON.parse(readFileSync(join(packageRoot(), 'evidence-templates', name), 'utf8')) as T;
}

export function loadChecklist(): Framework {
  return readTemplate<Framework>('checklist.json');
}

export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
