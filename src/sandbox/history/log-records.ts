/** Writes the events of a log file: believable ones, the same for the same key. */
import { createHash } from 'node:crypto';
import { isoTime } from './times.ts';

interface LogRecords {
  readonly text: string;
  readonly oldest: number;
  readonly newest: number;
}

interface Kind {
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly parameters: string;
}

const kind = (source: string, name: string, parameters: string): Kind => ({
  source: `${source}.amazonaws.com`,
  name,
  readOnly: /^(Get|List|Describe|Lookup)/.test(name),
  parameters,
});

const kinds: readonly Kind[] = [
  kind('ec2', 'DescribeInstances', '{"maxResults":1000,"instancesSet":{},"filterSet":{}}'),
  kind('sts', 'AssumeRole', '{"roleSessionName":"deploy","durationSeconds":3600}'),
  kind('ssm', 'GetParameter', '{"name":"/app/settings","withDecryption":true}'),
  kind('kms', 'Decrypt', '{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}'),
  kind('logs', 'CreateLogStream', '{"logGroupName":"/aws/lambda/orders","logStreamName":"orders"}'),
  kind('s3', 'GetBucketAcl', '{"bucketName":"orders-artifacts","acl":""}'),
  kind('ecs', 'DescribeServices', '{"cluster":"orders","services":["checkout","search"]}'),
  kind('cloudtrail', 'GetTrailStatus', '{"name":"org-trail"}'),
];

/** A record of the templates below is about this long. */
const RECORD_BYTES = 880;
const FILE_BYTES = 12;

interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

export function logRecords(
  place: Place,
  log: { key: string; deliveredAt: number },
  bytes: number,
): LogRecords {
  const count = Math.max(1, Math.round((bytes - FILE_BYTES) / RECORD_BYTES));
  const seed = createHash('sha256').update(log.key).digest('hex');
  // Events reach the bucket some five minutes after they happened; a file spans no more than the five before.
  const oldest = log.deliveredAt - 600;
  const times = Array.from({ length: count }, (_, index) => oldest + Math.floor((index * 300) / count));
  const records = times.map((at, index) => recordOf(place, seed, index, at));
  return { text: `{"Records":[${records.join(',')}]}`, oldest, newest: times.at(-1) ?? oldest };
}

function recordOf({ partition, account, region }: Place, seed: string, index: number, at: number): string {
  const digits = index.toString(16).padStart(8, '0');
  const id = (from: number): string => {
    const some = seed.slice(from, from + 24);
    return `${digits}-${some.slice(0, 4)}-4${some.slice(4, 7)}-a${some.slice(7, 10)}-${some.slice(10, 22)}`;
  };
  const event = kinds[(Number.parseInt(seed.slice(0, 6), 16) + index) % kinds.length] ?? kinds[0];
  const time = isoTime(at);
  const person = `AROA${seed.slice(0, 16).toUpperCase()}`;
  return (
    `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"${person}:deploy",` +
    `"arn":"arn:${partition}:sts::${account}:assumed-role/Deploy/deploy","accountId":"${account}",` +
    `"accessKeyId":"ASIA${seed.slice(16, 32).toUpperCase()}","sessionContext":{"sessionIssuer":{"type":"Role",` +
    `"principalId":"${person}","arn":"arn:${partition}:iam::${account}:role/Deploy","accountId":"${account}",` +
    `"userName":"Deploy"},"attributes":{"creationDate":"${time}","mfaAuthenticated":"false"}}},` +
    `"eventTime":"${time}","eventSource":"${event?.source}","eventName":"${event?.name}","awsRegion":"${region}",` +
    `"sourceIPAddress":"192.0.2.${Number.parseInt(seed.slice(32, 34), 16)}","userAgent":"aws-sdk-js/3.1169.0",` +
    `"requestParameters":${event?.parameters},"responseElements":null,"requestID":"${id(34)}",` +
    `"eventID":"${id(38)}","readOnly":${event?.readOnly},"eventType":"AwsApiCall","managementEvent":true,` +
    `"recipientAccountId":"${account}","eventCategory":"Management"}`
  );
}
