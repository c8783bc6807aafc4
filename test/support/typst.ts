/** The engine that sets PDFs. It is optional: where none loads the tests of PDFs say so, and fail in CI. */
import { expect, test } from 'vitest';
import { loadRenderer } from '../../src/evidence/pdf/render.ts';

const renderer = await loadRenderer();

export const hasTypst = renderer !== null;

/** To be called in each file of tests that need it: nobody shall believe that skipped tests have passed. */
export function demandTypst(): void {
  test('there is an engine to set PDFs with', () => {
    if (process.env.CI) expect(renderer, 'Install with the optional dependencies.').not.toBeNull();
    if (hasTypst) return;
    process.stderr.write(
      'SKIPPED: what needs a PDF; missing: a PDF engine, which is an optional dependency\n',
    );
  });
}
