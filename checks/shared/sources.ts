/** CloudTrail's own requests, for a trail and for somebody else's, as bucket and key policies see them. Pure. */
import { ownerOf, type Trail, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { arnOf } from '../../src/aws/partition.ts';
import { must, type Read } from '../../src/model/read.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import type { Context, Request } from '../../src/policy/context.ts';
import type { Defences } from '../../src/policy/request-class.ts';

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

/** Where the logs of a trail lie. No S3KeyPrefix, or an empty one: at the top (CloudTrail API reference, Trail). */
export function logFolder({ data }: Subject<Trail>): string {
  return data.S3KeyPrefix ? `${data.S3KeyPrefix}/AWSLogs/` : 'AWSLogs/';
}

/** For an organization trail too the source is the trail of the management account, whoever's events they are. */
export function sourceOf(read: Read, subject: Subject<Trail>): Source {
  const account = ownerOf(subject.id);
  return { arn: subject.id, account, organization: read.population.organization?.id ?? null };
}

/**
 * Anybody's trail of the same name, of an organization or of none, and a trail of each foreign account, organization and
 * pattern that a condition names: what it trusts, or what a Deny spares.
 */
export function foreignSources(
  read: Read,
  { resourcePolicies = [], rcps = [] }: Defences,
  subject: Subject<Trail>,
): readonly Source[] {
  const { accounts, organization } = read.population;
  const known = new Set([ownerOf(subject.id), ...accounts.map(account => account.accountId)]);
  const conditions = [...resourcePolicies, ...rcps.flatMap(level => level.policies)]
    .flatMap(policy => policy.statements)
    .flatMap(statement => statement.conditions);
  const valuesOf = (key: string) => conditions.flatMap(c => (c.key === key ? c.values : []));
  const made = (account: string) => subject.id.replace(`:${ownerOf(subject.id)}:`, `:${account}:`);
  const arns = [
    made(FOREIGN_ACCOUNT),
    ...valuesOf('aws:sourceaccount').map(value => made(accountLike(value))),
    ...valuesOf('aws:sourcearn').flatMap(value => trailLike(value, subject)),
  ];
  const ids = valuesOf('aws:sourceorgid').filter(id => id !== organization?.id);
  // Where no condition looks at the organization, it makes no difference.
  const looked = conditions.some(({ key }) => key === 'aws:sourceorgid');
  const organizations = looked
    ? [FOREIGN_ORGANIZATION, null, ...ids.map(organizationLike)]
    : [FOREIGN_ORGANIZATION];
  return [...new Set(arns)]
    .map(arn => ({ arn, account: must(arnOf(arn)?.accountId, 'an account') }))
    .filter(({ account }) => !known.has(account))
    .flatMap(source => [...new Set(organizations)].map(id => ({ ...source, organization: id })));
}

/** An account that the pattern of a number matches; a foreign one where it leaves everything open. */
export function accountLike(pattern: string): string {
  if (!/^[\d*?]*\d[\d*?]*$/.test(pattern)) return FOREIGN_ACCOUNT;
  const digits = pattern.replaceAll('?', '0');
  const missing = 12 - digits.replaceAll('*', '').length;
  return digits.replace('*', '0'.repeat(Math.max(0, missing))).replaceAll('*', '');
}

export function organizationLike(pattern: string): string {
  return pattern.replaceAll('*', '').replaceAll('?', 'x');
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
  const name = fill(resource.join(':'), 'trail/any').replace(/\/$/, '/any');
  return [[arn, partition, service, fill(where, region), accountLike(account), name].join(':')];
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
