/** Words on the pages of a PDF: whatever AWS calls a thing, it stays within its column, and what is copied is what was printed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { judgedResults } from '../../src/evidence/evaluations.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { logicSha256 } from '../../src/evidence/ids.ts';
import { type PdfInput, reportModel } from '../../src/evidence/pdf/model.ts';
import { loadRenderer } from '../../src/evidence/pdf/render.ts';
import { notationOf, renderableAll } from '../../src/evidence/pdf/renderable.ts';
import { grouped } from '../../src/model/grouped.ts';
import { auditIn } from '../support/audit.ts';

const { audit, index } = auditIn({ status: { IsLogging: false } }, checks);
const factsSha256 = '0123456789abcdef'.repeat(4);
const input: PdfInput = {
  audit,
  index,
  exit: exitOf(audit, 'low'),
  factsSha256,
  history: firstRun(audit),
  attachments: [],
};

/** Everything that AWS lets somebody name, named so. */
function named(name: string): PdfInput {
  const { population } = audit;
  const accounts = population.accounts.map(account => ({ ...account, name }));
  const scorecards = audit.scorecards.map(card => ({ ...card, trail: { ...card.trail, name } }));
  return { ...input, audit: { ...audit, population: { ...population, accounts }, scorecards } };
}

const renderer = await loadRenderer();

/** What poppler reads from the report; it is on machines of developers and of CI, and no package of ours. */
function extracted(report: PdfInput, ...options: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailproof-words-'));
  try {
    const document = { template: 'report.typ', model: reportModel(report), standard: 'a-3a' } as const;
    writeFileSync(join(folder, 'report.pdf'), renderer?.render({ ...document, attachments: [] }) ?? '');
    const read = spawnSync('pdftotext', [...options, join(folder, 'report.pdf'), '-'], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    expect(read.status, read.stderr).toBe(0);
    return read.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Box {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly text: string;
}

function boxesOf(report: PdfInput): readonly Box[] {
  return extracted(report, '-bbox')
    .split('<page ')
    .slice(1)
    .flatMap((page, at) =>
      [
        ...page.matchAll(
          /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<\/word>/g,
        ),
      ].map(([, left, top, right, text = '']) => ({
        page: at,
        left: Number(left),
        right: Number(right),
        top: Number(top),
        text,
      })),
    );
}

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const LINE_END = 595.28 - 56.7;

describe.skipIf(!hasPoppler)('on the pages', () => {
  test.each([
    ['a word of 128 letters', 't'.repeat(128)],
    ['wide letters', 'W'.repeat(50)],
    ['letters that no font has', '管理アカウント🔐'.repeat(4)],
    ['one word of 2 kB', 'x'.repeat(2_000)],
    ['a word that is a little too long', 'InternationalPayments'],
  ])('%s stays within its column', (_what, name) => {
    const boxes = boxesOf(named(name));
    expect(boxes.length).toBeGreaterThan(1_000);
    expect(boxes.filter(({ right }) => right > LINE_END + 0.5)).toEqual([]);
    const lines = grouped(boxes, ({ page, top }) => `${page} ${top.toFixed(0)}`);
    const overprinted = [...lines.values()].flatMap(words => {
      const across = words.toSorted((a, b) => a.left - b.left);
      return across.slice(1).filter((word, at) => (across[at]?.right ?? 0) > word.left + 0.5);
    });
    expect(overprinted).toEqual([]);
  });

  test('whatever is compared is read from the page as it is in the files', () => {
    const text = extracted(input);
    expect(text).not.toMatch(/[\u200b\u200c\u2060\u00ad\ufeff]/);
    expect(text).toContain(factsSha256);
    for (const check of audit.checks) expect(text).toContain(logicSha256(check));
    const failed = judgedResults(audit).filter(({ result }) => result.verdict.status === 'fail');
    expect(failed.length).toBeGreaterThan(5);
    for (const { findingId } of failed) expect(text).toContain(findingId);
  });
});

test.skipIf(!hasPoppler)(
  'a head of a sheet stands with what it is the head of, wherever the page ends',
  () => {
    const [card] = audit.scorecards;
    if (card === undefined) throw new Error('There is no trail.');
    // As many trails as it takes for one to begin at the foot of a page.
    const scorecards = Array.from({ length: 12 }, (_, n) => ({
      ...card,
      items: card.items.slice(n % 10),
      trail: { ...card.trail, name: `sheet-${n}` },
    }));
    const pages = extracted({ ...input, audit: { ...audit, scorecards } }).split('\f');
    for (let n = 0; n < 12; n += 1) {
      const own = pages.find(page => new RegExp(`^sheet-${n}\n+Owner and home region`, 'm').test(page)) ?? '';
      const from = own.slice(own.indexOf(`\nsheet-${n}\n`));
      expect(from, `sheet-${n}`).toMatch(/Score[\s\S]*?met[\s\S]*?What decided/);
    }
  },
);

test('a name in a cell is cut where a file has it whole, and the report says so', () => {
  const model = reportModel(named('x'.repeat(2_000)));
  expect(model.accounts[0]?.name).toBe(`${'x'.repeat(100)}…`);
  expect(model['names-cut']).toBe(true);
  expect(model.trails[0]?.owner).toMatch(/^x{100}… \(\d{12}\) \S+$/);
  expect(reportModel(input)['names-cut']).toBe(false);
});

test('what a code point means is said where one is printed, and only there', () => {
  expect(notationOf(renderableAll(reportModel(named('管理'))))).toContain('Unicode number');
  expect(notationOf(renderableAll(reportModel(input)))).toBeNull();
});
