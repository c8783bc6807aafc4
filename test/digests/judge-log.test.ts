import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fetched, LogEntry } from '../../src/digests/chain.ts';
import { judgeLargeLog, judgeLog } from '../../src/digests/judge-log.ts';
import { aChain, logKey } from '../support/digest-chain.ts';

const MEBIBYTE = 1024 * 1024;
const content = JSON.stringify({ Records: [{ eventName: 'StopLogging' }] });
const hash = (of: string | Uint8Array) => createHash('sha256').update(of).digest('hex');
const entry: LogEntry = {
  bucket: aChain.bucket,
  key: logKey(aChain, Date.parse('2026-11-19T09:05:00Z')),
  sha256: hash(content),
  algorithm: 'SHA-256',
};
const stored = (bytes: Uint8Array): Fetched => ({ outcome: 'object', bytes, metadata: {} });
const packed = gzipSync(content);

describe('a log file', () => {
  test('as its digest names it is valid', () => {
    expect(judgeLog(entry, stored(packed))).toBeNull();
  });

  test('packed anew with equal content is valid', () => {
    for (const level of [0, 1, 9]) expect(judgeLog(entry, stored(gzipSync(content, { level })))).toBeNull();
  });

  test.each<[string, Fetched, string, string, RegExp]>([
    ['deleted', { outcome: 'missing' }, 'missing', 'absent', /names/],
    [
      'denied',
      { outcome: 'unreadable', code: 'denied', message: 'x\ny' },
      'unreadable',
      'denied',
      /"x\\u000ay"/,
    ],
    ['archived', { outcome: 'unreadable', code: 'archived', message: '' }, 'unreadable', 'archived', /read/],
    [
      'edited',
      stored(gzipSync(content.replace('Stop', 'Start'))),
      'invalid',
      'hash',
      new RegExp(hash(content).slice(0, 12)),
    ],
    ['emptied', stored(gzipSync('')), 'invalid', 'hash', /e3b0c44298fc/],
    ['truncated', stored(packed.subarray(0, packed.length - 9)), 'invalid', 'not-gzip', /truncated/],
    ['replaced by plain text', stored(Buffer.from(content)), 'invalid', 'not-gzip', /begin/],
    [
      'with an empty second member',
      stored(Buffer.concat([packed, gzipSync('')])),
      'invalid',
      'second-member',
      /second/,
    ],
    [
      'with zeros behind it',
      stored(Buffer.concat([packed, Buffer.alloc(512)])),
      'invalid',
      'trailing-bytes',
      /512/,
    ],
  ])('%s', async (_what, fetched, status, code, says) => {
    for (const found of [judgeLog(entry, fetched), await judgeLargeLog(entry, fetched)]) {
      expect(found).toMatchObject({ status, code, of: 'log', key: entry.key, span: null });
      expect(found?.says).toMatch(says);
    }
  });

  test('replaced by an older one that CloudTrail signed is another file', () => {
    const older = gzipSync(JSON.stringify({ Records: [{ eventName: 'GetObject' }] }));
    expect(judgeLog(entry, stored(older))).toMatchObject({ status: 'invalid', code: 'hash' });
  });

  test('hashed otherwise is not passed', () => {
    for (const algorithm of ['MD5', 'SHA-1', 'sha-256']) {
      expect(judgeLog({ ...entry, algorithm }, stored(packed))).toMatchObject({ code: 'hash-algorithm' });
    }
  });

  test('of more than 64 MiB is left to the steps, and judged there', async () => {
    const large = Buffer.alloc(65 * MEBIBYTE, 'ab');
    const fetched = stored(gzipSync(large, { level: 1 }));
    const named = { ...entry, sha256: hash(large) };
    expect(judgeLog(named, fetched)).toMatchObject({ status: 'unreadable', code: 'too-large' });
    expect(await judgeLargeLog(named, fetched)).toBeNull();
    expect(await judgeLargeLog(entry, fetched)).toMatchObject({ status: 'invalid', code: 'hash' });
  });
});
