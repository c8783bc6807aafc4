import { describe, expect, test } from 'vitest';
import type { Chain, Digest, Expectation, Finding, JudgedDigest, Span } from '../../src/digests/chain.ts';
import { type ChainInput, type ChainJudgement, judgeChain } from '../../src/digests/link.ts';
import { aChain, digestKey, HOUR, hoursFrom, linked, MINUTE } from '../support/digest-chain.ts';

const start = Date.parse('2026-11-19T08:37:12Z');
const at = (hour: number): number => start + hour * HOUR;
const window: Span = { from: at(0), to: at(24) };

/** Two digests before the window, 24 in it. */
const digests = linked(hoursFrom(at(-2), 26));
const inHour = (hour: number): Digest => digests[hour + 2] as Digest;
const valid = (all: readonly Digest[]): JudgedDigest[] => all.map(digest => ({ status: 'valid', digest }));
const listed = (all: readonly Digest[], { from, to }: Span = window): Digest[] =>
  all.filter(({ span }) => span.to > from && span.to <= to + HOUR);
const without = (...hours: number[]): Digest[] =>
  listed(digests).filter(one => !hours.map(inHour).includes(one));

const expectation: Expectation = {
  latestDigestAt: at(24) + 5 * MINUTE,
  off: [],
  createdAt: null,
  updatedAt: [],
  historyRead: true,
};
const input: ChainInput = {
  chain: aChain,
  window,
  now: at(24) + 40 * MINUTE,
  grace: 3 * HOUR,
  digests: valid(listed(digests)),
  expectation,
  checkpoint: null,
  live: true,
};
type Change = Omit<Partial<ChainInput>, 'expectation' | 'digests'> & {
  readonly expectation?: Partial<Expectation>;
  readonly digests?: readonly Digest[];
  readonly judged?: readonly JudgedDigest[];
};
function judge({ expectation: expected, digests: given, judged, ...change }: Change = {}): ChainJudgement {
  return judgeChain({
    ...input,
    ...change,
    digests: judged ?? (given ? valid(given) : input.digests),
    expectation: { ...expectation, ...expected },
  });
}
const words = ({ findings }: ChainJudgement): string[] => findings.map(one => `${one.status} ${one.code}`);
const times = (count: number, word: string): string[] => Array.from({ length: count }, () => word);
const find = (judgement: ChainJudgement, code: string): Finding => {
  const found = judgement.findings.find(one => one.code === code);
  if (found === undefined) throw new Error(`no ${code} in ${words(judgement)}`);
  return found;
};
const notValid = (hour: number, status: 'invalid' | 'unreadable' | 'missing', code: Finding['code']) => {
  const { key, span } = inHour(hour);
  return { status, key, backfill: false, endsAt: span.to, code, says: 'It is so.' } as const;
};
const swapped = (hour: number, change: Partial<Digest> | JudgedDigest): JudgedDigest[] =>
  listed(digests).map(digest => {
    if (digest !== inHour(hour)) return { status: 'valid', digest };
    return 'status' in change ? change : { status: 'valid', digest: { ...digest, ...change } };
  });

describe('a whole chain', () => {
  test('accounts for every hour', () => {
    const judgement = judge();
    expect(judgement.findings).toEqual([]);
    expect(judgement.hours).toEqual({
      expected: 24,
      proven: 24,
      pending: 0,
      off: 0,
      missing: 0,
      unreadable: 0,
    });
    expect(judgement.proven).toEqual([window]);
    expect(judgement.last).toEqual(inHour(23));
    expect(judgement.namedLogs.size).toBe(24);
  });

  test('with the digest before it given too is the same', () => {
    const { findings, hours } = judge({ digests: digests.slice(1) });
    expect({ findings, hours }).toEqual({ findings: [], hours: judge().hours });
  });

  test('covers a window that does not share its minute', () => {
    const odd = { from: at(0) + 17 * MINUTE, to: at(20) + 29 * MINUTE };
    const judgement = judge({ window: odd, digests: listed(digests, odd) });
    expect(judgement.findings).toEqual([]);
    expect(judgement.proven).toEqual([odd]);
  });

  test('owes nothing yet for the hour that runs', () => {
    for (const latestDigestAt of [at(24) + 5 * MINUTE, undefined]) {
      const judgement = judge({ window: { from: at(0), to: at(25) }, expectation: { latestDigestAt } });
      expect(judgement.findings).toEqual([]);
      expect(judgement.hours.pending).toBeCloseTo(40 / 60);
    }
  });

  test('of nothing but the future owes nothing', () => {
    const future = { from: at(30), to: at(40) };
    expect(judge({ window: future, digests: [] })).toMatchObject({ findings: [], hours: { expected: 0 } });
  });
});

