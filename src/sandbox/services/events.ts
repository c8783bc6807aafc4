/** EventBridge: rules of the default bus and what they start. */
import { AwsError } from '../aws-error.ts';
import {
  type Call,
  type Input,
  numberOf,
  type Operation,
  paged,
  present,
  requiredText,
  textOf,
} from '../call.ts';
import { jsonService } from '../wire/json.ts';

const describeRule: Operation = (input, call) => {
  const rule = findRule(requiredText(input, 'Name'), input, call);
  return present({
    Name: rule.name,
    Arn: `arn:${call.world.partition}:events:${call.region}:${call.account.id}:rule/${rule.name}`,
    EventPattern: rule.pattern,
    ScheduleExpression: rule.expression,
    State: rule.state,
    EventBusName: 'default',
    CreatedBy: call.account.id,
  });
};

const listTargetsByRule: Operation = (input, call) => {
  const rule = findRule(requiredText(input, 'Rule'), input, call);
  const targets = rule.targets.map((Arn, at) => ({ Id: `Target${at}`, Arn }));
  const { items, next } = paged(call, targets, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'Limit'),
    size: 100,
    of: rule.name,
    invalidToken: 'InvalidNextTokenException',
  });
  return present({ Targets: items, NextToken: next });
};

function findRule(name: string, input: Input, call: Call) {
  const bus = textOf(input, 'EventBusName') ?? 'default';
  const rule = call.account.description.eventRules.find(
    one => bus === 'default' && one.name === name && one.region === call.region,
  );
  if (rule !== undefined) return rule;
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
}

export const events = jsonService({
  name: 'events',
  target: 'AWSEvents',
  namespace: 'com.amazonaws.events',
  operations: { DescribeRule: describeRule, ListTargetsByRule: listTargetsByRule },
});
