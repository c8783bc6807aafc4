/** The wire, protocol by protocol: status, headers and body as AWS sends them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { archive, assume, type Keys, startTest } from './support.ts';
import { form, json, raw } from './wire.ts';

let sandbox: Sandbox;
let archiveKeys: Keys;

beforeAll(async () => {
  sandbox = await startTest();
  archiveKeys = await assume(sandbox, archive);
});
afterAll(() => sandbox.stop());

describe('JSON 1.1', () => {
  test('answers with its content type and a request id', async () => {
    const { status, headers, body } = await raw(sandbox, json('cloudtrail', 'DescribeTrails'));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).not.toContain('null');
    expect(JSON.parse(body).trailList).toHaveLength(1);
  });

  test('understands the longer target of the AWS CLI', async () => {
    const request = json('cloudtrail', 'ListTrails');
    const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListTrails';
    const { status } = await raw(sandbox, {
      ...request,
      headers: { ...request.headers, 'x-amz-target': target },
    });
    expect(status).toBe(200);
  });

  test('names errors of the service with their namespace', async () => {
    const { status, body } = await raw(sandbox, json('cloudtrail', 'GetTrail', { Name: 'no-such-trail' }));
    expect(status).toBe(400);
    expect(JSON.parse(body).__type).toBe('com.amazonaws.cloudtrail.v20131101#TrailNotFoundException');
  });

  test('writes times as seconds', async () => {
    const { body } = await raw(sandbox, {
      ...json('kms', 'DescribeKey', { KeyId: 'alias/logs' }),
      keys: archiveKeys,
    });
    expect(JSON.parse(body).KeyMetadata.CreationDate).toBe(Date.parse('2023-02-01T09:00:00Z') / 1000);
  });

  test.each([
    ['an operation that does not exist', json('kms', 'Encrypt'), 'UnknownOperationException'],
    ['a body that is no JSON', { ...json('kms', 'ListAliases'), body: '{' }, 'SerializationException'],
    ['a missing parameter', json('kms', 'DescribeKey'), 'ValidationException'],
    [
      'a service the sandbox has not',
      { ...json('kms', 'ListAliases'), service: 'iam' },
      'UnknownOperationException',
    ],
  ])('refuses %s', async (_what, request, code) => {
    const { status, body } = await raw(sandbox, request);
    expect(status).toBe(400);
    expect(JSON.parse(body).__type).toBe(code);
  });
});

describe('REST-XML', () => {
  const get = (path: string) => raw(sandbox, { service: 's3', method: 'GET', path, keys: archiveKeys });

  test('has an empty location for us-east-1', async () => {
    const { body } = await get('/archive-logs?location');
    expect(body).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>',
    );
  });

  test('writes errors as Error, Code, Message', async () => {
    const { status, headers, body } = await get('/archive-bare?policy');
    expect(status).toBe(404);
    expect(headers.get('x-amz-request-id')).toBeTruthy();
    expect(body).toContain(
      '<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message>',
    );
  });

  test('answers HEAD without a body, but with the region', async () => {
    const head = (bucket: string) =>
      raw(sandbox, { service: 's3', method: 'HEAD', path: `/${bucket}`, keys: archiveKeys });
    const found = await head('archive-logs');
    expect([found.status, found.headers.get('x-amz-bucket-region')]).toEqual([200, 'us-east-1']);
    const elsewhere = await head('foreign-logs');
    expect([elsewhere.status, elsewhere.headers.get('x-amz-bucket-region'), elsewhere.body]).toEqual([
      301,
      'eu-west-1',
      '',
    ]);
    const nobody = await head('nobody-has-this-one');
    expect([nobody.status, nobody.headers.get('x-amz-bucket-region')]).toEqual([404, null]);
  });

  test('serves a bucket policy as JSON', async () => {
    const { headers, body } = await get('/archive-logs?policy');
    expect(headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ Statement: [] });
  });

  test('escapes what XML would read as markup', async () => {
    const { body } = await raw(sandbox, {
      service: 's3',
      method: 'GET',
      path: '/archive-full?lifecycle',
      region: 'eu-west-1',
      keys: archiveKeys,
    });
    expect(body).toContain('<Prefix>a&amp;b</Prefix>');
  });

  test.each([
    '/archive-logs?website',
    '/archive-logs?versions',
    '/archive-logs/key?tagging',
    '/archive-logs/key?versionId=1',
  ])('has not implemented GET %s', async path => {
    const { status, body } = await get(path);
    expect(status).toBe(501);
    expect(body).toContain('<Code>NotImplemented</Code>');
  });
});

describe('REST-JSON', () => {
  test('names the error in a header', async () => {
    const { status, headers, body } = await raw(sandbox, {
      service: 'guardduty',
      method: 'GET',
      path: '/admin',
    });
    expect(status).toBe(400);
    expect(headers.get('x-amzn-errortype')).toBe('BadRequestException');
    expect(JSON.parse(body).message).toMatch(/^The request is rejected because/);
  });

  test('uses the field names of GuardDuty', async () => {
    const { body } = await raw(sandbox, { service: 'guardduty', method: 'GET', path: '/detector' });
    expect(JSON.parse(body).detectorIds).toHaveLength(1);
  });
});

describe('Query', () => {
  test('wraps the result', async () => {
    const { status, headers, body } = await raw(sandbox, form('GetCallerIdentity'));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/xml');
    expect(body).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(body).toContain('<Account>333344445555</Account>');
  });

  test('wraps the error', async () => {
    const { status, body } = await raw(sandbox, form('GetSessionToken'));
    expect(status).toBe(400);
    expect(body).toContain('<Type>Sender</Type><Code>InvalidAction</Code>');
  });
});

describe('the front door', () => {
  const requests = {
    cloudtrail: json('cloudtrail', 'ListTrails'),
    account: { service: 'account', path: '/listRegions', body: '{}' },
    s3: { service: 's3', method: 'GET', path: '/' },
    sts: form('GetCallerIdentity'),
  };
  type Door = keyof typeof requests;

  test.each<[Door, number, string]>([
    ['cloudtrail', 400, 'UnrecognizedClientException'],
    ['account', 403, 'UnrecognizedClientException'],
    ['s3', 403, 'InvalidAccessKeyId'],
    ['sts', 403, 'InvalidClientTokenId'],
  ])('%s does not know a stranger', async (service, status, code) => {
    const keys = { accessKeyId: 'AKIANOBODYKNOWSME000', secretAccessKey: 'secret' };
    const answer = await raw(sandbox, { ...requests[service], keys });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(code);
  });

  test.each<[Door, number, string]>([
    ['cloudtrail', 400, 'InvalidSignatureException'],
    ['account', 403, 'InvalidSignatureException'],
    ['s3', 403, 'SignatureDoesNotMatch'],
    ['sts', 403, 'SignatureDoesNotMatch'],
  ])('%s refuses a wrong secret', async (service, status, code) => {
    const answer = await raw(sandbox, {
      ...requests[service],
      keys: { ...archiveKeys, secretAccessKey: 'wrong' },
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(code);
  });

  test('a session without its token is nobody', async () => {
    const { sessionToken: _, ...keys } = archiveKeys;
    const answer = await raw(sandbox, { ...requests.cloudtrail, keys });
    expect(JSON.parse(answer.body).__type).toBe('UnrecognizedClientException');
  });

  test('a request without a signature is refused', async () => {
    const response = await fetch(sandbox.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'CloudTrail_20131101.ListTrails' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('MissingAuthenticationTokenException');
  });

  test.each<[Door, number, string]>([
    ['cloudtrail', 400, 'UnrecognizedClientException'],
    ['s3', 403, 'InvalidAccessKeyId'],
    ['sts', 403, 'InvalidClientTokenId'],
  ])('%s knows nobody in a region the account has not enabled', async (service, status, code) => {
    const answer = await raw(sandbox, { ...requests[service], region: 'ap-east-1' });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(code);
  });

  test('global services answer from everywhere', async () => {
    const { status } = await raw(sandbox, { ...requests.account, region: 'ap-east-1' });
    expect(status).toBe(200);
  });

  test('a body of more than a megabyte is cut off', async () => {
    const response = await fetch(sandbox.url, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });
    expect(response.status).toBe(413);
  });
});
