/** SNS: who is subscribed to a topic, told to the topic's owner alone. */
import { AwsError } from '../aws-error.ts';
import { paged, requiredText, textOf } from '../call.ts';
import { stableUuid } from '../stable-ids.ts';
import { type QueryOperation, queryService } from '../wire/query.ts';

const listSubscriptionsByTopic: QueryOperation = (input, call) => {
  const arn = requiredText(input, 'TopicArn');
  const [, , , region, owner, name = ''] = arn.split(':');
  if (owner !== call.account.id)
    throw new AwsError(
      'AuthorizationError',
      `User: ${call.principal.arn} is not authorized to perform: SNS:ListSubscriptionsByTopic on resource: ${arn}`,
      { status: 403 },
    );
  const topic = call.account.description.topics.find(
    one => one.name === name && one.region === region && region === call.region,
  );
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
  const { items, next } = paged(call, topic.subscriptions, {
    token: textOf(input, 'NextToken'),
    max: undefined,
    size: 100,
    of: arn,
    invalidToken: 'InvalidParameter',
  });
  return {
    Subscriptions: {
      member: items.map(({ protocol, endpoint, confirmed }) => ({
        TopicArn: arn,
        Protocol: protocol,
        SubscriptionArn: confirmed ? `${arn}:${stableUuid(arn, protocol, endpoint)}` : 'PendingConfirmation',
        Owner: call.account.id,
        Endpoint: endpoint,
      })),
    },
    NextToken: next,
  };
};

export const sns = queryService({
  name: 'sns',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  version: '2010-03-31',
  operations: { ListSubscriptionsByTopic: listSubscriptionsByTopic },
});
