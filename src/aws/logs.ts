/** CloudWatch Logs: the log groups that trails deliver to, and the metric filters on them. */
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateDescribeMetricFilters,
  type MetricFilter as SdkMetricFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import { defineCall } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read, Unreadable } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { listed } from '../model/subject.ts';
import { describeTrails, trail } from './cloudtrail.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { accountIn } from './scopes.ts';

export type MetricFilter = Stored<SdkMetricFilter>;

/** A log group that at least one trail names; asked about in its own account and region. */
export interface TrailLogGroup {
  readonly name: string;
  readonly scope: Scope;
}

/** By the beginning of the name, so that others may come along. */
export const describeLogGroups = defineCall({
  id: 'logs.DescribeLogGroups',
  permission: 'logs:DescribeLogGroups',
  stages: [
    {
      where: 'once',
      needs: [describeTrails],
      ask: read =>
        trailLogGroups(read).map(({ name, scope }) => ({ scope, input: { logGroupNamePrefix: name } })),
    },
  ],
  send: async (aws, input: { readonly logGroupNamePrefix: string }) => {
    const pages = paginateDescribeLogGroups(
      { client: aws.client(CloudWatchLogsClient), pageSize: 50 },
      input,
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.logGroups,
      page => page.nextToken,
    );
    return { logGroups: items, $metadata };
  },
});

/** Absent: the log group does not exist. */
export const describeMetricFilters = defineCall({
  id: 'logs.DescribeMetricFilters',
  permission: 'logs:DescribeMetricFilters',
  absentOn: ['ResourceNotFoundException'],
  stages: [
    {
      where: 'once',
      needs: [describeTrails],
      ask: read => trailLogGroups(read).map(({ name, scope }) => ({ scope, input: { logGroupName: name } })),
    },
  ],
  send: async (aws, input: { readonly logGroupName: string }) => {
    const client = aws.client(CloudWatchLogsClient);
    const pages = paginateDescribeMetricFilters({ client, pageSize: 50 }, input);
    const { items, $metadata } = await everyPage(
      pages,
      page => page.metricFilters,
      page => page.nextToken,
    );
    return { metricFilters: items, $metadata };
  },
});

/** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`; names hold no colon. Ends the judgement where nobody may be asked. */
export function logGroupIn(read: Read, arn: string): TrailLogGroup {
  const { accountId, region, resource } = must(arnOf(arn), 'an ARN in CloudWatchLogsLogGroupArn');
  const name = must(resource.split(':')[1], 'a name in CloudWatchLogsLogGroupArn');
  if (accountIn(read.population, accountId) === undefined) {
    const note = `The log group ${name} is in account ${accountId}, which is not part of this audit.`;
    throw new Unreadable({ note, gaps: [] });
  }
  return { name, scope: { accountId, region } };
}

/** undefined: the log group does not exist. */
export function logGroupOf(read: Read, { name, scope }: TrailLogGroup) {
  const { logGroups } = read.get(describeLogGroups, scope, { logGroupNamePrefix: name });
  return logGroups.find(group => must(group.logGroupName, 'logGroupName') === name);
}

/** undefined: the log group does not exist. */
export function metricFiltersOf(
  read: Read,
  { name, scope }: TrailLogGroup,
): readonly MetricFilter[] | undefined {
  return read.find(describeMetricFilters, scope, { logGroupName: name })?.metricFilters;
}

export function trailLogGroups(read: Read): readonly TrailLogGroup[] {
  const arns = listed(read, trail).subjects.flatMap(({ data }) => data.CloudWatchLogsLogGroupArn ?? []);
  return [...new Set(arns)].sort().flatMap(arn => {
    const named = read.attempt(r => logGroupIn(r, arn));
    return named.ok ? [named.value] : [];
  });
}
