/** A bundle that was made where no PDF engine loads says so itself, and names no PDF that is not in it. */
import { describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { namedControls, nameOf } from '../../src/evidence/controls/control-sheet.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import type { Renderer } from '../../src/evidence/pdf/render.ts';
import { bundleFiles } from '../../src/evidence/report.ts';
import { auditIn } from '../support/audit.ts';

const { audit, index } = auditIn({}, checks);
const controls = namedControls(audit).slice(0, 2);
const paper: Renderer = { name: 'typst-wasm', render: () => new Uint8Array([37]) };

function bundle(renderer: Renderer | null) {
  const files = bundleFiles(audit, index, exitOf(audit, 'high'), { renderer, controls });
  const text = (path: string) => {
    const file = files.find(one => one.path === path);
    return [...(file?.pieces() ?? [])].join('');
  };
  return {
    pdfs: files.map(({ path }) => path).filter(path => path.endsWith('.pdf')),
    readme: text('README.txt'),
    run: JSON.parse(text('provenance/run.json')) as Record<string, unknown>,
  };
}

describe('without a PDF engine', () => {
  const { pdfs, readme, run } = bundle(null);

  test('README.txt says that there is no PDF, and why', () => {
    expect(pdfs).toEqual([]);
    expect(readme).toContain('There is no report.pdf');
    expect(readme).toContain('no PDF engine loads on the machine that made this bundle');
    expect(readme).toContain('report.html');
  });

  test('provenance says the same, and names only what is there', () => {
    expect(run).toMatchObject({ renderer: null, control_pdfs: [] });
    expect(run.no_pdf).toMatch(/no PDF engine loads/);
  });
});

test('with one, each PDF is named and nothing is missing', () => {
  const { pdfs, readme, run } = bundle(paper);
  expect(pdfs).toHaveLength(3);
  expect(run).toMatchObject({ renderer: 'typst-wasm', control_pdfs: controls.map(nameOf), no_pdf: null });
  expect(readme).toContain('report.pdf ');
  expect(readme).not.toContain('There is no report.pdf');
});
