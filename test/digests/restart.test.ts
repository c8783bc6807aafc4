import { describe, expect, test } from 'vitest';
import type { Expectation, Span } from '../../src/digests/chain.ts';
import { type ChainJudgement, judgeChain } from '../../src/digests/link.ts';
import { aChain, HOUR, hoursFrom, linked, MINUTE } from '../support/digest-chain.ts';

const start = Date.parse('2026-11-19T08:37:12Z');
const at = (hour: number): number => start + hour * HOUR;
const window: Span = { from: at(0), to: at(24) };
const DELETED = 'missing deleted-behind-restart';
const EXPLAINED = 'restarted explained-restart';
const UNEXPLAINED = 'restarted unexplained-restart';

/** Digests until an hour, perhaps with a short last one; and a chain that begins anew until the window ends. */
const until = (hour: number, last?: number): Span[] => [
  ...hoursFrom(at(-1), hour + 1),
  ...(last === undefined ? [] : [{ from: at(hour), to: at(last) }]),
];
const since = (from: number): Span[] => {
  const spans = [{ from: at(from), to: at(Math.floor(from) + 1) }];
  return [...spans, ...hoursFrom(at(Math.floor(from) + 1), 23 - Math.floor(from))];
};

function judge(
  chains: readonly (readonly Span[])[],
  expectation: Partial<Expectation> = {},
  { now = at(24) + 40 * MINUTE }: { now?: number } = {},
): ChainJudgement {
  const digests = chains.flatMap(spans => linked(spans)).filter(({ span }) => span.to > window.from);
  return judgeChain({
    chain: aChain,
    window,
    now,
    grace: 3 * HOUR,
    digests: digests.map(digest => ({ status: 'valid', digest })),
    expectation: {
      latestDigestAt: at(24) + 5 * MINUTE,
      off: [],
      createdAt: null,
      updatedAt: [],
      historyRead: true,
      ...expectation,
    },
    checkpoint: null,
    live: true,
  });
}
const words = ({ findings }: ChainJudgement): string[] => findings.map(one => `${one.status} ${one.code}`);
const times = (count: number, word: string): string[] => Array.from({ length: count }, () => word);

describe('logging was off', () => {
  const off = [{ from: at(6.4), to: at(11.2) }];
  const stopped = until(6, 6.4);

  test('from its last digest to its first: explained', () => {
    const judgement = judge([stopped, since(11.2)], { off });
    expect(words(judgement)).toEqual([EXPLAINED]);
    expect(judgement.hours.off).toBeCloseTo(4.8);
    expect(judgement.hours.proven).toBeCloseTo(19.2);
    expect(judgement.hours.expected).toBeCloseTo(19.2);
  });

  test('within the minute that clocks may differ', () => {
    const near = [{ from: at(6.4) + 50_000, to: at(11.2) - 50_000 }];
    expect(words(judge([stopped, since(11.2)], { off: near }))).toEqual([EXPLAINED]);
  });

  test('the first digest may begin some minutes after StartLogging', () => {
    expect(words(judge([stopped, since(11.7)], { off }))).toEqual([EXPLAINED]);
  });

  test('but no hour after it', () => {
    const judgement = judge([stopped, since(12.3)], { off });
    expect(words(judgement).sort()).toEqual([...times(2, DELETED), EXPLAINED]);
    expect(judgement.hours.missing).toBeCloseTo(1.1);
  });

  test('and digests were deleted behind it: StopLogging leaves a last one that ends then', () => {
    const judgement = judge([until(3), since(11.2)], { off });
    expect(words(judgement).filter(word => word === DELETED)).toHaveLength(4);
    expect(judgement.hours.missing).toBeCloseTo(3.4);
    expect(judgement.hours.off).toBeCloseTo(4.8);
  });

  test('and only the last, short digest was deleted', () => {
    const judgement = judge([until(6), since(11.2)], { off });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(0.4);
  });

  test('and the last one was deleted, covered up by a change of the trail', () => {
    const judgement = judge([until(6), since(7)], {
      off: [{ from: at(6.4), to: at(7) }],
      updatedAt: [at(7), at(6.5)],
    });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(0.4);
  });

  test('and the minutes after it are not explained across a change of the trail', () => {
    // StartLogging at 9.0 began a chain; the change at 9.4 began another, and the digest between was deleted.
    const judgement = judge([until(6, 6.4), since(9.5)], {
      off: [{ from: at(6.4), to: at(9) }],
      updatedAt: [at(9.4)],
    });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(0.4);
  });

  test('twice: the hours between have to be there', () => {
    const twice = [
      { from: at(6.4), to: at(8) },
      { from: at(9), to: at(11.2) },
    ];
    const judgement = judge([stopped, since(11.2)], { off: twice });
    expect(judgement.hours).toMatchObject({ missing: 1 });
    expect(words(judgement)).toContain(DELETED);
  });

  test('until now', () => {
    const judgement = judge([stopped], {
      off: [{ from: at(6.4), to: Number.POSITIVE_INFINITY }],
      latestDigestAt: at(6.4) + 40 * MINUTE,
    });
    expect(words(judgement)).toEqual(['not-started logging-off']);
    expect(judgement.hours.off).toBeCloseTo(17.6);
    expect(judgement.hours.missing).toBe(0);
  });

  test('until now, and the digests before were deleted', () => {
    const judgement = judge([until(3)], {
      off: [{ from: at(6.4), to: Number.POSITIVE_INFINITY }],
      latestDigestAt: at(6.4) + 40 * MINUTE,
    });
    expect(words(judgement)).toEqual([...times(4, 'missing absent'), 'not-started logging-off']);
  });

  test('for the whole window', () => {
    const judgement = judge([], {
      off: [{ from: at(-5), to: Number.POSITIVE_INFINITY }],
      latestDigestAt: null,
    });
    expect(words(judgement)).toEqual(['not-started logging-off']);
    expect(judgement.hours).toMatchObject({ expected: 0, off: 24, missing: 0, pending: 0 });
  });

  test('so shortly that the chain goes on', () => {
    const spans = [...until(6, 6.4), { from: at(6.8), to: at(7) }, ...hoursFrom(at(7), 17)];
    expect(words(judge([spans], { off: [{ from: at(6.4), to: at(6.8) }] }))).toEqual([
      'not-started logging-off',
    ]);
    expect(words(judge([spans]))).toEqual(['missing undelivered']);
  });

  test('does not hide a digest that the next one names', () => {
    const chain = [...until(6, 6.4), { from: at(8.6), to: at(9) }, ...hoursFrom(at(9), 15)];
    const cut = chain.filter(({ from }) => from !== at(8.6));
    const all = linked(chain);
    const digests = all.filter(({ span }) => cut.includes(span) && span.to > window.from);
    const judgement = judgeChain({
      chain: aChain,
      window,
      now: at(24),
      grace: 3 * HOUR,
      digests: digests.map(digest => ({ status: 'valid', digest })),
      expectation: {
        latestDigestAt: at(24),
        off: [{ from: at(6.4), to: at(9) }],
        createdAt: null,
        updatedAt: [],
        historyRead: true,
      },
      checkpoint: null,
      live: true,
    });
    expect(words(judgement)).toContain('missing previous-missing');
  });
});

