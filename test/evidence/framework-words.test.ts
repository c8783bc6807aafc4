/** Whether the evidence meets a requirement is said in one word, and that word is defined in one way, wherever it is printed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { pageModel } from '../../src/evidence/html/model.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import { loadWording, reportWords } from '../../src/evidence/report-words.ts';
import { auditIn } from '../support/audit.ts';

const { audit, index } = auditIn({}, checks);
const input = {
  audit,
  index,
  exit: exitOf(audit, 'low'),
  factsSha256: 'ab'.repeat(32),
  history: firstRun(audit),
  attachments: [],
};
const { frameworksNote } = loadWording();

test('a requirement that the evidence meets is met in the PDF, as everywhere', () => {
  const requirements = reportModel(input).frameworks.flatMap(framework => framework.requirements);
  const met = requirements.filter(({ status }) => status === 'met');
  expect(met.length).toBeGreaterThan(0);
  for (const { status, word } of requirements) expect(word).toBe(status.replace('-', ' '));
});

test('the PDF and the page define it as README does', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme.replaceAll('*', '').replaceAll(/\s+/g, ' ')).toContain(frameworksNote);
  expect(reportModel(input)['frameworks-note']).toBe(frameworksNote);
  expect(pageModel(input, reportWords(input)).frameworksNote).toBe(frameworksNote);
});
