/** report.html in a real browser: it loads from a file, shows what it should, and its address holds what it shows. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import { demandChromium, hasChromium } from '../support/browser.ts';
import { countOf, reportInBrowser, rows, shownView, visit } from '../support/report-page.ts';

demandChromium();

describe.skipIf(!hasChromium)('report.html', () => {
  const report = reportInBrowser();

  const hashOf = (page: Page): string => page.url().replace(/^[^#]*/, '');

  test('is the same bytes every time, holds no script but its own, and is small', () => {
    const html = renderHtml(report.current().input);
    expect(html).toBe(renderHtml(report.current().input));
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(html).toContain("default-src 'none'; script-src 'sha256-");
    expect(html.match(/<script type="module">/g)).toHaveLength(1);
    expect(html).not.toMatch(
      /innerHTML|insertAdjacent|document\.write|eval\(|new Function|\sstyle="|\son[a-z]+="/,
    );
    expect(html).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:,)/);
  });

  test('opens on the overview, which adds up', async () => {
    const page = await report.current().open();
    expect(await shownView(page)).toEqual(['Overview']);
    const { accounts } = report.current().input.audit.reconciliation;
    const population = page.locator('table', { hasText: 'Not evaluable' }).locator('tbody tr').first();
    expect((await population.innerText()).split(/\s+/)).toEqual(
      [
        'accounts',
        accounts.expected,
        accounts.evaluated,
        accounts.excluded,
        accounts.notEvaluable,
        '✓',
        'yes',
      ].map(String),
    );
    expect(await page.locator('.headline').first().innerText()).toContain(
      'do not meet the production checklist',
    );
    expect(await page.locator('.statements').innerText()).toContain('exit code 1');
    await page.getByRole('link', { name: 'critical' }).click();
    await expect.poll(() => shownView(page)).toEqual(['Exceptions']);
    expect(await page.locator('.view:visible select').nth(0).inputValue()).toBe('critical');
  });

  test('filters, and the address holds the filter', async () => {
    const page = await report.current().open('#evaluations');
    expect(await countOf(page)).toMatch(
      new RegExp(`^${report.current().input.audit.results.length} evaluations, rows 1 to 100 shown`),
    );
    await page.getByLabel('Verdict').selectOption('fail');
    await page.getByLabel('Check').locator('visible=true').selectOption('s3/versioning');
    const expected = report
      .current()
      .input.audit.results.filter(r => r.check === 's3/versioning' && r.verdict.status === 'fail');
    expect(expected.length).toBeGreaterThan(0);
    await expect.poll(() => rows(page).count()).toBe(expected.length);
    expect(page.url()).toMatch(/#evaluations\?status=fail&check=s3%2Fversioning$/);

    const again = await report.current().open(hashOf(page));
    expect(await rows(again).count()).toBe(expected.length);
    expect(await again.getByLabel('Verdict').inputValue()).toBe('fail');
    await again.getByLabel('Search').locator('visible=true').fill('no such words');
    await expect.poll(() => countOf(again)).toBe('No evaluation matches.');
    await again.locator('.view:visible').getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => countOf(again)).toMatch(/^4\d\d evaluations/);
    expect(again.url()).toMatch(/#evaluations$/);
  });

  test('a cell opens its evaluation down to the words of AWS, and the address restores it', async () => {
    const page = await report.current().open('#matrix');
    const cell = page.getByRole('link', { name: 'pass: s3/not-public, org-trail', exact: true });
    expect(await cell.innerText()).toBe('✓ pass');
    await cell.click();
    const dialog = page.getByRole('dialog', { name: 'The log bucket is closed to the public' });
    await expect.poll(() => dialog.innerText()).toContain('IsPublic');
    await dialog.locator('summary', { hasText: 's3.GetBucketPolicyStatus' }).click();
    await expect.poll(() => dialog.locator('pre').innerText()).toContain('"IsPublic": false');
    expect(await dialog.innerText()).toContain('hashed again just now, and the SHA-256 is the one above');

    const again = await report.current().open(hashOf(page));
    await expect.poll(() => again.getByRole('dialog').innerText()).toContain('acme-org-cloudtrail-logs');
    await again.keyboard.press('Escape');
    await expect.poll(() => again.url()).toMatch(/#matrix$/);
    await page.goBack();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  test('a cell over many things lists them, what failed and what is unknown first', async () => {
    const page = await report.current().open('#matrix');
    await page.getByRole('link', { name: 'fail 1 of 7: cloudtrail/account-covered, org-trail' }).click();
    await page.getByRole('dialog').waitFor();
    const verdicts = await page.getByRole('dialog').locator('tbody td:first-child').allInnerTexts();
    expect(verdicts).toEqual(['✗ fail', ...Array(2).fill('? unknown'), ...Array(4).fill('✓ pass')]);
  });

  test('every view shows its numbers', async () => {
    const page = await report.current().open('#exceptions');
    expect(await countOf(page)).toBe(`${report.current().input.audit.totals.fail} exceptions.`);
    expect(await rows(page).first().innerText()).toContain('critical');
    await visit(page, 'Coverage');
    const { accounts, regions } = report.current().input.audit.coverage;
    expect(await countOf(page)).toMatch(new RegExp(`^${accounts.length} accounts by `));
    const first = page.locator('.view:visible tbody tr').first().locator('td');
    expect(await first.count()).toBeGreaterThanOrEqual(regions.length);
    expect(await first.nth(1).innerText()).toBe('T1');
    await visit(page, 'Frameworks');
    await page.getByLabel('Framework', { exact: true }).selectOption('pci-dss');
    const pci = report.current().input.audit.frameworks.find(f => f.framework.id === 'pci-dss');
    await expect.poll(() => countOf(page)).toBe(`${pci?.controls.length} requirements.`);
    await visit(page, 'Scorecards');
    expect(await rows(page).count()).toBe(report.current().input.audit.scorecards.length);
    await page.getByRole('link', { name: 'legacy-eu' }).click();
    await expect
      .poll(() => page.locator('.card').allInnerTexts())
      .toEqual([expect.stringMatching(/^legacy-eu/)]);
    expect(await page.locator('.card tbody tr').count()).toBe(
      report.current().input.audit.checklist.requirements.length,
    );
  });

  test('a trail that logs and whose latest delivery failed is no green cell', async () => {
    const { audit } = report.current().input;
    const failing = audit.coverage.accounts.find(row => row.recorded.some(cell => cell.includes('!')));
    expect(failing?.accountId).toMatch(/^\d{12}$/);
    const page = await report.current().open('#coverage');
    const row = page.locator('.view:visible tbody tr', { hasText: failing?.accountId ?? '' });
    const cell = row.locator('td', { hasText: '!' }).first();
    expect(await cell.innerText()).toMatch(/^✗ .*T\d+!.* fails$/);
    expect(await cell.getAttribute('class')).toBe('fail');
    expect(await page.locator('.view:visible .legend').innerText()).toContain(
      'with ! its latest delivery failed',
    );
  });

  test('the evidence can be searched by what AWS answered', async () => {
    const page = await report.current().open('#evidence');
    const holding = [...report.current().input.index.records()].filter(
      r => r.outcome === 'answer' && JSON.stringify(r.data).toLowerCase().includes('aws:securetransport'),
    );
    await page.getByLabel('Search in answers').fill('aws:SecureTransport');
    expect(holding.length).toBeGreaterThan(0);
    await expect.poll(() => countOf(page)).toMatch(new RegExp(`^${holding.length} record`));
    await page.getByLabel('Call').locator('visible=true').selectOption('s3.GetBucketPolicy');
    await page.locator('.view:visible tbody a').first().click();
    const dialog = page.getByRole('dialog', { name: 's3.GetBucketPolicy' });
    await expect.poll(() => dialog.innerText()).toContain('is JSON in a text; written out');
  });

  test('without frameworks the checklist stands in', async () => {
    const url = report
      .current()
      .stored(
        'plain.html',
        renderHtml({ ...report.current().input, audit: { ...report.current().input.audit, frameworks: [] } }),
      );
    const page = await report.current().open('#frameworks', {}, url);
    expect(await page.locator('.view:visible .notice').innerText()).toContain('--framework');
    expect(await rows(page).count()).toBe(report.current().input.audit.checklist.requirements.length);
  });

  test('an address that names nothing says so, and breaks nothing', async () => {
    const page = await report.current().open('#nonsense?open=ev%3Anothing&page=-7');
    expect(await shownView(page)).toEqual(['Overview']);
    await expect
      .poll(() => page.getByRole('dialog').allInnerTexts())
      .toEqual([expect.stringContaining('does not hold: ev:nothing')]);
    const other = await report.current().open('#evaluations?page=999999999&status=%3Cimg%3E&q=%');
    expect(await shownView(other)).toEqual(['Evaluations']);
  });

  test('can be worked by keyboard alone', async () => {
    const page = await report.current().open('#matrix');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate('document.activeElement.textContent');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.locator('.view:visible tbody td a').first().focus();
    const label = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    expect(await label()).toMatch(/account-covered, org-trail$/);
    await page.keyboard.press('ArrowRight');
    expect(await label()).toMatch(/account-covered, partner-trail$/);
    await page.keyboard.press('ArrowDown');
    const at = await label();
    expect(at).toMatch(/change-alarm, partner-trail$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await label()).toBe(at);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  test('without script the summary is readable', async () => {
    const page = await report.current().open('', { javaScriptEnabled: false });
    const text = await page.locator('body').innerText();
    expect(text).toContain('need JavaScript');
    expect(text).toContain('CloudTrail production checklist');
    for (const { trail } of report.current().input.audit.scorecards) expect(text).toContain(trail.name);
  });

  test('on paper every view stands open', async () => {
    const page = await report.current().open('#evidence');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await shownView(page)).toEqual([
      'Overview',
      'Scorecards',
      'Checks by trails',
      'Coverage',
      'Frameworks',
      'Exceptions',
      'Evaluations',
      'Evidence',
    ]);
    expect(await page.locator('.card').count()).toBe(report.current().input.audit.scorecards.length);
    expect(await page.locator('#view-evaluations tbody tr').count()).toBe(
      report.current().input.audit.results.length,
    );
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await shownView(page)).toEqual(['Evidence']);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
