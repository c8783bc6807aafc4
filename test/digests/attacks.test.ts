/** The attacks on a chain's files, each done to digests and log files that were really signed. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Chain, Checkpoint, Expectation, Finding, PublicKey, Span } from '../../src/digests/chain.ts';
import { judgeLog } from '../../src/digests/judge-log.ts';
import { digestFolder, logFolder } from '../../src/digests/layout.ts';
import { type ChainJudgement, judgeChain } from '../../src/digests/link.ts';
import { judgeExtraLogs } from '../../src/digests/unexpected.ts';
import {
  aChain,
  aSigner,
  type Bucket,
  digestJson,
  digestKey,
  get,
  HOUR,
  hoursFrom,
  judgedIn,
  logKey,
  MINUTE,
  putChain,
  putDigest,
  putLog,
  type StoredObject,
} from '../support/digest-chain.ts';

const start = Date.parse('2026-11-19T08:37:12Z');
const at = (hour: number): number => start + hour * HOUR;
const window: Span = { from: at(0), to: at(12) };
const always: Span = { from: at(-500), to: at(500) };
const signer = aSigner(always);
const rotated = aSigner({ from: at(6) + 5 * MINUTE, to: at(500) }, 'spki');
const forger = aSigner(always);
const keys = [signer.key, rotated.key];

const original: Bucket = new Map();
putChain(original, aChain, signer, hoursFrom(at(-2), 14), { logs: 2 });

const digestOf = (hour: number, chain: Chain = aChain): string => digestKey(chain, at(hour + 1));
const logOf = (hour: number, n = 0, chain: Chain = aChain): string =>
  logKey(chain, at(hour) + n * 5 * MINUTE, `Log${String(n).padStart(13, '0')}`);

interface Circumstances {
  readonly chain?: Chain;
  readonly keys?: readonly PublicKey[] | null;
  readonly expectation?: Partial<Expectation>;
  readonly checkpoint?: Checkpoint | null;
}

/** What a verifier does: list, judge each, link, read the log files, look for others. */
function verify(bucket: Bucket, { chain = aChain, expectation = {}, ...how }: Circumstances = {}) {
  const now = at(12) + 40 * MINUTE;
  const digests = judgedIn(bucket, chain, how.keys === undefined ? keys : how.keys, window);
  const judgement = judgeChain({
    chain,
    window,
    now,
    grace: 3 * HOUR,
    digests,
    expectation: {
      latestDigestAt: at(12) + 5 * MINUTE,
      off: [],
      createdAt: null,
      updatedAt: [],
      historyRead: true,
      ...expectation,
    },
    checkpoint: how.checkpoint ?? null,
    live: true,
  });
  const entries = digests.flatMap(judged => (judged.status === 'valid' ? judged.digest.logs : []));
  const logs = entries.flatMap(entry => judgeLog(entry, get(bucket, entry.key)) ?? []);
  const below = [...bucket.keys()].filter(key => key.startsWith(logFolder(chain)));
  const { namedLogs: named, proven } = judgement;
  const extra = judgeExtraLogs({
    chain,
    keys: below,
    named,
    proven,
    now,
    margin: 15 * MINUTE,
    shared: false,
  });
  return { judgement, findings: [...judgement.findings, ...logs, ...extra] };
}
const words = (findings: readonly Finding[]): string[] =>
  findings.map(one => `${one.of} ${one.status} ${one.code}`);
const seen = (bucket: Bucket, how?: Circumstances): string[] => words(verify(bucket, how).findings);
const times = (count: number, word: string): string[] => Array.from({ length: count }, () => word);

/** The bucket after an attack. */
function attacked(attack: (bucket: Bucket) => void): Bucket {
  const bucket = new Map(original);
  attack(bucket);
  return bucket;
}
const stored = (bucket: Bucket, key: string): StoredObject => {
  const object = bucket.get(key);
  if (object === undefined) throw new Error(`no ${key}`);
  return object;
};
const repack = (bucket: Bucket, key: string, change: (content: string) => string): void => {
  const { bytes, metadata } = stored(bucket, key);
  bucket.set(key, { bytes: gzipSync(change(gunzipSync(bytes).toString()), { level: 2 }), metadata });
};
const append = (bucket: Bucket, key: string, more: Uint8Array): void => {
  const { bytes, metadata } = stored(bucket, key);
  bucket.set(key, { bytes: Buffer.concat([bytes, more]), metadata });
};
const copy = (bucket: Bucket, from: string, to: string): void => {
  bucket.set(to, stored(bucket, from));
};
const remove = (bucket: Bucket, ...gone: string[]): void => {
  for (const key of gone) bucket.delete(key);
};
const linkOf = (judgement: ChainJudgement) => {
  if (judgement.last === null) throw new Error('nothing was proven');
  return { bucket: aChain.bucket, ...judgement.last };
};

test('an untouched chain is whole, and proves the window', () => {
  const { judgement, findings } = verify(original);
  expect(findings).toEqual([]);
  expect(judgement.hours).toEqual({
    expected: 12,
    proven: 12,
    pending: 0,
    off: 0,
    missing: 0,
    unreadable: 0,
  });
});