describe('deleted digests', () => {
  test('in the middle: one finding for each hour, the last with the key', () => {
    const judgement = judge({ digests: without(9, 10, 11) });
    expect(words(judgement)).toEqual(times(3, 'missing previous-missing'));
    expect(judgement.hours).toMatchObject({ expected: 24, proven: 21, missing: 3 });
    expect(judgement.findings.map(({ span }) => span)).toEqual([9, 10, 11].map(hour => inHour(hour).span));
    expect(judgement.findings.map(({ key }) => key)).toEqual([null, null, inHour(11).key]);
  });

  test('at the newest end, by the delivery that CloudTrail itself keeps', () => {
    const judgement = judge({ digests: without(21, 22, 23) });
    expect(words(judgement)).toEqual([...times(2, 'missing absent'), 'unreadable not-checked']);
    expect(judgement.hours).toMatchObject({ proven: 21, missing: 2, unreadable: 1 });
  });

  test('the newest alone: a delivery after its end may have been its own, so that nothing is claimed', () => {
    const judgement = judge({ digests: without(23) });
    expect(words(judgement)).toEqual(['unreadable not-checked']);
    const earlier = judge({ digests: without(23), expectation: { latestDigestAt: at(23) + 5 * MINUTE } });
    expect(words(earlier)).toEqual(['pending grace']);
  });

  test('at the newest end, an hour later, all of them', () => {
    const now = at(25) + 40 * MINUTE;
    const latestDigestAt = at(25) + 5 * MINUTE;
    const judgement = judge({ digests: without(22, 23), now, expectation: { latestDigestAt } });
    expect(words(judgement)).toEqual(times(2, 'missing absent'));
  });

  test('at the newest end, when no delivery is known', () => {
    for (const latestDigestAt of [null, at(12)]) {
      const judgement = judge({ digests: without(19, 20, 21, 22, 23), expectation: { latestDigestAt } });
      expect(words(judgement)).toEqual([...times(2, 'missing undelivered'), ...times(3, 'pending grace')]);
    }
  });

  test('at the newest end, when the delivery could not be read: that is said', () => {
    const judgement = judge({ digests: without(22, 23), expectation: { latestDigestAt: undefined } });
    expect(words(judgement).sort()).toEqual([...times(2, 'pending grace'), 'unreadable not-checked']);
    expect(judge({ expectation: { latestDigestAt: undefined } }).findings).toEqual([]);
  });

  test('all of a chain', () => {
    const judgement = judge({ digests: [] });
    expect(judgement.hours).toMatchObject({ expected: 24, proven: 0, missing: 23, unreadable: 1 });
    expect(words(judgement)).toEqual([...times(23, 'missing absent'), 'unreadable not-checked']);
    expect(judgement.last).toBeNull();
  });

  test('all of a chain, of which CloudTrail shows no delivery', () => {
    const judgement = judge({ digests: [], expectation: { latestDigestAt: null } });
    expect(words(judgement)).toEqual([...times(21, 'missing undelivered'), ...times(3, 'pending grace')]);
  });

  test('the oldest of the window', () => {
    const judgement = judge({ digests: without(0, 1) });
    expect(words(judgement)).toEqual(times(2, 'missing previous-missing'));
    expect(judgement.hours).toMatchObject({ proven: 22, missing: 2 });
  });

  test('one that was listed and is gone', () => {
    const judgement = judge({ judged: swapped(7, notValid(7, 'missing', 'absent')) });
    expect(words(judgement)).toEqual(['missing absent']);
    expect(judgement.hours).toMatchObject({ proven: 23, missing: 1 });
  });

  test('an hour that CloudTrail signed nothing for, although the links hold', () => {
    const late = linked([...hoursFrom(at(0), 5), ...hoursFrom(at(7), 17)], { previous: inHour(-1) });
    const judgement = judge({ digests: late });
    expect(words(judgement)).toEqual(times(2, 'missing undelivered'));
  });
});