describe('the trail was made in the window', () => {
  test('its first digest begins then', () => {
    const judgement = judge([since(9.5)], { createdAt: at(9.5) });
    expect(words(judgement)).toEqual(['not-started not-created']);
    expect(judgement.hours).toMatchObject({ expected: 14.5, proven: 14.5, missing: 0, off: 0 });
  });

  test('some minutes before its first digest', () => {
    const judgement = judge([since(9.5)], { createdAt: at(9.2) });
    expect(words(judgement)).toEqual(['not-started not-created']);
  });

  test('hours before its first digest: those are missing', () => {
    const judgement = judge([since(9.5)], { createdAt: at(5) });
    expect(judgement.hours).toMatchObject({ missing: 4.5 });
    expect(words(judgement)).toContain(DELETED);
  });

  test('and has no digest yet', () => {
    const judgement = judge([], { createdAt: at(22), latestDigestAt: null });
    expect(words(judgement)).toEqual(['not-started not-created', ...times(2, 'pending grace')]);
    const long = judge([], { createdAt: at(12), latestDigestAt: null });
    expect(long.hours).toMatchObject({ missing: 9, pending: 3 });
  });

  test('for the second time: the digests of the first have to be there', () => {
    const judgement = judge([until(4), since(9)], { createdAt: at(9) });
    expect(words(judgement).filter(word => word === DELETED)).toHaveLength(5);
    expect(judgement.hours.missing).toBe(5);
  });

  test('by what CloudTrail says, but a digest names an older one', () => {
    const chain = linked(hoursFrom(at(0), 24)).slice(9);
    const judgement = judgeChain({
      chain: aChain,
      window,
      now: at(24),
      grace: 3 * HOUR,
      digests: chain.map(digest => ({ status: 'valid', digest })),
      expectation: { latestDigestAt: at(24), off: [], createdAt: at(9), updatedAt: [], historyRead: true },
      checkpoint: null,
      live: true,
    });
    expect(words(judgement)).toEqual(times(9, 'missing previous-missing'));
  });
});

