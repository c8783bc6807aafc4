/** Finds the package's data folder. The same code runs from src/ and from dist/src/, so it walks up to package.json. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ZodType, z } from 'zod';
import type { ControlFramework, Framework, Tools } from '../model/framework.ts';
import { checklistSchema, controlFrameworkSchema, toolsSchema } from './framework-schema.ts';

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
  return JSON.parse(readTemplateText(name)) as T;
}

export function readTemplateText(name: string): string {
  return readFileSync(join(packageRoot(), 'evidence-templates', name), 'utf8');
}

export function loadChecklist(): Framework {
  return checkedTemplate('checklist.json', checklistSchema);
}

/** Every file in evidence-templates/frameworks, by id. */
export function loadFrameworks(): readonly ControlFramework[] {
  return readdirSync(join(packageRoot(), 'evidence-templates', FRAMEWORKS))
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => {
      const framework = checkedTemplate(`${FRAMEWORKS}/${name}`, controlFrameworkSchema);
      if (name !== `${framework.id}.json`)
        throw new Error(`${FRAMEWORKS}/${name} has the id ${framework.id}.`);
      return framework;
    });
}

const FRAMEWORKS = 'frameworks';

export function loadTools(): Tools {
  return checkedTemplate('tools.json', toolsSchema);
}

function checkedTemplate<T>(name: string, schema: ZodType<T>): T {
  const checked = schema.safeParse(readTemplate<unknown>(name));
  if (!checked.success) throw new Error(`evidence-templates/${name}: ${z.prettifyError(checked.error)}`);
  return checked.data;
}

export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