test('hours at the beginning that CloudTrail signed nothing for, although the links hold', () => {
  const late = linked(hoursFrom(at(2), 22), { previous: inHour(-1) });
  expect(words(judge({ digests: late }))).toEqual(times(2, 'missing undelivered'));
});

describe('links', () => {
  test.each<[string, Partial<NonNullable<Digest['previous']>>, string[]]>([
    ['another hash', { sha256: '00'.repeat(32) }, ['invalid previous-hash']],
    ['another signature', { signature: '00'.repeat(256) }, ['invalid previous-signature']],
    ['both', { sha256: '00', signature: '00' }, ['invalid previous-hash', 'invalid previous-signature']],
  ])('that name %s', (_what, change, expected) => {
    const previous = { ...(inHour(5).previous as NonNullable<Digest['previous']>), ...change };
    const judgement = judge({ judged: swapped(5, { previous }) });
    expect(words(judgement)).toEqual(expected);
    expect(judgement.findings[0]?.key).toBe(inHour(5).key);
    expect(judgement.hours).toMatchObject({ expected: 24, proven: 23, missing: 0 });
    expect(judgement.proven).toEqual([
      { from: at(0), to: at(5) },
      { from: at(6), to: at(24) },
    ]);
  });

  test('to the digest before the window are compared if it is given', () => {
    const before = { ...inHour(-1), sha256: '11'.repeat(32) };
    expect(words(judge({ digests: [before, ...listed(digests)] }))).toEqual(['invalid previous-hash']);
  });

  test('that jump over a digest', () => {
    const { key, sha256, signature } = inHour(3);
    const previous = { bucket: aChain.bucket, key, sha256, signature };
    expect(words(judge({ judged: swapped(5, { previous }) }))).toEqual(['invalid span']);
  });

  test('that lead to the future, or to themselves', () => {
    for (const hour of [5, 8]) {
      const { key, sha256, signature } = inHour(hour);
      const previous = { bucket: aChain.bucket, key, sha256, signature };
      expect(words(judge({ judged: swapped(5, { previous }) }))).toEqual(['invalid span']);
    }
  });

  test('that lead to the future from the first of the window', () => {
    const { key, sha256, signature } = inHour(3);
    const previous = { bucket: aChain.bucket, key, sha256, signature };
    expect(words(judge({ judged: swapped(0, { previous }) }))).toEqual(['invalid span']);
  });

  test('into another bucket are not followed, and said to be unread', () => {
    const previous = { ...(inHour(5).previous as NonNullable<Digest['previous']>), bucket: 'former-logs' };
    const judged = swapped(5, { previous }).filter(one => one.status === 'valid' && one.digest !== inHour(4));
    const judgement = judge({ judged });
    expect(words(judgement)).toEqual(['unreadable not-checked']);
    expect(judgement.hours).toMatchObject({ proven: 23, unreadable: 1, missing: 0 });
  });
});

describe('digests that are not valid', () => {
  test('prove nothing of their hour, which is not missing either', () => {
    const judgement = judge({ judged: swapped(5, notValid(5, 'invalid', 'bad-signature')) });
    expect(words(judgement)).toEqual(['invalid bad-signature']);
    expect(judgement.hours).toEqual({
      expected: 24,
      proven: 23,
      pending: 0,
      off: 0,
      missing: 0,
      unreadable: 0,
    });
  });

  test('unreadable ones leave their hour unreadable', () => {
    const judgement = judge({ judged: swapped(23, notValid(23, 'unreadable', 'archived')) });
    expect(words(judgement)).toEqual(['unreadable archived']);
    expect(judgement.hours).toMatchObject({ proven: 23, unreadable: 1, missing: 0, pending: 0 });
    expect(judgement.last).toEqual(inHour(22));
  });

  test('a garbage object under another name does not stand for the deleted one', () => {
    const garbage: JudgedDigest = {
      status: 'unreadable',
      key: digestKey(aChain, at(6) - MINUTE),
      backfill: false,
      endsAt: at(6) - MINUTE,
      code: 'archived',
      says: 'It is archived.',
    };
    const judgement = judge({ judged: [...valid(without(5)), garbage] });
    expect(words(judgement)).toEqual(['unreadable archived', 'missing previous-missing']);
    expect(find(judgement, 'previous-missing').key).toBe(inHour(5).key);
  });

  test('a hole before one is missing; without the events of the trail it cannot be said', () => {
    const judged = swapped(8, notValid(8, 'invalid', 'not-gzip')).filter(
      one => one.status !== 'valid' || ![inHour(6), inHour(7)].includes(one.digest),
    );
    const read = judge({ judged });
    expect(words(read)).toEqual([...times(2, 'missing absent'), 'invalid not-gzip']);
    const unread = judge({ judged, expectation: { historyRead: false } });
    expect(words(unread)).toEqual([...times(2, 'unreadable unexplained-restart'), 'invalid not-gzip']);
    expect(unread.hours).toMatchObject({ missing: 0, unreadable: 2 });
  });

  test('one beside a missing one does not count its hour twice', () => {
    const endsAt = at(8) - 30 * MINUTE;
    const garbage = {
      status: 'unreadable',
      key: 'x',
      backfill: false,
      endsAt,
      code: 'archived',
      says: '',
    } as const;
    const judgement = judge({ judged: [...swapped(7, notValid(7, 'missing', 'absent')), garbage] });
    expect(judgement.hours).toMatchObject({ expected: 24, proven: 23, missing: 1, unreadable: 0 });
  });

  test('one given twice, valid and not, is not valid', () => {
    const twice = [...valid(listed(digests)), notValid(5, 'invalid', 'bad-signature')];
    expect(words(judge({ judged: twice }))).toEqual(['invalid bad-signature']);
    expect(judge({ judged: [...twice].reverse() }).hours.proven).toBe(23);
  });
});

