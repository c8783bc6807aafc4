import { describe, expect, test } from 'vitest';
import { toGap } from '../../src/aws/gap.ts';

function sdkError(name: string, httpStatusCode: number | undefined, more: object = {}): Error {
  return Object.assign(new Error(`${name} said so`), {
    name,
    $metadata: { ...(httpStatusCode === undefined ? {} : { httpStatusCode }), requestId: 'r-1' },
    ...more,
  });
}

describe('what AWS throws becomes a gap with its own word', () => {
  const cases: [string, number, string][] = [
    ['AccessDeniedException', 400, 'denied'],
    ['AccessDenied', 403, 'denied'],
    ['ThrottlingException', 400, 'throttled'],
    ['TooManyRequestsException', 400, 'throttled'],
    ['SlowDown', 503, 'throttled'],
    ['ExpiredTokenException', 400, 'expired'],
    ['UnrecognizedClientException', 400, 'region-disabled'],
    ['TrailNotFoundException', 400, 'not-observable'],
    ['CloudTrailARNInvalidException', 400, 'not-observable'],
    ['MethodNotAllowed', 405, 'not-observable'],
    ['NotFoundException', 400, 'not-observable'],
    ['InternalFailure', 500, 'unreachable'],
    ['SomethingNew', 503, 'unreachable'],
    ['SomethingNew', 403, 'denied'],
    ['SomethingNew', 429, 'throttled'],
    ['InvalidParameterException', 400, 'rejected'],
  ];
  test.each(cases)('%s with status %i is %s', (name, status, reason) => {
    const gap = toGap(sdkError(name, status), 'cloudtrail:GetTrailStatus');
    expect(gap).toMatchObject({
      reason,
      code: name,
      permission: 'cloudtrail:GetTrailStatus',
      requestId: 'r-1',
    });
  });
});

test('a refused HEAD has no body, so its status is its name', () => {
  expect(toGap(sdkError('Unknown', 403), 's3:ListBucket')).toMatchObject({ reason: 'denied', code: '403' });
});

test('the network is named by its own code', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(toGap(error, 'x:Y')).toMatchObject({ reason: 'unreachable', code: 'ECONNREFUSED' });
});

test('an answer that cannot be parsed is malformed', () => {
  const error = Object.assign(new SyntaxError('Unexpected end of JSON input'), {
    $responseBodyText: '{"tra',
  });
  expect(toGap(error, 'x:Y')).toMatchObject({ reason: 'malformed', code: 'SyntaxError' });
});

test.each([
  new TypeError('x is not a function'),
  new SyntaxError('our own'),
  new Error('boom'),
  'text',
  null,
])('our own mistake is no gap: %s', thrown => {
  expect(toGap(thrown, 'x:Y')).toBeNull();
});
