/** Puts a remedy together: what is done in which account and region, in three languages. Pure. */
import { accountLabel } from '../../src/aws/scopes.ts';
import type { Json } from '../../src/model/json.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Scope } from '../../src/model/scope.ts';
import { block, expression, type Item, render } from './hcl.ts';
import { comment } from './quoting.ts';
import { yamlOf } from './yaml.ts';

/** One resource as Terraform has it. */
export interface Managed {
  readonly type: string;
  readonly name: string;
  /** The id under which Terraform adopts what is there already. undefined: it is made. */
  readonly adopt?: string | undefined;
  readonly body: readonly Item[];
  /** Attributes that were not read and stay as they are. */
  readonly leave?: readonly string[];
  /** AWS makes it by itself: it is looked up, not managed. */
  readonly lookedUp?: true;
}

/** One resource as CloudFormation has it, by its logical id. */
export interface Stacked {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Json | undefined>>;
  readonly existing: boolean;
}

/** What is to be done in one account and region. */
export interface Part {
  readonly scope: Scope;
  readonly commands: readonly string[];
  readonly managed: readonly Managed[];
  readonly stacked: readonly Stacked[];
  /** What is kept, and what was not read. Whole sentences. */
  readonly kept: readonly string[];
  /** Why CloudFormation cannot do it, where it cannot. */
  readonly notStacked?: string;
}

export function remedy(read: Read, parts: readonly Part[], mayBreak: string): Remedy {
  return {
    cli: parts.flatMap(part => [comment(`${where(read, part.scope)}:`), ...part.commands]),
    terraform: `${[...providers(parts), ...parts.map(terraform)].join('\n\n')}\n`,
    cloudFormation: parts.map(part => template(read, part)).join('---\n'),
    mayBreak,
  };
}

function where(read: Read, { accountId, region }: Scope): string {
  return `In ${accountLabel(read.population, accountId)} ${region}`;
}

/** `allowed_account_ids` keeps Terraform from doing the right thing in the wrong account. */
function providers(parts: readonly Part[]): readonly string[] {
  const scopes = new Map(parts.map(({ scope }) => [aliasOf(scope), scope]));
  return [...scopes].map(([alias, { accountId, region }]) =>
    render([
      block(
        'provider',
        [
          ['alias', alias],
          ['region', region],
          ['allowed_account_ids', [accountId]],
        ],
        'aws',
      ),
    ]),
  );
}

function aliasOf({ accountId, region }: Scope): string {
  return `a${accountId}_${region.replaceAll('-', '_')}`;
}

function terraform({ scope, managed, kept }: Part): string {
  const provider: Item = ['provider', expression(`aws.${aliasOf(scope)}`)];
  const blocks = managed.flatMap(({ type, name, adopt, body, leave = [], lookedUp }) => {
    if (lookedUp) return [render([block('data', [provider, ...body], type, name)])];
    const lifecycle: readonly Item[] = [
      ['prevent_destroy', true],
      ['ignore_changes', leave.length > 0 ? expression(`[${leave.join(', ')}]`) : undefined],
    ];
    const resource = block('resource', [provider, ...body, block('lifecycle', lifecycle)], type, name);
    if (adopt === undefined) return [render([resource])];
    const to: Item = ['to', expression(`${type}.${name}`)];
    return [render([block('import', [to, ['id', adopt]])]), render([resource])];
  });
  return [...kept.map(comment), blocks.join('\n\n')].join('\n');
}

const ADOPT =
  'What exists already: run the commands first, then take it into a stack by a change set of type IMPORT, which changes ' +
  'nothing itself; where a stack has it, set these properties there.';

function template(read: Read, { scope, stacked, kept, notStacked }: Part): string {
  const lines = [comment(`${where(read, scope)}.`), ...kept.map(comment)];
  if (notStacked !== undefined) lines.push(comment(notStacked));
  if (stacked.length === 0) return `${lines.join('\n')}\n`;
  if (stacked.some(({ existing }) => existing)) lines.push(comment(ADOPT));
  const Resources = Object.fromEntries(
    stacked.map(({ id, type, properties }) => [
      id,
      { Type: type, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: given(properties) },
    ]),
  );
  return `${lines.join('\n')}${yamlOf({ AWSTemplateFormatVersion: '2010-09-09', Resources })}\n`;
}

function given(properties: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** A logical id of CloudFormation, which takes letters and digits alone. */
export function logical(prefix: string, name: string): string {
  return `${prefix}${name.replaceAll(/[^A-Za-z0-9]/g, '')}`;
}
