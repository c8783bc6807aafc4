/** Reads an estate: refuses what the schema or its references do not allow, and says where the fault is. */
import { z } from 'zod';
import { UsageError } from '../model/error.ts';
import { faultyReferences } from './references.ts';
import { type Estate, estate } from './schema/estate.ts';

export type { Estate } from './schema/estate.ts';

/** `source` is what the user called the document (a file name); it opens the message. */
export function parseEstate(json: unknown, source: string): Estate {
  const parsed = estate.safeParse(json);
  const faults = parsed.success ? faultyReferences(parsed.data) : parsed.error.issues.map(describeIssue);
  const first = faults[0];
  if (parsed.success && first === undefined) return parsed.data;
  const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw new UsageError('BAD_ESTATE', `${source}: ${first ?? 'is not an estate'}${others}`, {
    hint: 'docs/estates.md explains every field of an estate.',
  });
}

export function estateJsonSchema(): unknown {
  return z.toJSONSchema(estate, { io: 'input' });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const deepest = issue.code === 'invalid_union' ? nearestIssue(issue) : undefined;
  if (deepest !== undefined) return describeIssue({ ...deepest, path: [...issue.path, ...deepest.path] });
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    return `${place([...issue.path, key ?? ''])}: there is no such field`;
  }
  const missing = issue.code === 'invalid_type' && /received undefined/.test(issue.message);
  return `${place(issue.path)}: ${missing ? 'is missing' : issue.message}`;
}

/** Of the alternatives of a union, the one that got furthest into the document is the one the writer meant. */
function nearestIssue(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  return issue.errors.flat().find(inner => inner.path.length > 0 || inner.code === 'unrecognized_keys');
}

function place(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? 'the document' : text;
}
