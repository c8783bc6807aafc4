import { describe, expect, test } from 'vitest';
import { estimateCost, LIST_PRICES, type Work } from '../../src/digests/cost.ts';

const day: Work = {
  chains: 17_000,
  hours: 24,
  digestsBeside: 0,
  logsPerChainHour: 66 / 24,
  logShare: 0,
  listLogs: false,
  kmsShare: 1,
  otherLists: 0,
};

describe('the estimated cost of a verification', () => {
  test('of the digests of 1,000 accounts in 17 regions for a day', () => {
    const { digests, logs, requests, dollars, prices } = estimateCost(day);
    expect({ digests, logs, requests }).toEqual({
      digests: 408_000,
      logs: 0,
      requests: { get: 408_000, list: 34_000, kms: 408_000 },
    });
    expect(dollars.get).toBeCloseTo(0.1632);
    expect(dollars.list).toBeCloseTo(0.17);
    expect(dollars.kms).toBeCloseTo(1.224);
    expect(dollars.total).toBeCloseTo(1.5572);
    expect(prices).toBe(LIST_PRICES);
  });

  test('with all log files', () => {
    const { logs, requests, dollars } = estimateCost({ ...day, logShare: 1 });
    expect(logs).toBe(1_122_000);
    expect(requests.get).toBe(1_530_000);
    expect(dollars.total).toBeCloseTo(5.372);
  });

  test('a sample costs its share, S3 Bucket Keys save KMS, and listing the logs costs pages', () => {
    expect(estimateCost({ ...day, logShare: 0.1 }).logs).toBe(112_200);
    expect(estimateCost({ ...day, kmsShare: 0 }).dollars.kms).toBe(0);
    expect(estimateCost({ ...day, listLogs: true }).requests.list).toBe(68_000);
    expect(estimateCost({ ...day, listLogs: true, logsPerChainHour: 100 }).requests.list).toBe(34_000 * 4);
  });

  test('digests beside the window, and lists beside the days, are counted', () => {
    const { digests, requests } = estimateCost({ ...day, digestsBeside: 1, otherLists: 3 });
    expect(digests).toBe(425_000);
    expect(requests).toEqual({ get: 425_000, list: 34_003, kms: 425_000 });
  });

  test('of part of an hour is that of its digest', () => {
    expect(estimateCost({ ...day, chains: 1, hours: 0.5 }).requests).toEqual({ get: 1, list: 2, kms: 1 });
  });
});
