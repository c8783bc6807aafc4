/** report.html of the reference estate in a real browser, where nothing may be asked of anybody and nothing may be complained of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import type { ReportInput } from '../../src/evidence/report-words.ts';
import { loadChecklist, loadFrameworks } from '../../src/evidence/templates.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { launchChromium } from './browser.ts';
import { runAgainst } from './run.ts';

export const facts = 'ab'.repeat(32);
const now = () => new Date('2026-11-20T06:00:00Z');

export interface Report {
  readonly input: ReportInput;
  readonly html: string;
  /** Writes another page beside it, and gives its address. */
  stored(name: string, html: string): string;
  /** `hash`: what stands behind the address. */
  open(hash?: string, options?: BrowserContextOptions, url?: string): Promise<Page>;
}

/** To be called in a `describe`; what it gives can be used in its tests. */
export function reportInBrowser(): { current(): Report } {
  let report: Report | undefined;
  let browser: Browser;
  let dir: string;
  let requests: string[] = [];
  let complaints: string[] = [];

  const stored = (name: string, html: string): string => {
    const path = join(dir, name);
    writeFileSync(path, html);
    return pathToFileURL(path).href;
  };

  async function opened(url: string, hash: string, options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('request', request => {
      const asked = request.url();
      if (asked.split('#')[0] !== url && !asked.startsWith('data:,')) requests.push(asked);
    });
    page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => complaints.push(`${error}`));
    page.on('dialog', dialog => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url + hash);
    if (options.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]');
    return page;
  }

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'trailproof-html-'));
    const sandbox = await startSandbox({ estate: builtInEstates.reference(), now });
    const { snapshot } = await runAgainst(sandbox, checks, { now });
    await sandbox.stop();
    const audit = auditOf(snapshot, checks, loadChecklist(), loadFrameworks());
    const exit = exitOf(audit, 'low');
    const input = { audit, index: snapshot.index, exit, factsSha256: facts, history: firstRun(audit) };
    const html = renderHtml(input);
    const file = stored('report.html', html);
    report = {
      input,
      html,
      stored,
      open: (hash = '', options = {}, url = file) => opened(url, hash, options),
    };
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    const [asked, said] = [requests, complaints];
    requests = [];
    complaints = [];
    expect(asked).toEqual([]);
    expect(said).toEqual([]);
  });

  return {
    current() {
      if (!report) throw new Error('There is no report before beforeAll has run.');
      return report;
    },
  };
}

export const shownView = (page: Page) => page.locator('.view:visible h2').allInnerTexts();
export const rows = (page: Page) => page.locator('.view:visible table.list tbody tr');
export const countOf = async (page: Page) =>
  (await page.locator('.view:visible .count').allInnerTexts()).join();
export const go = (page: Page, hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`);

/** Follows a link of the navigation, and waits until its view is shown. */
export async function visit(page: Page, title: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: title, exact: true })
    .click();
  await expect.poll(() => shownView(page)).toEqual([title]);
}
