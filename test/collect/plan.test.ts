/** A call says which others it builds upon, so that it can be planned without any check that happens to need them. */
import { describe, expect, test } from 'vitest';
import { allCalls, closureOf } from '../../src/aws/calls.ts';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { defineCall } from '../../src/model/call.ts';
import { collect, WORKLOAD, world } from '../support/evidence.ts';

describe('planned alone, each call comes to its end', () => {
  const planned = allCalls.filter(call => call.stages.length > 0);
  const worlds = {
    healthy: world(),
    'without what most stages build upon': world({ trail: null, store: null }),
  };
  test.each(planned.map(call => [call.id, call] as const))('%s', (_id, call) => {
    for (const estate of Object.values(worlds)) {
      expect(collect(estate, closureOf([call])).complete).toBe(true);
    }
  });
});

test('a stage that reads more than it says is found out', () => {
  const sly = defineCall({
    id: 'test.Sly',
    permission: 'test:GetSly',
    stages: [
      {
        where: 'once',
        needs: [],
        ask: read => {
          read.get(describeTrails, { accountId: WORKLOAD, region: 'us-east-1' }, {});
          return [];
        },
      },
    ],
    send: () => Promise.resolve({}),
  });
  expect(() => collect(world(), [describeTrails, sly])).toThrow('not among the declared needs');
});
