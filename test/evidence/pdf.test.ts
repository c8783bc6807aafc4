import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { type PdfInput, reportModel } from '../../src/evidence/pdf/model.ts';
import { loadRenderer, type RenderInput } from '../../src/evidence/pdf/render.ts';
import { renderable } from '../../src/evidence/pdf/renderable.ts';
import { loadChecklist } from '../../src/evidence/templates.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { runAgainst } from '../support/run.ts';

const now = () => new Date('2026-11-20T06:00:00Z');
const summary = Buffer.from('{"schema":"summary/1"}\n');
let sandbox: Sandbox;
let input: PdfInput;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), now });
  const { snapshot } = await runAgainst(sandbox, checks, { now });
  const audit = auditOf(snapshot, checks, loadChecklist());
  input = {
    audit,
    index: snapshot.index,
    exit: exitOf(audit, 'low'),
    factsSha256: 'ab'.repeat(32),
    history: firstRun(audit),
    attachments: [{ path: '/summary.json', mime: 'application/json', description: 'The summary as data' }],
  };
});
afterAll(() => sandbox.stop());

const attachments = [{ path: '/summary.json', bytes: summary }];

const renderer = await loadRenderer();

function rendered(document: RenderInput): Buffer {
  expect(renderer?.name).toBe('typst-native');
  return Buffer.from(renderer?.render(document) ?? []);
}

const archival = (report: PdfInput): Buffer =>
  rendered({ template: 'report.typ', model: reportModel(report), attachments, standard: 'a-3a' });

test('the report is a tagged archival PDF that carries its data, and the same bytes every time', () => {
  const first = archival(input);
  expect(first.subarray(0, 5).toString()).toBe('%PDF-');
  const text = first.toString('latin1');
  // Compared as booleans: a failure must not print the file.
  expect(text.includes('/MarkInfo')).toBe(true);
  expect(/\/AFRelationship\s*\/Data/.test(text)).toBe(true);
  expect(/pdfaid:part>3</.test(text)).toBe(true);
  expect(archival(input).equals(first)).toBe(true);
});

test('the same document passes as an accessible PDF', () => {
  const model = { ...reportModel(input), attachments: [] };
  const pdf = rendered({ template: 'report.typ', model, attachments: [], standard: 'ua-1' });
  expect(pdf.includes('pdfuaid')).toBe(true);
});

describe('nothing that AWS can hold kills the report', () => {
  const hostile = [
    '🚀 emoji',
    '日本語の名前',
    'שלום \u202eRTL',
    'tab\tline\nbreak\u0000null',
    '#eval("1") $x^2$ *bold* @cite <label> \\escape',
    `x${'y'.repeat(2_000)}`,
    'a\u00adsoft\u200bzero\ufeffmark',
    '\ud800 lone surrogate',
    '',
  ];
  test.each(hostile.map(name => [name.slice(0, 24), name]))('%j', (_short, name) => {
    const cards = input.audit.scorecards.map(card => ({ ...card, trail: { ...card.trail, name } }));
    const accounts = input.audit.population.accounts.map(account => ({ ...account, name }));
    const population = { ...input.audit.population, accounts };
    const bytes = archival({ ...input, audit: { ...input.audit, scorecards: cards, population } });
    expect(bytes.length).toBeGreaterThan(10_000);
  });

  test('what no font can show is written as its code point', () => {
    expect(renderable('a🚀b\u202e\n')).toBe('a\\u{1f680}b\\u{202e}\\u{a}');
    expect(renderable('Übergröße “quoted” – ✓')).toBe('Übergröße “quoted” – ✓');
    expect(renderable('x'.repeat(5_000)).length).toBeLessThanOrEqual(2_002);
  });

  test('long words are given no characters of ours', () => {
    for (const usual of [
      'y'.repeat(100),
      'ab'.repeat(32),
      'arn:aws:cloudtrail:us-east-1:111122223333:trail/one',
    ])
      expect(renderable(usual)).toBe(usual);
  });
});

test('where only WebAssembly runs, the report is made all the same', async () => {
  // In a process of its own, where the native package cannot be loaded.
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(
      "export async function resolve(s, c, next) { if (s.includes('typst-ts-node')) throw new Error('no native build'); return next(s, c); }"));
    const { loadRenderer } = await import(${JSON.stringify(new URL('../../dist/src/evidence/pdf/render.js', import.meta.url).href)});
    let model = ''; for await (const chunk of process.stdin) model += chunk;
    const renderer = await loadRenderer();
    const document = { template: 'report.typ', model: JSON.parse(model), attachments: [{ path: '/summary.json', bytes: Buffer.from('{}') }], standard: 'a-3a' };
    const pdf = renderer.render(document);
    const again = renderer.render(document);
    process.stdout.write([renderer.name, Buffer.from(pdf).subarray(0, 5), Buffer.compare(pdf, again)].join(' '));
  `;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    input: JSON.stringify(reportModel(input)),
    encoding: 'utf8',
  });
  expect(child.stdout, child.stderr).toBe('typst-wasm %PDF- 0');
});
