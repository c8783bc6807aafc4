/** report.html verifies bundles in a real browser, offline. What it refuses is tested in full in test/evidence/html/verifier.test.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { keyIdOf } from '../../src/evidence/dsse.ts';
import { demandChromium, hasChromium } from '../support/browser.ts';
import { rawZip } from '../support/raw-zip.ts';
import { facts, reportInBrowser, shownView } from '../support/report-page.ts';
import { sealedZip, signerOf } from '../support/sealed.ts';

demandChromium();

describe.skipIf(!hasChromium)('report.html', () => {
  const report = reportInBrowser();

  describe('verifies', () => {
    async function verify(zip: Buffer, keyid = '') {
      const page = await report.current().open('#verify');
      if (keyid !== '') await page.getByLabel('Key id that you expect').fill(keyid);
      await page
        .getByLabel('Drop the .zip')
        .setInputFiles({ name: 'bundle.zip', mimeType: 'application/zip', buffer: zip });
      const outcome = page.locator('.outcome');
      await expect.poll(() => outcome.innerText()).toMatch(/^[✓✗?] |64 hex/);
      return { outcome: await outcome.innerText(), steps: await page.locator('.steps li').allInnerTexts() };
    }

    test.each(['ed25519', 'p256'] as const)('a good bundle, signed with %s', async type => {
      const signer = signerOf(type);
      const zip = await sealedZip({ facts, signer });
      const { outcome, steps } = await verify(zip, `SHA256:${keyIdOf(signer.publicKey)}`);
      expect(outcome).toBe('✓ bundle.zip is intact.');
      expect(steps).toHaveLength(6);
      for (const step of steps) expect(step).toMatch(/^✓ holds/);
    });

    test('a bundle with this very page in it', async () => {
      const { html } = report.current();
      const signer = signerOf('ed25519');
      const zip = await sealedZip({ facts, signer, files: { 'report.html': html } });
      expect((await verify(zip, keyIdOf(signer.publicKey))).outcome).toBe('✓ bundle.zip is intact.');
    });

    test('names the first bad file of a tampered one', async () => {
      const harm = (folder: string): void => {
        for (const name of ['summary.json', 'findings.ndjson']) {
          writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace('path', 'hath'));
        }
      };
      const { outcome, steps } = await verify(await sealedZip({ facts, harm }));
      expect(outcome).toMatch(/^✗ bundle\.zip is not intact\.\s+First fault: findings\.ndjson was changed/);
      expect(steps.filter(step => step.startsWith('✗'))).toHaveLength(2);
    });

    test('says what it cannot show', async () => {
      const { outcome } = await verify(await sealedZip({ facts, signer: null }));
      expect(outcome).toMatch(/^✓ bundle\.zip is intact, with a reservation\.\s+The bundle is not signed/);
      expect((await verify(await sealedZip({ facts }))).outcome).toMatch(
        /^✓ bundle\.zip is intact, with a reservation\.\s+.*who signed is not shown/s,
      );
      expect((await verify(await sealedZip({ facts }), 'SHA256:nonsense')).outcome).toContain(
        '64 hex digits',
      );
      expect((await verify(await sealedZip({ facts }), `SHA256:${'0'.repeat(64)}`)).outcome).toMatch(/^✗/);
    });

    test('refuses two streams in one entry, a bomb, and what is no zip', async () => {
      const data = Buffer.from('hello');
      const packed = Buffer.concat([deflateRawSync(data), deflateRawSync(Buffer.from('!'))]);
      expect((await verify(rawZip([{ name: 'manifest.json', data, packed }]))).outcome).toContain(
        'cannot be unpacked',
      );
      const bomb = rawZip([{ name: 'manifest.json', data: Buffer.alloc(64 << 20), claims: { size: 100 } }]);
      expect((await verify(bomb)).outcome).toContain('holds more than it says');
      expect((await verify(Buffer.from('<html>'))).outcome).toContain('no zip');
    });

    test('what is dropped anywhere on the page', async () => {
      const page = await report.current().open('#evidence');
      const zip = (await sealedZip({ facts })).toString('base64');
      await page.evaluate(`{
        const dataTransfer = new DataTransfer();
        const bytes = Uint8Array.from(atob('${zip}'), character => character.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], 'dropped.zip'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }`);
      await expect
        .poll(() => page.locator('.outcome').innerText())
        .toMatch(/^✓ dropped\.zip is intact, with a reservation\./);
      expect(await shownView(page)).toEqual(['Verify a bundle']);
    });
  });
});
