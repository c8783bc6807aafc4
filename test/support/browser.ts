/** A real Chromium for pages: the one of CHROMIUM_PATH, else of the system. Without one the tests say so, and fail in CI. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { expect, test } from 'vitest';

const given = process.env.CHROMIUM_PATH;
const candidates = given
  ? [given]
  : ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = candidates.find(path => existsSync(path));

export const hasChromium = found !== undefined;

/** To be called in each file of browser tests: nobody shall believe that skipped tests have passed. */
export function demandChromium(): void {
  test('there is a Chromium to test with', () => {
    if (process.env.CI) expect(found, 'Install Chromium or set CHROMIUM_PATH.').toBeDefined();
    if (found !== undefined) return;
    process.stderr.write(
      '\n*** NO CHROMIUM: THE BROWSER TESTS OF report.html WERE SKIPPED. Install it or set CHROMIUM_PATH. ***\n\n',
    );
  });
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(found === undefined ? {} : { executablePath: found }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
