/** A list is its whole self or an error: each page has to carry it. */
import { describe, expect, test } from 'vitest';
import { listRegions } from '../../src/aws/account.ts';
import { toGap } from '../../src/aws/gap.ts';
import { listAccounts } from '../../src/aws/organizations.ts';
import type { AnyCall, Aws } from '../../src/model/call.ts';

/** A client that is answered with these bodies, one after the other, over its own protocol. */
function answeredWith(...bodies: readonly object[]): Aws {
  const left = [...bodies];
  const requestHandler = {
    handle: () => {
      const body = Buffer.from(JSON.stringify(left.shift()));
      return Promise.resolve({ response: { statusCode: 200, headers: {}, body } });
    },
  };
  const options = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE000000001', secretAccessKey: 'a-secret-of-your-own' },
    maxAttempts: 1,
    requestHandler,
  };
  return {
    scope: { accountId: '111122223333', region: 'us-east-1' },
    client: Client => new Client(options as never),
  };
}

describe.each([
  ['Accounts', 'Id', listAccounts],
  ['Regions', 'RegionName', listRegions],
] as [string, string, AnyCall][])('%s', (list, field, call) => {
  const page = (name: string, NextToken?: string) => ({ [list]: [{ [field]: name }], NextToken });

  test('all pages together', async () => {
    const answer = await call.send(
      answeredWith(page('a', 'next'), { [list]: [], NextToken: 'last' }, page('b')),
      {},
    );
    expect(answer).toMatchObject({ [list]: [{ [field]: 'a' }, { [field]: 'b' }] });
  });

  test.each([
    ['the only page', [{}]],
    ['the last page', [page('a', 'next'), {}]],
    ['a page in the middle', [page('a', 'next'), { NextToken: 'last' }, page('b')]],
  ])('a gap, where %s lacks it', async (_name, bodies) => {
    const error: unknown = await call.send(answeredWith(...bodies), {}).catch((e: unknown) => e);
    expect(toGap(error, call.permission)).toMatchObject({ reason: 'malformed', code: 'MissingList' });
  });
});
