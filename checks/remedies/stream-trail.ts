/** A trail that also sends to a CloudWatch log group made for it. Pure. */
import { type Trail, trailHome } from '../../src/aws/cloudtrail.ts';
import type { Json } from '../../src/model/json.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { command } from './command.ts';
import { logical, type Part } from './compose.ts';
import { encoded, identifier } from './hcl.ts';
import { mendTrail } from './trail.ts';

const service = { Service: 'cloudtrail.amazonaws.com' };

export function streamTrail(trail: Subject<Trail>, read: Read): Remedy {
  const { accountId, region } = trailHome(trail);
  const { partition, organization } = read.population;
  const group = `/aws/cloudtrail/${trail.name}`;
  const groupArn = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`;
  const RoleName = `CloudTrailToLogs-${trail.name}`.slice(0, 64);
  const roleArn = `arn:${partition}:iam::${accountId}:role/${RoleName}`;
  const retention = retentionOf(read.parameters.retentionDays);
  // Streams of an organization trail begin with the organization's id (CloudTrail user guide, role for CloudWatch Logs).
  const writers = [
    accountId,
    ...(trail.data.IsOrganizationTrail ? [must(organization, 'an organization').id] : []),
  ];
  const trust = document({
    Principal: service,
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceArn': trail.id } },
  });
  const write = document({
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: writers.map(id => `${groupArn}:log-stream:${id}_*`),
  });
  const label = identifier(trail.name);
  const PolicyName = 'TrailproofWriteLogs';
  const made: Part = {
    scope: trailHome(trail),
    kept: [`The log group ${group} and the role ${RoleName} are made anew.`],
    commands: [
      command('logs create-log-group', { 'log-group-name': group, region }),
      command('logs put-retention-policy', {
        'log-group-name': group,
        'retention-in-days': retention,
        region,
      }),
      command('iam create-role', { 'role-name': RoleName, 'assume-role-policy-document': trust }),
      command('iam put-role-policy', {
        'role-name': RoleName,
        'policy-name': PolicyName,
        'policy-document': write,
      }),
      command('iam wait role-exists', { 'role-name': RoleName }),
    ],
    managed: [
      {
        type: 'aws_cloudwatch_log_group',
        name: label,
        body: [
          ['name', group],
          ['retention_in_days', retention],
        ],
      },
      {
        type: 'aws_iam_role',
        name: label,
        body: [
          ['name', RoleName],
          ['assume_role_policy', encoded(trust)],
        ],
      },
      {
        type: 'aws_iam_role_policy',
        name: label,
        body: [
          ['name', PolicyName],
          ['role', RoleName],
          ['policy', encoded(write)],
        ],
      },
    ],
    stacked: [
      {
        id: logical('Group', trail.name),
        type: 'AWS::Logs::LogGroup',
        existing: false,
        properties: { LogGroupName: group, RetentionInDays: retention },
      },
      {
        id: logical('Role', trail.name),
        type: 'AWS::IAM::Role',
        existing: false,
        properties: {
          RoleName,
          AssumeRolePolicyDocument: trust,
          Policies: [{ PolicyName, PolicyDocument: write }],
        },
      },
    ],
  };
  const fields = { CloudWatchLogsLogGroupArn: `${groupArn}:*`, CloudWatchLogsRoleArn: roleArn };
  const options = {
    'cloud-watch-logs-log-group-arn': fields.CloudWatchLogsLogGroupArn,
    'cloud-watch-logs-role-arn': roleArn,
  };
  return mendTrail(
    trail,
    read,
    { fields, options },
    'CloudWatch Logs charges for each gigabyte that comes in, and CloudTrail does not say beforehand how many. Events of ' +
      'more than 256 kB are not sent there. A role needs some seconds until CloudTrail may assume it: if the last command ' +
      'fails with InvalidCloudWatchLogsRoleArnException, repeat it.',
    [made],
  );
}

type Document = { readonly [element: string]: Json };

function document(statement: Document): Document {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}

/** CloudWatch Logs takes these periods alone (API reference, PutRetentionPolicy). */
const periods = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

function retentionOf(days: number): number {
  return periods.find(period => period >= days) ?? 3653;
}