describe('digests that overlap', () => {
  test('are invalid on the later', () => {
    const [extra] = linked([{ from: at(5) + 30 * MINUTE, to: at(6) + 30 * MINUTE }], { previous: inHour(4) });
    const judgement = judge({ digests: [...without(6), extra as Digest] });
    expect(words(judgement)).toContain('invalid span');
    expect(find(judgement, 'span').key).toBe((extra as Digest).key);
  });

  test('of the whole window prove nothing more', () => {
    const [giant] = linked([window], { previous: inHour(-1) });
    const judgement = judge({ digests: [...without(3, 23), giant as Digest] });
    expect(words(judgement)).toContain('invalid span');
    expect(judgement.hours.proven).toBe(22);
  });
});

describe('a former trail', () => {
  test('owes nothing after its last digest', () => {
    const judgement = judge({ digests: without(20, 21, 22, 23), live: false });
    expect(judgement.findings).toEqual([]);
    expect(judgement.hours).toMatchObject({ expected: 20, proven: 20 });
  });

  test('owes what stands before its end, if that is known', () => {
    const off = [{ from: at(22), to: Number.POSITIVE_INFINITY }];
    const judgement = judge({
      digests: without(20, 21, 22, 23),
      live: false,
      expectation: { off, latestDigestAt: at(22) + 40 * MINUTE },
    });
    expect(words(judgement)).toEqual([...times(2, 'missing absent'), 'not-started logging-off']);
  });

  test('owes what the last verification saw', () => {
    const { key, span, signature, sha256 } = inHour(21);
    const checkpoint = { key, endsAt: span.to, signature, sha256 };
    const judgement = judge({ digests: without(20, 21, 22, 23), live: false, checkpoint });
    expect(words(judgement)).toEqual(times(3, 'missing before-checkpoint'));
  });
});