describe('digests are deleted', () => {
  test('the newest, and their log files', () => {
    const bucket = attacked(all => remove(all, digestOf(10), digestOf(11), logOf(11), logOf(11, 1)));
    expect(seen(bucket)).toEqual(['hours missing absent', 'hours unreadable not-checked']);
  });

  test('the newest, which the last verification saw', () => {
    const { key, span, signature, sha256 } = linkOf(verify(original).judgement);
    const checkpoint = { key, endsAt: span.to, signature, sha256 };
    const bucket = attacked(all => remove(all, digestOf(11)));
    expect(seen(bucket, { checkpoint }).sort()).toEqual([
      'digest missing before-checkpoint',
      'hours missing before-checkpoint',
    ]);
  });

  test('all of a chain', () => {
    const bucket = attacked(all => {
      for (const key of all.keys()) if (key.startsWith(digestFolder(aChain))) all.delete(key);
    });
    expect(seen(bucket)).toEqual([...times(11, 'hours missing absent'), 'hours unreadable not-checked']);
  });

  test('the whole prefix of an account', () => {
    const { judgement, findings } = verify(new Map());
    expect(words(findings)).toEqual([...times(11, 'hours missing absent'), 'hours unreadable not-checked']);
    expect(judgement.hours).toMatchObject({ proven: 0, missing: 11, unreadable: 1 });
  });

  test('a run in the middle', () => {
    const bucket = attacked(all => remove(all, digestOf(4), digestOf(5), digestOf(6)));
    const { judgement, findings } = verify(bucket);
    expect(words(findings)).toEqual([
      ...times(2, 'hours missing previous-missing'),
      'digest missing previous-missing',
    ]);
    expect(judgement.hours).toMatchObject({ proven: 9, missing: 3 });
  });

  test('older history, behind a restart', () => {
    const bucket: Bucket = new Map();
    putChain(bucket, aChain, signer, hoursFrom(at(-2), 5));
    putChain(bucket, aChain, signer, hoursFrom(at(8), 4));
    expect(seen(bucket)).toEqual([
      ...times(1, 'hours missing deleted-behind-restart'),
      'digest restarted unexplained-restart',
      ...times(4, 'hours missing deleted-behind-restart'),
    ]);
    expect(seen(bucket, { expectation: { historyRead: false } })).toEqual([
      'digest restarted unexplained-restart',
    ]);
    expect(seen(bucket, { expectation: { off: [{ from: at(3), to: at(8) }] } })).toEqual([
      'digest restarted explained-restart',
    ]);
  });
});

describe('a log file', () => {
  test.each<[string, (bucket: Bucket) => void, string[]]>([
    ['is deleted', all => remove(all, logOf(5)), ['log missing absent']],
    [
      'is truncated',
      all => all.set(logOf(5), { bytes: stored(all, logOf(5)).bytes.subarray(0, 30), metadata: {} }),
      ['log invalid not-gzip'],
    ],
    ['is edited', all => repack(all, logOf(5), text => text.replace('"n":0', '"n":9')), ['log invalid hash']],
    ['is packed anew with equal content', all => repack(all, logOf(5), text => text), []],
    [
      'gets a second gzip member',
      all => append(all, logOf(5), gzipSync('{}')),
      ['log invalid second-member'],
    ],
    [
      'gets an empty second member',
      all => append(all, logOf(5), gzipSync('')),
      ['log invalid second-member'],
    ],
    ['gets zeros behind it', all => append(all, logOf(5), Buffer.alloc(4)), ['log invalid trailing-bytes']],
    [
      'is replaced by an older one that CloudTrail signed for',
      all => copy(all, logOf(3), logOf(5)),
      ['log invalid hash'],
    ],
    [
      'is added',
      all => void putLog(all, logKey(aChain, at(5), 'ZZZZZZZZZZZZZZZZ'), '{}'),
      ['object unexpected in-no-digest'],
    ],
    [
      'is added under a foreign name',
      all => void putLog(all, `${logFolder(aChain)}2026/11/19/..`, '{}'),
      ['object unexpected not-a-log-name'],
    ],
  ])('%s', (_what, attack, expected) => {
    expect(seen(attacked(attack))).toEqual(expected);
  });
});

