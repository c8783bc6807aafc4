/** report.html says how long it has been so, and what somebody accepted; a waiver is a text of the user's and stays one. */
import { describe, expect, test } from 'vitest';
import { judgedResults } from '../../src/evidence/evaluations.ts';
import { historyOf } from '../../src/evidence/history.ts';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import { livesOf } from '../../src/evidence/lifecycle.ts';
import { demandChromium, hasChromium } from '../support/browser.ts';
import { reportInBrowser } from '../support/report-page.ts';

demandChromium();

describe.skipIf(!hasChromium)('report.html', () => {
  const report = reportInBrowser();
  const hostile = '<img src=x onerror=alert(1)>';

  /** The page of one failure, after a run of the day before and with a waiver of it. */
  async function shown(expires: string) {
    const { input } = report.current();
    const { audit, index } = input;
    const failed = judgedResults(audit).find(({ result }) => result.verdict.status === 'fail');
    if (!failed) throw new Error('Nothing fails in the reference estate.');
    const yesterday = '2026-11-19T06:00:00.000Z';
    const before = livesOf({ ...audit, snapshot: { ...audit.snapshot, takenAt: yesterday } }, new Map());
    const run = {
      run_id: '01KAG0ZC5T8N3W7Y9B2D4F6H8J',
      taken_at: yesterday,
      audited: 'o-a1b2c3d4e5',
      facts_sha256: 'ab'.repeat(32),
      manifest_sha256: 'cd'.repeat(32),
      signed_by: null,
    };
    const waiver = {
      check: failed.result.check,
      subject: failed.result.subject.id,
      owner: hostile,
      reason: 'It is going',
      approver: 'ciso',
      expires,
    };
    const history = historyOf(audit, index.records(), {
      earlier: { run, lives: before, seal: { manifest: '', envelope: null, signer: null } },
      waivers: [waiver],
    });
    const url = report.current().stored('history.html', renderHtml({ ...input, history }));
    const page = await report.current().open(`#evaluations?open=${failed.findingId}`, {}, url);
    await page.getByRole('dialog').waitFor();
    const [dialog = ''] = await page.getByRole('dialog').allInnerTexts();
    expect(await page.locator('img').count()).toBe(0);
    return { page, dialog, finding: failed.findingId };
  }

  test('a waived failure that is open since yesterday', async () => {
    const { dialog } = await shown('2026-12-31');
    expect(dialog).toContain('open; first seen 2026-11-19T06:00:00.000Z');
    expect(dialog).toContain(`until 2026-12-31; owner ${hostile}, approved by ciso: It is going`);
  });

  test('an expired waiver is loud on the first page, and where it lies', async () => {
    const { page, dialog } = await shown('2026-11-01');
    expect(dialog).toContain('Waiver expired');
    const [statements = ''] = await page.locator('.statements').allTextContents();
    expect(statements).toContain('EXPIRED waiver of');
    expect(statements).toContain(hostile);
  });

  test.each([
    ['2026-12-31', 'Waived: until 2026-12-31'],
    ['2026-11-01', 'Waiver expired: held until 2026-11-01'],
  ])('the register of exceptions says it in the row (%s)', async (expires, words) => {
    const { page, finding } = await shown(expires);
    for (const view of ['exceptions', 'evaluations']) {
      await page.evaluate(`location.replace('#${view}?q=${finding}')`);
      const rows = page.getByRole('table').locator('tbody tr:visible');
      await expect.poll(() => rows.count()).toBe(1);
      const [row = ''] = await rows.allInnerTexts();
      expect(row).toContain(words);
      expect(row).toContain(`owner ${hostile}, approved by ciso: It is going`);
      expect(row.toLowerCase()).toContain('fail');
    }
  });

  test('says nothing of it where nothing came before and nothing was accepted', async () => {
    const { audit } = report.current().input;
    const failed = judgedResults(audit).find(({ result }) => result.verdict.status === 'fail');
    const page = await report.current().open(`#evaluations?open=${failed?.findingId}`);
    await page.getByRole('dialog').waitFor();
    const [dialog = ''] = await page.getByRole('dialog').allInnerTexts();
    expect(dialog).not.toMatch(/Over the runs|Waive/);
  });
});
