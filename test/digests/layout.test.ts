import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chain } from '../../src/digests/chain.ts';
import {
  accountsFolder,
  dayFolders,
  digestFolder,
  logFolder,
  readDigestName,
  readLogName,
} from '../../src/digests/layout.ts';
import { aChain, digestKey, HOUR, logKey } from '../support/digest-chain.ts';

const DAY = 24 * HOUR;
const SECOND = 1000;
const moment = fc
  .integer({ min: Date.parse('2013-11-01T00:00:00Z'), max: Date.parse('2049-12-31T00:00:00Z') })
  .map(at => Math.floor(at / SECOND) * SECOND);
const regions = fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-4');

// A trail's name: 3 to 128 letters, digits, dots, underscores and dashes, begun and ended by a letter or digit.
const trailName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{1,40}[A-Za-z0-9]$/);
const anyChain: fc.Arbitrary<Chain> = fc
  .record({
    trailName,
    homeRegion: regions,
    region: regions,
    accountId: fc.stringMatching(/^\d{12}$/),
    prefix: fc.constantFrom(null, '', 'logs', 'a/b_c', 'AWSLogs', 'o-abcdefghij'),
    organizationId: fc.constantFrom(null, 'o-abcdefghij'),
  })
  .map(parts => ({ ...aChain, ...parts }));

describe('the name of a digest', () => {
  test('reads back, whatever the trail is called', () => {
    fc.assert(
      fc.property(anyChain, moment, fc.boolean(), (chain, endsAt, backfill) => {
        const { accountId, region, trailName, homeRegion } = chain;
        expect(readDigestName(digestKey(chain, endsAt, backfill))).toEqual({
          accountId,
          region,
          trailName,
          homeRegion,
          endsAt,
          backfill,
        });
      }),
    );
  });

  test.each(['a_eu-west-1_b', 'x_20261120T090000Z_backfill', '_', 'a.b-c_d', 'T_eu-west-1'])(
    'a trail called %s keeps its name',
    trailName => {
      const chain = { ...aChain, trailName };
      expect(readDigestName(digestKey(chain, 0))).toMatchObject({ trailName, backfill: false });
      expect(readDigestName(digestKey(chain, 0, true))).toMatchObject({ trailName, backfill: true });
    },
  );

  test.each([
    '',
    'x.json.gz',
    logKey(aChain, 0),
    digestKey(aChain, 0).replace('.json.gz', '.json'),
    digestKey(aChain, 0).replace('.json.gz', '.json.gz '),
    digestKey(aChain, 0).replace('19700101T', '19700230T'),
    digestKey(aChain, 0).replace('T000000Z', 'T240000Z'),
    digestKey(aChain, 0).replace('T000000Z', 'T0000Z'),
    digestKey(aChain, 0).replace('/444455556666_', '/44445555666_'),
  ])('%j is none', key => {
    expect(readDigestName(key)).toBeNull();
  });
});

describe('the name of a log file', () => {
  test('gives its minute, for its own account and region alone', () => {
    fc.assert(
      fc.property(anyChain, moment, (chain, at) => {
        const key = logKey(chain, at);
        expect(readLogName(chain, key)).toBe(Math.floor(at / 60_000) * 60_000);
        expect(readLogName({ ...chain, region: 'sa-east-1' }, key)).toBeNull();
        expect(readLogName({ ...chain, accountId: 'x' }, key)).toBeNull();
      }),
    );
  });

  test.each([digestKey(aChain, 0), logKey(aChain, 0, 'short'), `${logKey(aChain, 0)}/`, 'notes.txt'])(
    '%j is none',
    key => {
      expect(readLogName(aChain, key)).toBeNull();
    },
  );
});

describe('the folders', () => {
  test('hold every file of their days, and nothing of another chain', () => {
    fc.assert(
      fc.property(anyChain, anyChain, moment, fc.nat(3 * DAY), (chain, other, from, length) => {
        const at = from + Math.floor(length / 2 / SECOND) * SECOND;
        const days = (of: Chain) => dayFolders(digestFolder(of), from, from + length);
        expect(days(chain).filter(folder => digestKey(chain, at).startsWith(folder))).toHaveLength(1);
        const logs = dayFolders(logFolder(chain), from, from + length);
        expect(logs.filter(folder => logKey(chain, at).startsWith(folder))).toHaveLength(1);
        if (digestFolder(other) === digestFolder(chain)) return;
        expect(days(other).some(folder => digestKey(chain, at).startsWith(folder))).toBe(false);
      }),
    );
  });

  test.each<[string | null, string | null, string]>([
    [null, null, 'AWSLogs/'],
    ['', null, 'AWSLogs/'],
    ['logs', null, 'logs/AWSLogs/'],
    ['logs/', null, 'logs/AWSLogs/'],
    ['o-abcdefghij', 'o-abcdefghij', 'o-abcdefghij/AWSLogs/o-abcdefghij/'],
    [null, 'o-abcdefghij', 'AWSLogs/o-abcdefghij/'],
  ])('with the prefix %j and the organization %j', (prefix, organizationId, folder) => {
    expect(accountsFolder({ prefix, organizationId })).toBe(folder);
  });
});
