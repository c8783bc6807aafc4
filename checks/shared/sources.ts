/** CloudTrail's own requests, for a trail and for somebody else's, as bucket and key policies see them. Pure. */
import { ownerOf, type Trail, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { arnOf } from '../../src/aws/partition.ts';
import { must, type Read } from '../../src/model/read.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import type { Context, Request } from '../../src/policy/context.ts';
import type { Condition, Policy } from '../../src/policy/policy.ts';

export const CLOUDTRAIL = 'cloudtrail.amazonaws.com';
/** Stands for any account that is not of the organization. */
export const FOREIGN_ACCOUNT = '999900001111';
/** Stands for any organization that no policy names. */
export const FOREIGN_ORGANIZATION = 'o-anotherorg1';

/** On whose behalf CloudTrail asks. */
export interface Source {
  readonly arn: string;
  readonly account: string;
  readonly organization: string | null;
}

/** The trails that write to a bucket or encrypt with a key. */
export function servedBy(read: Read, arns: readonly string[]): readonly Subject<Trail>[] {
  const served = listed(read, trail).subjects.filter(t => arns.includes(t.id));
  for (const { evidence } of served) read.cite(evidence);
  return served;
}

/** For an organization trail too the source is the trail of the management account, whoever's events they are. */
export function sourceOf(read: Read, subject: Subject<Trail>): Source {
  const account = ownerOf(subject.id);
  return { arn: subject.id, account, organization: read.population.organization?.id ?? null };
}

/** Anybody's trail of the same name, and a trail of each foreign account, organization and pattern that a policy trusts. */
export function foreignSources(
  read: Read,
  policies: readonly Policy[],
  subject: Subject<Trail>,
): readonly Source[] {
  const { accounts, organization } = read.population;
  const known = new Set([ownerOf(subject.id), ...accounts.map(account => account.accountId)]);
  const made = (account: string) => subject.id.replace(`:${ownerOf(subject.id)}:`, `:${account}:`);
  const foreign = (arn: string, id = FOREIGN_ORGANIZATION): Source => {
    return { arn, account: must(arnOf(arn)?.accountId, 'an account'), organization: id };
  };
  const found = [foreign(made(FOREIGN_ACCOUNT))];
  for (const { key, negated, values } of policies.flatMap(allowing)) {
    for (const value of negated ? [] : values) {
      if (key === 'aws:sourceaccount' && /^\d{12}$/.test(value)) found.push(foreign(made(value)));
      if (key === 'aws:sourcearn') found.push(...trailLike(value, subject).map(arn => foreign(arn)));
      if (key === 'aws:sourceorgid' && value !== organization?.id)
        found.push(foreign(made(FOREIGN_ACCOUNT), value));
    }
  }
  const distinct = new Map(found.map(source => [`${source.arn} ${source.organization}`, source]));
  return [...distinct.values()].filter(({ account }) => !known.has(account));
}

function allowing({ statements }: Policy): readonly Condition[] {
  return statements.filter(({ effect }) => effect === 'Allow').flatMap(({ conditions }) => conditions);
}

/** A trail that the pattern matches, of a foreign account where it leaves the account open. */
function trailLike(pattern: string, subject: Subject<Trail>): readonly string[] {
  const { region } = trailHome(subject);
  const parts = pattern.split(':');
  // A star that stands for region and account together.
  if (parts.length === 5 && parts[3] === '*') parts.splice(3, 1, '*', '*');
  const [arn, partition, service, where = '', account = '', ...resource] = parts;
  if (resource.length === 0) return [];
  const fill = (text: string, by: string) =>
    text === '*' ? by : text.replaceAll('*', '').replaceAll('?', 'x');
  const id = /^\d{12}$/.test(account) ? account : FOREIGN_ACCOUNT;
  const name = fill(resource.join(':'), 'trail/any').replace(/\/$/, '/any');
  return [[arn, partition, service, fill(where, region), id, name].join(':')];
}

/** What AWS services send with every call on behalf of a resource; networks of customers are not on their way. */
export function byCloudTrail(source: Source, action: string, resource: string, more: Context): Request {
  return {
    principal: { kind: 'service', service: CLOUDTRAIL },
    action,
    resource,
    context: {
      'aws:SourceArn': source.arn,
      'aws:SourceAccount': source.account,
      'aws:SourceOrgID': source.organization,
      'aws:PrincipalServiceNamesList': [CLOUDTRAIL],
      'aws:SecureTransport': 'true',
      'aws:ViaAWSService': 'false',
      'aws:SourceVpc': null,
      'aws:SourceVpce': null,
      ...more,
    },
  };
}

/** "s3:PutObject on arn:... by cloudtrail.amazonaws.com for arn:..." */
export function inWords({ action, resource, context }: Request): string {
  return `${action} on ${resource} by ${CLOUDTRAIL} for ${String(must(context['aws:SourceArn'], 'aws:SourceArn'))}`;
}
