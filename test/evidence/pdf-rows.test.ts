/** The PDF leaves nothing out unsaid, and cites evidence by the references of raw/index.ndjson. */
import { expect, test } from 'vitest';
import logging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import { listDetectors } from '../../src/aws/guardduty.ts';
import { textOf } from '../../src/evidence/content/file.ts';
import { rawIndex } from '../../src/evidence/content/raw-index.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import { renderPdf } from '../../src/evidence/pdf/render.ts';
import { auditIn } from '../support/audit.ts';
import { on } from '../support/evidence.ts';

const { audit, index } = auditIn({ answers: [on(listDetectors, () => ({ DetectorIds: [] }))] }, [
  logging,
  detector,
]);
const input = { audit, index, exit: exitOf(audit, 'low'), factsSha256: 'ab'.repeat(32), attachments: [] };

test('lists are cut where they grow too long, and say by how much', async () => {
  const whole = reportModel(input);
  expect(whole.exceptions.length).toBeGreaterThan(2);
  expect(whole).toMatchObject({ 'accounts-more': 0, 'exceptions-more': 0, 'evidence-more': 0 });
  const short = reportModel(input, 2);
  for (const [list, more] of [
    ['accounts', 'accounts-more'],
    ['exceptions', 'exceptions-more'],
    ['evidence', 'evidence-more'],
  ] as const) {
    expect(short[list]).toEqual(whole[list].slice(0, 2));
    expect(short[more], more).toBe(whole[list].length - 2);
  }
  expect(short.coverage.more).toBe(audit.coverage.accounts.length - 2);
  for (const { rows } of [...short.coverage.recorded, ...short.coverage.guardduty])
    expect(rows).toHaveLength(2);
  const pdf = await renderPdf({ template: 'report.typ', model: short, attachments: [], standard: 'ua-1' });
  expect(pdf?.bytes.length).toBeGreaterThan(10_000);
});

test('a reference names the same record in the PDF and in raw/index.ndjson', () => {
  const lines = textOf(rawIndex(index))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { ref: string; action: string; account: string; sha256: string | null });
  const byRef = new Map(lines.map(line => [line.ref, line]));
  const { evidence } = reportModel(input);
  expect(evidence.length).toBeLessThan(lines.length);
  for (const { ref, call, where, sha256 } of evidence) {
    expect(byRef.get(ref)).toMatchObject({ action: call, account: where.slice(0, 12) });
    expect((byRef.get(ref)?.sha256 ?? '').slice(0, 16)).toBe(sha256);
  }
});