describe('a digest', () => {
  const logsOf5 = ['object unexpected in-no-digest'];
  const withoutLogs = (found: string[]) => found.filter(word => !logsOf5.includes(word));

  test('is edited and packed anew', () => {
    const bucket = attacked(all =>
      repack(all, digestOf(5), text => text.replace(/"logFiles":.*/, '"logFiles":[]}')),
    );
    expect(seen(bucket)).toEqual(['digest invalid bad-signature']);
  });

  test('is edited, and with it what the next one names', () => {
    const bucket = attacked(all => {
      repack(all, digestOf(5), text => text.replace(/"logFiles":.*/, '"logFiles":[]}'));
      repack(all, digestOf(6), text => text.replace(/("previousDigestHashValue":")../, '$100'));
    });
    expect(seen(bucket)).toEqual(times(2, 'digest invalid bad-signature'));
  });

  test('bears the signature of another', () => {
    const bucket = attacked(all => {
      const { bytes } = stored(all, digestOf(5));
      all.set(digestOf(5), { bytes, metadata: stored(all, digestOf(4)).metadata });
    });
    expect(seen(bucket)).toEqual(['digest invalid bad-signature']);
  });

  test('bears the right signature under the wrong algorithm', () => {
    const bucket = attacked(all => {
      const { bytes, metadata } = stored(all, digestOf(5));
      all.set(digestOf(5), { bytes, metadata: { ...metadata, 'signature-algorithm': 'MD5withRSA' } });
    });
    expect(seen(bucket)).toEqual(['digest invalid signature-algorithm']);
  });

  test('is signed by a key that CloudTrail does not serve', () => {
    const bucket = attacked(
      all => void putDigest(all, forger, digestJson(aChain, forger, { from: at(5), to: at(6) }, null)),
    );
    expect(withoutLogs(seen(bucket))).toEqual(['digest invalid unknown-key']);
  });

  test('is signed by a forger under a fingerprint of CloudTrail', () => {
    const json = digestJson(aChain, signer, { from: at(5), to: at(6) }, null);
    const bucket = attacked(all => void putDigest(all, forger, json));
    expect(withoutLogs(seen(bucket))).toEqual(['digest invalid bad-signature']);
  });

  test('of all is signed by a key that was rotated away', () => {
    const old = { ...signer.key, validity: { from: at(-900), to: at(-500) } };
    expect(seen(original, { keys: [old] })).toEqual(times(12, 'digest invalid key-not-valid-then'));
  });

  test('is not the one that the next one names, although CloudTrail signed it', () => {
    // Two histories of the same hours, each valid by itself: the hours of one are put into the other.
    const other: Bucket = new Map();
    putChain(other, aChain, signer, hoursFrom(at(-3), 15), { logs: 1 });
    const bucket = attacked(all => all.set(digestOf(5), stored(other, digestOf(5))));
    expect(withoutLogs(seen(bucket))).toEqual([
      'digest invalid previous-hash',
      'digest invalid previous-signature',
      'digest invalid previous-hash',
      'digest invalid previous-signature',
    ]);
  });

  test('is moved to the place of another', () => {
    const bucket = attacked(all => copy(all, digestOf(4), digestOf(5)));
    expect(seen(bucket)).toEqual(['digest invalid moved']);
  });

  test('is copied from another account', () => {
    const other = { ...aChain, accountId: '999900001111' };
    const bucket = attacked(all => {
      putChain(all, other, signer, hoursFrom(at(5), 1));
      copy(all, digestOf(5, other), digestOf(5));
    });
    expect(seen(bucket)).toEqual(['digest invalid moved']);
  });
});

describe('what is no attack', () => {
  test('the key is rotated between the end of an hour and its delivery', () => {
    const bucket: Bucket = new Map();
    const before = putChain(bucket, aChain, signer, hoursFrom(at(-2), 7));
    putChain(bucket, aChain, rotated, hoursFrom(at(5), 7), { previous: before });
    expect(seen(bucket)).toEqual([]);
    expect(seen(bucket, { keys: [signer.key] })).toEqual(times(7, 'digest invalid unknown-key'));
  });

  test('a trail of another name took over: its digests are no part of this chain', () => {
    const renamed = { ...aChain, trailName: 'org_trail_2' };
    const bucket: Bucket = new Map();
    putChain(bucket, aChain, signer, [...hoursFrom(at(-2), 8), { from: at(6), to: at(6.5) }]);
    putChain(bucket, renamed, signer, [{ from: at(6.5), to: at(7) }, ...hoursFrom(at(7), 5)]);
    expect(seen(bucket, { chain: renamed, expectation: { createdAt: at(6.5) } })).toEqual([
      'hours not-started not-created',
    ]);
    const off = [{ from: at(6.5), to: Number.POSITIVE_INFINITY }];
    expect(seen(bucket, { expectation: { off, latestDigestAt: at(6.5) + 8 * MINUTE } })).toEqual([
      'hours not-started logging-off',
    ]);
  });

  test('two trails write into one bucket: each has its own chain', () => {
    const second = { ...aChain, trailName: 'org' };
    const bucket = new Map(original);
    putChain(bucket, second, signer, hoursFrom(at(-2), 14));
    expect(seen(bucket)).toEqual([]);
    remove(bucket, digestOf(5, second));
    expect(seen(bucket)).toEqual([]);
    expect(seen(bucket, { chain: second })).toContain('digest missing previous-missing');
  });

  test('the keys cannot be read: everything is unreadable, nothing invalid', () => {
    const { judgement, findings } = verify(original, { keys: null });
    expect(words(findings)).toEqual(times(12, 'digest unreadable no-keys'));
    expect(judgement.hours).toMatchObject({ proven: 0, missing: 0, unreadable: 12 });
  });
});
