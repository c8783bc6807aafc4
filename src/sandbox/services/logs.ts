/** CloudWatch Logs: log groups by the beginning of their name, and the metric filters of one. */
import { AwsError } from '../aws-error.ts';
import { type Call, numberOf, type Operation, paged, present, requiredText, textOf } from '../call.ts';
import { timeAt } from '../clock.ts';
import type { LogGroupDescription } from '../schema/watch.ts';
import { jsonService } from '../wire/json.ts';

const created = '2023-03-06T09:00:00Z';

const describeLogGroups: Operation = (input, call) => {
  const prefix = textOf(input, 'logGroupNamePrefix') ?? '';
  const groups = groupsHere(call).filter(one => one.name.startsWith(prefix));
  const { items, next } = paged(call, groups, {
    token: textOf(input, 'nextToken'),
    max: numberOf(input, 'limit'),
    size: 50,
    of: prefix,
    invalidToken: 'InvalidParameterException',
  });
  return present({
    logGroups: items.map(one => {
      const arn = `arn:${call.world.partition}:logs:${one.region}:${call.account.id}:log-group:${one.name}`;
      return present({
        logGroupName: one.name,
        creationTime: timeAt(created, call.now).getTime(),
        retentionInDays: one.retentionDays,
        metricFilterCount: one.metricFilters.length,
        arn: `${arn}:*`,
        logGroupArn: arn,
        kmsKeyId: one.kmsKeyId,
        logGroupClass: 'STANDARD',
      });
    }),
    nextToken: next,
  });
};

const describeMetricFilters: Operation = (input, call) => {
  const name = requiredText(input, 'logGroupName');
  const group = groupsHere(call).find(one => one.name === name);
  if (group === undefined)
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  const { items, next } = paged(call, group.metricFilters, {
    token: textOf(input, 'nextToken'),
    max: numberOf(input, 'limit'),
    size: 50,
    of: name,
    invalidToken: 'InvalidParameterException',
  });
  return present({
    metricFilters: items.map(filter => ({
      filterName: filter.name,
      filterPattern: filter.pattern,
      metricTransformations: [
        present({
          metricName: filter.metric,
          metricNamespace: filter.namespace,
          metricValue: filter.value,
          dimensions: filter.dimensions,
        }),
      ],
      creationTime: timeAt(created, call.now).getTime(),
      logGroupName: name,
      applyOnTransformedLogs: false,
    })),
    nextToken: next,
  });
};

function groupsHere(call: Call): readonly LogGroupDescription[] {
  return call.account.description.logGroups.filter(one => one.region === call.region);
}

export const logs = jsonService({
  name: 'logs',
  target: 'Logs_20140328',
  namespace: 'com.amazonaws.logs.v20140328',
  operations: { DescribeLogGroups: describeLogGroups, DescribeMetricFilters: describeMetricFilters },
});