describe('a checkpoint', () => {
  const of = ({ key, span, signature, sha256 }: Digest) => ({ key, endsAt: span.to, signature, sha256 });

  test('that holds adds nothing', () => {
    for (const hour of [-1, 0, 11, 23]) {
      expect(judge({ checkpoint: of(inHour(hour)) }).findings).toEqual([]);
      expect(judge({ checkpoint: of(inHour(hour)), digests: digests.slice(1) }).findings).toEqual([]);
    }
  });

  test.each(['signature', 'sha256'] as const)('with another %s', field => {
    for (const hour of [-1, 11]) {
      const checkpoint = { ...of(inHour(hour)), [field]: '22'.repeat(32) };
      expect(words(judge({ checkpoint }))).toEqual(['invalid checkpoint-differs']);
    }
  });

  test('whose digest is gone', () => {
    const judgement = judge({ checkpoint: of(inHour(11)), digests: without(11) });
    expect(words(judgement).sort()).toEqual(['missing before-checkpoint', 'missing previous-missing']);
  });

  test('newer than everything that is there, grace or not', () => {
    const judgement = judge({
      checkpoint: of(inHour(23)),
      digests: without(22, 23),
      expectation: { latestDigestAt: null },
    });
    expect(words(judgement)).toEqual(times(3, 'missing before-checkpoint'));
    expect(judgement.hours).toMatchObject({ missing: 2, pending: 0 });
  });

  test('behind the window is not looked for', () => {
    const past = { from: at(0), to: at(10) };
    const checkpoint = of(inHour(20));
    expect(judge({ window: past, digests: listed(digests, past), checkpoint }).findings).toEqual([]);
  });

  test('long before the window leaves hours that were not read', () => {
    const judgement = judge({ checkpoint: of(linked(hoursFrom(at(-9), 1))[0] as Digest) });
    expect(words(judgement)).toEqual(['unreadable not-checked']);
    expect(judgement.findings[0]?.span).toEqual({ from: at(-8), to: at(0) });
  });

  test('in a place that this window was not listed in cannot be held', () => {
    const checkpoint = { ...of(inHour(11)), key: 'former/AWSLogs/x.json.gz' };
    expect(words(judge({ checkpoint }))).toEqual(['unreadable not-checked']);
  });

  test('shows history that was deleted behind a new trail of the same name', () => {
    const anew = linked(hoursFrom(at(10), 14));
    const expected = { createdAt: at(10) };
    expect(judge({ digests: anew, expectation: expected }).hours).toMatchObject({ missing: 0 });
    const judgement = judge({ digests: anew, expectation: expected, checkpoint: of(inHour(2)) });
    expect(words(judgement).sort()).toEqual([
      'missing before-checkpoint',
      ...times(10, 'missing deleted-behind-restart'),
      'restarted unexplained-restart',
    ]);
  });
});

describe('backfill digests', () => {
  const three = linked(
    [at(2), at(5), at(9)].map(from => ({ from, to: from + HOUR })),
    { backfill: true },
  );
  const [first, second, third] = three as [Digest, Digest, Digest];
  const all = listed(digests);

  test('prove no hour, and name log files', () => {
    const judgement = judge({ digests: [...without(5), ...three] });
    expect(words(judgement)).toEqual(['missing previous-missing']);
    expect(judge({ digests: [...all, ...three] }).findings).toEqual([]);
    expect(judge({ digests: [...all, ...three] }).last).toEqual(inHour(23));
    const logs = [{ bucket: 'b', key: 'late', sha256: '', algorithm: 'SHA-256' }];
    expect(judge({ digests: [...all, { ...first, logs }] }).namedLogs.has('late')).toBe(true);
  });

  test('deleted in the middle are missing', () => {
    const judgement = judge({ digests: [...all, first, third] });
    expect(words(judgement)).toEqual(['missing previous-missing']);
    expect(find(judgement, 'previous-missing').key).toBe(second.key);
    expect(judgement.hours).toMatchObject({ proven: 24, missing: 0 });
  });

  test('are compared with one another', () => {
    const other = { ...second, sha256: '33'.repeat(32) };
    expect(words(judge({ digests: [...all, first, other, third] }))).toEqual(['invalid previous-hash']);
  });

  test('that begin anew without the others are said to', () => {
    const judgement = judge({ digests: [...all, first, second, { ...third, previous: null }] });
    expect(words(judgement)).toEqual(['restarted unexplained-restart']);
  });

  test('of which two follow the same one', () => {
    const fork = { ...third, previous: second.previous };
    expect(words(judge({ digests: [...all, first, second, fork] }))).toEqual(['invalid span']);
  });
});

test('two years of holes are judged in a moment', () => {
  const years = { from: at(0), to: at(17_520) };
  const judged = linked(hoursFrom(at(0), 17_520)).flatMap((digest, n): JudgedDigest[] => {
    const { key, span } = digest;
    if (n % 3 === 0) return [];
    if (n % 3 === 1) return [{ status: 'valid', digest }];
    return [{ status: 'unreadable', key, backfill: false, endsAt: span.to, code: 'archived', says: '' }];
  });
  const begun = performance.now();
  const { hours } = judge({ window: years, now: years.to, judged });
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(hours).toMatchObject({ proven: 5840, missing: 5840, unreadable: 5840 });
});

test('the chain of an account is not filled by that of another', () => {
  const chain: Chain = { ...aChain, accountId: '999900001111' };
  const foreign = linked(hoursFrom(at(5), 1), { chain, previous: inHour(4) });
  expect(words(judge({ digests: [...without(5), ...foreign] }))).not.toEqual([]);
});
