/** report.html can be used by everybody: axe finds nothing serious in any view, light or dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { demandChromium, hasChromium } from '../support/browser.ts';
import { go, reportInBrowser } from '../support/report-page.ts';

demandChromium();

describe.skipIf(!hasChromium)('report.html', () => {
  const report = reportInBrowser();

  describe('is accessible', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const places = [
      '',
      '#scorecards',
      '#matrix',
      '#coverage',
      '#frameworks?framework=pci-dss',
      '#exceptions',
      '#evaluations?status=unknown',
      '#evidence',
      '#verify',
      '#matrix?open=check%3As3%2Fnot-public',
    ];
    test.each(['light', 'dark'] as const)(
      '%s, in every view',
      async colorScheme => {
        const page = await report.current().open('', { colorScheme });
        await page.evaluate(source);
        for (const hash of places) {
          await go(page, hash);
          await page.waitForTimeout(50);
          const found = await page.evaluate(`axe.run().then(({ violations }) => violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes[0].html))`);
          expect(found, hash).toEqual([]);
        }
      },
      180_000,
    );

    test('the theme can be chosen against the system', async () => {
      const page = await report.current().open('', { colorScheme: 'dark' });
      const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
      const dark = await ground();
      await page.getByRole('button', { name: 'Theme: system' }).click();
      expect(await ground()).toBe('rgb(255, 255, 255)');
      await page.getByRole('button', { name: 'Theme: light' }).click();
      expect(await ground()).toBe(dark);
    });
  });
});
