/** The PDF leaves nothing out unsaid, and cites evidence by the references of raw/index.ndjson. */
import { expect, test } from 'vitest';
import logging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import { listDetectors } from '../../src/aws/guardduty.ts';
import { textOf } from '../../src/evidence/content/file.ts';
import { rawIndex } from '../../src/evidence/content/raw-index.ts';
import { judgedResults } from '../../src/evidence/evaluations.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { coverageMatrix } from '../../src/evidence/pdf/coverage-matrix.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import { loadRenderer } from '../../src/evidence/pdf/render.ts';
import { auditIn } from '../support/audit.ts';
import { on } from '../support/evidence.ts';
import { demandTypst, hasTypst } from '../support/typst.ts';

demandTypst();

const { audit, index } = auditIn({ answers: [on(listDetectors, () => ({ DetectorIds: [] }))] }, [
  logging,
  detector,
]);
const input = {
  audit,
  index,
  exit: exitOf(audit, 'low'),
  factsSha256: 'ab'.repeat(32),
  history: firstRun(audit),
  attachments: [],
};

const linesOf = ({ exceptions }: ReturnType<typeof reportModel>) =>
  exceptions.flatMap(({ causes }) =>
    causes.flatMap(({ note, lines }) => lines.map(line => ({ note, line }))),
  );

test('lists are cut where they grow too long, and say by how much', () => {
  const whole = reportModel(input);
  expect(linesOf(whole).length).toBeGreaterThan(2);
  expect(whole).toMatchObject({ 'accounts-more': 0, 'exceptions-more': 0, 'evidence-more': 0 });
  const short = reportModel(input, 2);
  for (const [shown, all, more] of [
    [short.accounts, whole.accounts, short['accounts-more']],
    [linesOf(short), linesOf(whole), short['exceptions-more']],
  ] as const) {
    expect(shown).toEqual(all.slice(0, 2));
    expect(more).toBe(all.length - 2);
  }
  // Lines of the same words, in columns that are as wide as what is shown of them.
  const wordsOf = (lines: readonly string[]) => lines.map(line => line.split(/ {2,}/));
  expect(wordsOf(short.evidence)).toEqual(wordsOf(whole.evidence).slice(0, 2));
  expect(short['evidence-more']).toBe(whole.evidence.length - 2);
  expect(short.coverage.more).toBe(audit.coverage.accounts.length - 2);
  for (const { rows } of [...short.coverage.recorded, ...short.coverage.guardduty])
    expect(rows).toHaveLength(2);
});

test.skipIf(!hasTypst)('lists that are cut are set', async () => {
  const model = reportModel(input, 2);
  const document = { template: 'report.typ', model, attachments: [], standard: 'ua-1' } as const;
  expect((await loadRenderer())?.render(document).length).toBeGreaterThan(10_000);
});

test('the register names every failure once, by check and cause, and counts those that it leaves out', () => {
  const { exceptions } = reportModel(input);
  const failed = judgedResults(audit).filter(({ result }) => result.verdict.status === 'fail');
  expect(
    linesOf(reportModel(input))
      .map(({ note, line }) => `${line.split('  ')[0]} ${note}`)
      .sort(),
  ).toEqual(failed.map(({ result, findingId }) => `${findingId} ${result.verdict.note}`).sort());
  for (const { check, severity, count } of exceptions) {
    const of = failed.filter(({ result }) => result.check === check && result.severity === severity);
    expect(count, check).toBe(of.length);
  }
  const [first] = reportModel(input, 1).exceptions;
  expect(first?.count).toBe(exceptions[0]?.count);
  expect(exceptions[0]?.count).toBeGreaterThan(1);
});

test('a reference names the same record in the PDF and in raw/index.ndjson', () => {
  const lines = textOf(rawIndex(index))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { ref: string; action: string; account: string; sha256: string | null });
  const byRef = new Map(lines.map(line => [line.ref, line]));
  const { evidence } = reportModel(input);
  expect(evidence.length).toBeLessThan(lines.length);
  let digests = 0;
  for (const line of evidence) {
    const [ref = '', call, where, answer] = line.split(/ {2,}/);
    const { sha256, ...record } = byRef.get(ref) ?? { sha256: null };
    expect(record).toMatchObject({ action: call, account: where?.slice(0, 12) });
    if (sha256 === null) continue;
    expect(sha256.slice(0, 16)).toBe(answer);
    digests += 1;
  }
  expect(digests).toBeGreaterThan(2);
});

test('the matrix names trails as the page does, and marks those whose latest delivery failed', () => {
  const rows = [{ accountId: '1', recorded: ['0 10!', '0 ?', 'none', 'unknown', '-'], guardduty: [] }];
  const regions = ['a', 'b', 'c', 'd', 'e'];
  const shown = coverageMatrix({ regions, trails: ['arn:x', 'arn:y'], accounts: rows }, 9);
  expect(shown.trails).toEqual(['T1: arn:x', 'T2: arn:y']);
  expect(shown.recorded[0]?.rows[0]?.cells).toEqual(['T1 T11!', 'T1 ?', 'none', 'unknown', '-']);
});
