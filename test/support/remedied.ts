/** What a remedy says, read back by a shell and by a YAML parser; and the test world with it done. */
import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { closureOf } from '../../src/aws/calls.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { remedyFor } from '../../src/evaluate/remedy.ts';
import type { Audit, Result } from '../../src/model/audit.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Snapshot } from '../../src/snapshot/folder.ts';
import { collect, TAKEN_AT, type World } from './evidence.ts';

export function results(check: AnyCheck, world: World): readonly Result[] {
  return evaluate({ ...world, source: collect(world, callsOf(check)), takenAt: TAKEN_AT }, [check]);
}

function callsOf(check: AnyCheck) {
  return closureOf([...check.subject.needs, ...check.needs]);
}

/** As `trailproof explain` works it out. */
export function remedyIn(check: AnyCheck, world: World, subjectId: string): Remedy | null {
  const { population, parameters } = world;
  const index = collect(world, callsOf(check));
  const snapshot = { header: { takenAt: TAKEN_AT, parameters }, index } as unknown as Snapshot;
  return remedyFor(snapshot, { population } as Audit, check, subjectId);
}

export interface Command {
  /** As the comment before it says. */
  readonly scope: Scope;
  /** `cloudtrail update-trail` */
  readonly operation: string;
  /** Flags are `true`, JSON is parsed. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What stands for an id that AWS makes. */
export const MADE = 'made-by-aws';

/** Runs the lines in a POSIX shell in which `aws` tells its arguments instead of doing anything. */
export function commandsOf(cli: readonly string[]): readonly Command[] {
  let scope: Scope = { accountId: '', region: '' };
  const lines = cli.flatMap(line => {
    const place = /^# In (?:.* \()?(\d{12})\)? ([a-z0-9-]+):$/.exec(line);
    if (place) scope = { accountId: place[1] ?? '', region: place[2] ?? '' };
    if (line.startsWith('#')) return [];
    return [`SCOPE='${scope.accountId} ${scope.region}'\n${line}`];
  });
  const told = `aws() { printf '%s\\0' "$SCOPE" "$#" "$@" >&3; echo ${MADE}; }`;
  const script = `set -e\n${told}\n${lines.join('\n')}\n`;
  const output = execFileSync('/bin/sh', ['-c', `{ sh -c "$0" 3>&1 1>/dev/null; }`, script], {
    encoding: 'utf8',
  });
  const words = output.split('\0');
  const commands: Command[] = [];
  for (let at = 0; at + 1 < words.length; ) {
    const [accountId = '', region = ''] = (words[at] ?? '').split(' ');
    const count = Number(words[at + 1]);
    commands.push({ scope: { accountId, region }, ...commandOf(words.slice(at + 2, at + 2 + count)) });
    at += 2 + count;
  }
  return commands;
}

function commandOf([service = '', operation = '', ...words]: readonly string[]): Omit<Command, 'scope'> {
  const options: Record<string, unknown> = {};
  for (let at = 0; at < words.length; at += 1) {
    const name = (words[at] ?? '').replace(/^--/, '');
    const value = words[at + 1];
    if (value === undefined || value.startsWith('--')) options[name] = true;
    else {
      options[name] = /^[[{]/.test(value) ? JSON.parse(value) : value;
      at += 1;
    }
  }
  return { operation: `${service} ${operation}`, options };
}

export interface StackedResource {
  readonly scope: Scope;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Every resource of every template. */
export function resourcesOf(cloudFormation: string): readonly StackedResource[] {
  const documents = parseAllDocuments(cloudFormation, { version: '1.1' });
  const heads = cloudFormation
    .split(/^---$/m)
    .map(text => /^# In (?:.* \()?(\d{12})\)? ([a-z0-9-]+)\.$/m.exec(text));
  return documents.flatMap((document, at) => {
    const [error] = document.errors;
    if (error) throw error;
    const [, accountId = '', region = ''] = heads[at] ?? [];
    const { Resources = {} } = (document.toJS() ?? {}) as { Resources?: Record<string, StackedResource> };
    return Object.values(Resources).map(resource => ({ ...resource, scope: { accountId, region } }));
  });
}