describe('the trail was changed', () => {
  test('before an hour was over: no digest was due', () => {
    const judgement = judge([until(9), since(9.7)], { updatedAt: [at(9.3)] });
    expect(words(judgement)).toEqual([EXPLAINED]);
    expect(judgement.hours.off).toBeCloseTo(0.7);
  });

  test('and something unreadable stands where the digest before was', () => {
    const expected = { latestDigestAt: at(24) + 5 * MINUTE, off: [], createdAt: null, historyRead: true };
    const digests = [...linked(until(8)), ...linked(since(9.7))].filter(({ span }) => span.to > window.from);
    const endsAt = at(9.2);
    const garbage = {
      status: 'unreadable',
      key: 'x',
      backfill: false,
      endsAt,
      code: 'archived',
      says: '',
    } as const;
    const judgement = judgeChain({
      chain: aChain,
      window,
      now: at(24),
      grace: 3 * HOUR,
      digests: [...digests.map(digest => ({ status: 'valid', digest }) as const), garbage],
      expectation: { ...expected, updatedAt: [at(9.6)] },
      checkpoint: null,
      live: true,
    });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(0.6);
  });

  test('right after an hour whose digest was deleted', () => {
    const judgement = judge([until(9), since(10.1)], { updatedAt: [at(10.05)] });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(1.05);
  });

  test('explains nothing of a longer time before it', () => {
    const judgement = judge([until(3), since(10)], { updatedAt: [at(4), at(9.8)] });
    expect(judgement.hours.missing).toBeCloseTo(6.8);
  });

  test('long before or after the restart it explains nothing', () => {
    for (const updatedAt of [at(8), at(12)]) {
      const judgement = judge([until(9), since(9.7)], { updatedAt: [updatedAt] });
      expect(words(judgement).sort()).toEqual([DELETED, UNEXPLAINED]);
    }
  });

  test('explains no hole whose beginning the window cuts off', () => {
    const judgement = judge([since(0.5)], { updatedAt: [at(0.4)] });
    expect(words(judgement)).toContain(DELETED);
    expect(judgement.hours.missing).toBeCloseTo(0.4);
  });
});

describe('nothing explains it', () => {
  test('older history deleted behind a restart', () => {
    const judgement = judge([until(3), since(9)]);
    expect(words(judgement).sort()).toEqual([...times(6, DELETED), UNEXPLAINED]);
    expect(judgement.hours).toMatchObject({ proven: 18, missing: 6, unreadable: 0 });
  });

  test('all history deleted behind a restart', () => {
    expect(judge([since(9)]).hours).toMatchObject({ proven: 15, missing: 9 });
  });

  test('without the events of the trail it cannot be said', () => {
    const judgement = judge([until(3), since(9)], { historyRead: false });
    expect(words(judgement)).toEqual([UNEXPLAINED]);
    expect(judgement.hours).toMatchObject({ proven: 18, missing: 0, unreadable: 6, expected: 24 });
  });

  test('nor can what the events that are known leave over', () => {
    const judgement = judge([until(3), since(9)], { historyRead: false, off: [{ from: at(5), to: at(9) }] });
    expect(words(judgement)).toEqual([UNEXPLAINED]);
    expect(judgement.hours).toMatchObject({ off: 4, unreadable: 2, missing: 0 });
  });

  test('a restart behind the window is none of it', () => {
    const now = at(25) + 40 * MINUTE;
    const latestDigestAt = at(25) + 5 * MINUTE;
    const judgement = judge([hoursFrom(at(-1), 25), hoursFrom(at(24), 1)], { latestDigestAt }, { now });
    expect(judgement.findings).toEqual([]);
  });

  test('a restart without any time between is told', () => {
    const judgement = judge([until(9), since(9)]);
    expect(words(judgement)).toEqual([UNEXPLAINED]);
    expect(judgement.hours).toMatchObject({ proven: 24, off: 0 });
    expect(words(judge([until(9), since(9)], { updatedAt: [at(9)] }))).toEqual([EXPLAINED]);
  });

  test('a chain that began with the window, or before it, is no restart in it', () => {
    expect(words(judge([since(0)]))).toEqual([]);
    expect(words(judge([hoursFrom(at(-0.5), 25)]))).toEqual([]);
  });
});

describe('a time off that cannot have been', () => {
  const offFrom = (hour: number) => [{ from: at(hour), to: at(23.9) }];

  test('digests end within it: it explains nothing', () => {
    const judgement = judge([until(10), since(23.9)], { off: offFrom(4) });
    expect(words(judgement).filter(word => word.startsWith('missing')).length).toBeGreaterThan(12);
    expect(judgement.hours.off).toBe(0);
  });

  test('CloudTrail delivered a digest within it: it explains nothing of the head', () => {
    const off = [{ from: at(4), to: at(24) + 30 * MINUTE }];
    const judgement = judge([until(4)], { off, latestDigestAt: at(24) + 5 * MINUTE });
    expect(judgement.hours.off).toBe(0);
    expect(judgement.hours.missing).toBeGreaterThan(18);
  });

  test('the last digest of the hour in which it began is no contradiction', () => {
    const off = [{ from: at(4.5), to: Number.POSITIVE_INFINITY }];
    const judgement = judge([until(4, 4.5)], { off, latestDigestAt: at(5) + 8 * MINUTE });
    expect(judgement.hours.missing).toBe(0);
  });
});
