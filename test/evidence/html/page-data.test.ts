/** The data inside report.html: what is small can be read by eye, what is large is packed, and what does not fit is chosen. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packBodies, rankedBodies } from '../../../src/evidence/html/bodies.ts';
import { dataBlock } from '../../../src/evidence/html/data-block.ts';
import { escapeHtml, html } from '../../../src/evidence/html/escape.ts';
import type { Audit } from '../../../src/model/audit.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { canonical } from '../../../src/model/json.ts';
import { EvidenceIndex } from '../../../src/snapshot/index.ts';

describe('a block of data', () => {
  test('is plain where it is small, and cannot be ended from inside', () => {
    const { text } = dataBlock('data-x', JSON.stringify({ name: '</script><!--' }));
    expect(text).toBe(
      '<script type="application/json" id="data-x">{"name":"\\u003c/script>\\u003c!--"}</script>\n',
    );
  });

  test('is packed where it is large, into the same bytes every time', () => {
    const long = JSON.stringify(Array.from({ length: 20_000 }, (_, n) => `<${n}>`));
    const { text } = dataBlock('data-x', long);
    expect(text).toBe(dataBlock('data-x', long).text);
    const [, packed = ''] = /data-encoding="gzip">"([A-Za-z0-9+/=]+)"<\/script>/.exec(text) ?? [];
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(long);
  });
});

test('text is text, and what is invisible is shown', () => {
  expect(escapeHtml('<a href="x">&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
  expect(escapeHtml('a\u202eb\u0000\n\u200b\ufeff\ud800 🚀 日本語')).toBe(
    'a\\u{202e}b\\u{0}\\u{a}\\u{200b}\\u{feff}\\u{d800} 🚀 日本語',
  );
  expect(html`<b>${'<i>'}${html`<u>${1}</u>`}</b>`.text).toBe('<b>&lt;i&gt;<u>1</u></b>');
});

describe('the answers that go in', () => {
  const answer = (id: string, data: unknown): Evidence => ({
    id,
    call: 's3.GetBucketPolicy',
    scope: { accountId: '111122223333', region: 'us-east-1' },
    input: {},
    at: '2026-11-20T06:00:00Z',
    outcome: 'answer',
    data: data as never,
    sha256: createHash('sha256').update(canonical(data)).digest('hex'),
    requestIds: [],
  });
  const noise = (seed: string, length: number): string => {
    let text = '';
    for (let n = 0; text.length < length; n += 1) {
      text += createHash('sha256').update(`${seed} ${n}`).digest('base64');
    }
    return text.slice(0, length);
  };
  const index = new EvidenceIndex();
  for (const record of [
    answer('a', 'of a pass'),
    answer('b', noise('long', 400_000)),
    answer('c', 'of a failure'),
    answer('d', 'shared'),
    answer('e', 'shared'),
  ]) {
    index.add(record);
  }
  const results = [
    { verdict: { status: 'fail' }, evidence: ['b', 'c'] },
    { verdict: { status: 'unknown' }, evidence: ['e'] },
    { verdict: { status: 'pass' }, evidence: ['a'] },
  ];
  const ranked = rankedBodies({ results } as unknown as Audit, index);

  test('are first those of failures and unknowns, each once, the long ones last', () => {
    expect(ranked.map(({ text }) => text.slice(0, 14))).toEqual([
      '"of a failure"',
      '"shared"',
      '"of a pass"',
      `"${noise('long', 13)}`,
    ]);
  });

  test('match their digests', () => {
    for (const { sha256, text } of ranked) {
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
    }
  });

  test('stop where the page is full', () => {
    expect(packBodies(ranked, 2_000_000).sizes).toEqual([4]);
    const many = Array.from({ length: 10 }, (_, n) => ({ sha256: `${n}`, text: noise(`${n}`, 300_000) }));
    const { chunks, sizes } = packBodies(many, 1_000_000);
    expect(sizes).toEqual([1, 1, 1]);
    expect(chunks.join('').length).toBeLessThan(1_000_000);
    expect(packBodies(many, 10).sizes).toEqual([]);
  });
});
