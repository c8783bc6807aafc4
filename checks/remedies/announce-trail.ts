/** A trail that announces its deliveries to an SNS topic made for it. Pure. */
import { type Trail, trailHome } from '../../src/aws/cloudtrail.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { command } from './command.ts';
import type { Part } from './compose.ts';
import { encoded, identifier } from './hcl.ts';
import { mendTrail } from './trail.ts';

const service = { Service: 'cloudtrail.amazonaws.com' };

export function announceTrail(trail: Subject<Trail>, read: Read): Remedy {
  const { accountId, region } = trailHome(trail);
  const name = `cloudtrail-${trail.name.replaceAll('.', '-')}`;
  const arn = `arn:${read.population.partition}:sns:${region}:${accountId}:${name}`;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TrailproofAnnounce',
        Effect: 'Allow',
        Principal: service,
        Action: 'sns:Publish',
        Resource: arn,
        Condition: { StringEquals: { 'aws:SourceArn': trail.id } },
      },
    ],
  };
  const label = identifier(name);
  const topic: Part = {
    scope: trailHome(trail),
    kept: [`The topic ${name} is made anew; nobody subscribes to it yet.`],
    commands: [command('sns create-topic', { name, attributes: { Policy: JSON.stringify(policy) }, region })],
    managed: [
      { type: 'aws_sns_topic', name: label, body: [['name', name]] },
      {
        type: 'aws_sns_topic_policy',
        name: label,
        body: [
          ['arn', arn],
          ['policy', encoded(policy)],
        ],
      },
    ],
    stacked: [
      { id: 'Topic', type: 'AWS::SNS::Topic', existing: false, properties: { TopicName: name } },
      {
        id: 'TopicPolicy',
        type: 'AWS::SNS::TopicPolicy',
        existing: false,
        properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: policy },
      },
    ],
  };
  return mendTrail(
    trail,
    read,
    { fields: { SnsTopicARN: arn, SnsTopicName: arn }, options: { 'sns-topic-name': arn } },
    'Nothing stops working. CloudTrail sends a notice for each delivery, many in an hour, so that a mailbox that subscribes ' +
      'is flooded; a topic with the same name that is there already gets this policy in the place of its own.',
    [topic],
  );
}
