/** report.html holds whatever AWS can hold, and as much of it: hostile names are inert, and large audits stay usable. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { demandChromium, hasChromium } from '../support/browser.ts';
import { countOf, go, reportInBrowser, rows, visit } from '../support/report-page.ts';

demandChromium();

describe.skipIf(!hasChromium)('report.html', () => {
  const report = reportInBrowser();

  describe('names that AWS may hold are inert', () => {
    const hostile = [
      '</script><img src=x onerror=alert(1)>',
      '<!--<script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      'שלום \u202eevil\u202c',
      '🚀 日本語',
      'null\u0000byte\nline',
      '\ud800 lone',
      '{{script}} $& $1 $`',
      'y'.repeat(2_000),
    ];
    test.each(hostile)('%j', async name => {
      const { audit } = report.current().input;
      const cards = audit.scorecards.map(card => ({ ...card, trail: { ...card.trail, name } }));
      const accounts = audit.population.accounts.map(account => ({ ...account, name }));
      const results = audit.results.map(result => ({
        ...result,
        subject: { ...result.subject, name },
        verdict: { ...result.verdict, note: name },
      }));
      const index = new EvidenceIndex();
      for (const record of report.current().input.index.records()) {
        index.add(record.outcome === 'gap' ? { ...record, gap: { ...record.gap, message: name } } : record);
      }
      const changed = { ...audit, scorecards: cards, results, population: { ...audit.population, accounts } };
      const url = report
        .current()
        .stored('hostile.html', renderHtml({ ...report.current().input, audit: changed, index }));
      const page = await report.current().open('', {}, url);
      for (const view of [
        'scorecards',
        'matrix',
        'coverage',
        'exceptions',
        'evaluations',
        'evidence?outcome=gap',
      ]) {
        await go(page, `#${view}`);
        await page.waitForTimeout(20);
        expect(await page.locator('img, svg, iframe, main script').count()).toBe(0);
      }
      await go(page, '#evaluations');
      await page.locator('#view-evaluations tbody th a').first().click();
      await page.getByRole('dialog').waitFor();
      const [shown] = await page.getByRole('dialog').allInnerTexts();
      const visible = name.replace(
        /[\p{Cc}\u202e\u202c]|\ud800(?= )/gu,
        c => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
      );
      expect(shown).toContain(visible);
    });
  });

  test('twenty thousand results stay usable, in less than five megabytes', async () => {
    const { audit } = report.current().input;
    const times = Math.ceil(20_000 / audit.results.length);
    const results = Array.from({ length: times }, (_, n) =>
      audit.results.map(result => ({
        ...result,
        subject: { ...result.subject, id: `${result.subject.id}/${n}`, name: `${result.subject.name} ${n}` },
      })),
    )
      .flat()
      .sort((a, b) => (a.check < b.check ? -1 : a.check > b.check ? 1 : 0));
    const index = new EvidenceIndex();
    for (const record of report.current().input.index.records()) index.add(record);
    for (let n = 0; n < times; n += 1)
      for (const record of report.current().input.index.records()) index.add(another(record, n));
    const html = renderHtml({ ...report.current().input, audit: { ...audit, results }, index });
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);

    const page = await report.current().open('#evaluations', {}, report.current().stored('large.html', html));
    expect(await countOf(page)).toBe(
      `${results.length.toLocaleString('en-US')} evaluations, rows 1 to 100 shown.`,
    );
    expect(await rows(page).count()).toBe(100);
    await page.getByRole('link', { name: 'Last' }).locator('visible=true').click();
    await expect.poll(() => page.url()).toMatch(/page=\d+$/);
    await page.getByLabel('Search').locator('visible=true').fill('org-trail 7');
    await expect.poll(() => countOf(page)).toMatch(/^\d{1,4} evaluations/);
    await visit(page, 'Evidence');
    await expect.poll(() => countOf(page)).toContain(`${index.size.toLocaleString('en-US')} records`);
    expect(await page.locator('.view:visible .intro').allInnerTexts()).toEqual([
      expect.stringMatching(/distinct answers are in this file/),
    ]);
  });

  test('an answer that does not fit is named by its digest, and all others are there', async () => {
    const { input, open, stored } = report.current();
    const index = new EvidenceIndex();
    for (const record of input.index.records()) {
      const long = record.call === 's3.GetBucketPolicyStatus' && record.outcome === 'answer';
      index.add(
        long
          ? { ...record, sha256: digestOf(record.id), data: { of: record.id, noise: noise(record.id) } }
          : record,
      );
    }
    const html = renderHtml({ ...input, index });
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
    const page = await open(
      '#evidence?call=s3.GetBucketPolicyStatus&outcome=answer',
      {},
      stored('long.html', html),
    );
    await page.locator('.view:visible tbody a').first().click();
    await expect
      .poll(() => page.getByRole('dialog').allInnerTexts())
      .toEqual([expect.stringContaining('did not fit into this file. It stands in snapshot/bodies.ndjson')]);
    await page.keyboard.press('Escape');
    await go(page, '#evidence?call=s3.GetBucketAcl&outcome=answer');
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
    await page.locator('.view:visible tbody a').first().click();
    await expect
      .poll(() => page.getByRole('dialog').allInnerTexts())
      .toEqual([expect.stringContaining('Grants')]);
  });
});

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What no compressor makes smaller. */
function noise(seed: string): string {
  return Array.from({ length: 110_000 }, (_, n) =>
    createHash('sha256').update(`${seed} ${n}`).digest('base64'),
  ).join('');
}

/** The same question and answer as from another account: nothing is shared with the first. */
function another(record: Evidence, n: number): Evidence {
  const accountId = String(100_000_000_000 + n);
  // Two accounts of the estate may have answered alike: the id keeps them apart.
  const key = createHash('sha256').update(`${n} ${record.id}`).digest('hex');
  const scope = { accountId, region: record.scope.region };
  const id = `${record.call}/${accountId}/${scope.region}/${key.slice(0, 16)}`;
  if (record.outcome !== 'answer') return { ...record, id, scope };
  return { ...record, id, scope, sha256: key, data: { of: accountId, was: record.data } };
}
