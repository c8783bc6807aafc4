/** `report.html`: one file that reads, filters, cites and verifies without a request to anywhere. The same audit, the same bytes. */
import { createHash } from 'node:crypto';
import { type ReportInput, reportWords } from '../report-words.ts';
import { readTemplateText } from '../templates.ts';
import { packBodies, rankedBodies } from './bodies.ts';
import { dataBlock } from './data-block.ts';
import { html, type Markup } from './escape.ts';
import { evidenceTable } from './evidence-table.ts';
import { pageModel } from './model.ts';
import { footOf, headOf, overviewOf } from './overview.ts';
import { resultTable } from './result-table.ts';

/** What a mail server still takes. Answers that do not fit are named by digest; the bundle has them. */
const LARGEST_PAGE = 4_800_000;

/** In the order in which they are joined: one module made of several. */
const scripts = [
  'dom.js',
  'data.js',
  'state.js',
  'list.js',
  'zip.js',
  'verify.js',
  'detail.js',
  'views-results.js',
  'views-matrix.js',
  'views-evidence.js',
  'app.js',
];

export function renderHtml(input: ReportInput): string {
  const { audit, index, history } = input;
  const words = reportWords(input);
  const ranked = rankedBodies(audit, index);
  const numbers = new Map(ranked.map(({ sha256 }, at) => [sha256, at]));
  const evidence = evidenceTable(index, sha256 => numbers.get(sha256) ?? -1);
  const blocks = [
    dataBlock('data-report', JSON.stringify(pageModel(input, words))),
    dataBlock('data-results', JSON.stringify(resultTable(audit, evidence.rowOf, history))),
    dataBlock('data-evidence', JSON.stringify(evidence.columns)),
    dataBlock('data-digests', JSON.stringify(ranked.map(({ sha256 }) => sha256))),
  ];
  const style = readTemplateText('html/style.css');
  const script = scripts.map(name => inlined(readTemplateText(`html/${name}`))).join('\n');
  const parts: Record<string, string> = {
    csp: policyOf(style, script),
    title: html`${words.title}: ${words.organization}`.text,
    style: `<style>${style}</style>`,
    script: `<script type="module">${script}</script>`,
    head: headOf(words).text,
    overview: overviewOf(audit, words).text,
    foot: footOf(words).text,
  };
  const used = [...blocks.map(({ text }) => text), ...Object.values(parts)].reduce((n, t) => n + t.length, 0);
  const bodies = packBodies(ranked, Math.max(0, LARGEST_PAGE - used));
  const chunks = bodies.chunks.map((packed, at) => chunkBlock(at, packed));
  const chunkSizes = dataBlock('data-bodies', JSON.stringify(bodies.sizes));
  parts.data = [...blocks, chunkSizes, ...chunks].map(({ text }) => text).join('');
  return readTemplateText('html/shell.html').replace(/\{\{([a-z]+)\}\}/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`shell.html asks for ${name}, which there is none of.`);
    return part;
  });
}

function chunkBlock(at: number, packed: string): Markup {
  return html`<script type="application/json" id="data-bodies-${at}" data-encoding="gzip">"${packed}"</script>\n`;
}

/** The files are modules, so that they can be linted as such; in the page they share one. */
function inlined(source: string): string {
  if (/<\/script|<!--/i.test(source))
    throw new Error('A script of the page holds what would end its element.');
  return source.replace(/^import [^;]+;\n/gm, '').replace(/^export /gm, '');
}

/** Nothing but this very script and this very style may run; nothing may be fetched. */
function policyOf(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
