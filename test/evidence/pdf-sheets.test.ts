/** Sheets and registers of the PDF: cut by cause, so that nothing hides anything, and never one word for another. */
import { describe, expect, test } from 'vitest';
import insights from '../../checks/cloudtrail/insights.ts';
import logging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import { getInsightSelectors } from '../../src/aws/cloudtrail.ts';
import { checkParts } from '../../src/evidence/controls/check-part.ts';
import { createSheets, namedControls } from '../../src/evidence/controls/control-sheet.ts';
import { cutGroups } from '../../src/evidence/cut.ts';
import { judgedResults } from '../../src/evidence/evaluations.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { type EarlierRun, firstRun, historyOf, noInputs } from '../../src/evidence/history.ts';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import { checkSection } from '../../src/evidence/pdf/check-section.ts';
import { controlModel } from '../../src/evidence/pdf/control-pdf.ts';
import { evidenceList } from '../../src/evidence/pdf/evidence-list.ts';
import { exceptionRegister } from '../../src/evidence/pdf/exception-register.ts';
import { quotedName } from '../../src/evidence/pdf/line.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import { loadRenderer, type RenderInput } from '../../src/evidence/pdf/render.ts';
import type { Audit, Result } from '../../src/model/audit.ts';
import { fail, undetermined } from '../../src/model/verdict.ts';
import { auditIn } from '../support/audit.ts';
import { absent, denied, on } from '../support/evidence.ts';
import { demandTypst, hasTypst } from '../support/typst.ts';

const facts = 'ab'.repeat(32);
const { audit, index } = auditIn({ status: { IsLogging: false } }, [logging, detector]);
const [pattern] = audit.results.filter(({ check }) => check === logging.id);
if (pattern === undefined) throw new Error('The check judged nothing.');

/** The same audit with these results of one check. */
function withResults(...results: readonly Partial<Result>[]): Audit {
  const own = results.map((result, n) => ({
    ...pattern,
    subject: { ...pattern?.subject, id: `${pattern?.subject.id}-${n}` },
    ...result,
  })) as Result[];
  return { ...audit, results: own };
}

const many = (count: number, note: string) => Array.from({ length: count }, () => ({ verdict: fail(note) }));
const blind = (count: number, note: string) =>
  Array.from({ length: count }, () => ({ verdict: undetermined(note) }));
const crowded = withResults(
  ...many(700, 'The first cause.'),
  ...many(3, 'The second cause.'),
  ...blind(40, 'Nobody could look.'),
  ...blind(1, 'Nothing decides it.'),
);

describe('a sheet of 744 exceptions', () => {
  const part = checkParts(crowded, index, firstRun(crowded)).of(logging);

  test('names every cause with its number, failures and unknowns, and some of each', () => {
    expect(part.causes).toEqual([
      { status: 'FAIL', note: 'The first cause.', count: 700 },
      { status: 'FAIL', note: 'The second cause.', count: 3 },
      { status: 'UNKNOWN', note: 'Nobody could look.', count: 40 },
      { status: 'UNKNOWN', note: 'Nothing decides it.', count: 1 },
    ]);
    expect(part.exceptions).toHaveLength(60);
    expect(part.exceptions_left_out).toBe(744 - 60);
    expect(part.causes_left_out).toBe(0);
    expect(part.exceptions.filter(({ status }) => status === 'UNKNOWN')).toHaveLength(20);
  });

  test('in the PDF says fail of failures and unknown of unknowns, and how many more there are', () => {
    const { causes, more } = checkSection(part);
    expect(causes.map(({ status, word, note }) => [status, word, note])).toEqual([
      ['not-met', 'fail', 'The first cause.'],
      ['not-met', 'fail', 'The second cause.'],
      ['unknown', 'unknown', 'Nobody could look.'],
      ['unknown', 'unknown', 'Nothing decides it.'],
    ]);
    expect(causes.map(cause => cause.lines.length + cause.more)).toEqual([700, 3, 40, 1]);
    expect(causes.every(cause => cause.lines.length > 0)).toBe(true);
    expect(more).toBe(684);
  });

  test('cites the evidence, six references and how many more', () => {
    const ids = [...index.records()].map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(8);
    const cited = withResults({ verdict: fail('Seen.'), evidence: ids });
    const { causes } = checkSection(checkParts(cited, index, firstRun(cited)).of(logging));
    expect(causes[0]?.lines[0]).toMatch(
      new RegExp(`  E-0001, E-0002, E-0003, E-0004, E-0005, E-0006, and ${ids.length - 6} more$`),
    );
  });
});

test('the register counts what it leaves out, by cause, and says what was accepted and for how long it has been so', () => {
  const { sections, more } = exceptionRegister(crowded, firstRun(crowded), 10);
  expect(sections.map(({ check, count }) => [check, count])).toEqual([[logging.id, 703]]);
  expect(sections[0]?.causes.map(({ note, lines, more: left }) => [note, lines.length, left])).toEqual([
    ['The first cause.', 9, 691],
    ['The second cause.', 1, 2],
  ]);
  expect(more).toBe(693);

  const failed = withResults(...many(2, 'It is off.'));
  const run: EarlierRun = {
    run_id: '01KAG0ZC5T8N3W7Y9B2D4F6H8A',
    taken_at: '2026-05-01T06:00:00.000Z',
    audited: 'o-example',
    facts_sha256: facts,
    manifest_sha256: facts,
    signed_by: null,
  };
  const before = historyOf(
    { ...failed, snapshot: { ...failed.snapshot, takenAt: run.taken_at } },
    [],
    noInputs,
  );
  const waiver = {
    check: logging.id,
    owner: 'platform',
    reason: 'Moved',
    approver: 'CISO',
    expires: '2027-01-31',
  };
  const gone = { ...failed, results: failed.results.slice(0, 1) };
  const history = historyOf(gone, index.records(), {
    earlier: { run, lives: before.lives, seal: { manifest: '', envelope: null, signer: null } },
    waivers: [{ ...waiver, subject: '*' }],
  });
  const lines = exceptionRegister(gone, history, 10).sections.flatMap(({ causes }) =>
    causes.flatMap(cause => cause.lines),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('open, first seen 2026-05-01T06:00:00.000Z.');
  expect(lines[0]).toContain('Waived until 2027-01-31; owner platform, approved by CISO: Moved.');
  const input = {
    audit: gone,
    index,
    exit: exitOf(gone, 'low'),
    factsSha256: facts,
    history,
    attachments: [],
  };
  const { stale, closed } = reportModel(input);
  expect([...stale.lines, ...closed.lines]).toHaveLength(1);
  const missing = judgedResults(failed)[1]?.findingId ?? '';
  expect([...stale.lines, ...closed.lines][0]).toContain(missing);
  const page = renderHtml(input);
  expect(page.split('<tr>').filter(row => row.includes(missing))).toHaveLength(1);
});

test('what is left out of the exact calls is counted', () => {
  const ids = [...index.records()].map(({ id }) => id);
  const cited = withResults({ verdict: fail('Seen.'), evidence: ids });
  const sheetOf = createSheets(cited, checkParts(cited, index, firstRun(cited)));
  const named = namedControls(cited).find(({ control }) =>
    control.checks.some(({ mapping }) => mapping.check === logging.id),
  );
  if (named === undefined) throw new Error('No requirement bears on it.');
  const model = controlModel(cited, facts, sheetOf(named));
  const section = model.checks.find(({ id }) => id === logging.id);
  if (section === undefined || !('calls' in section)) throw new Error('The sheet has no such check.');
  expect(section.calls).toHaveLength(12);
  expect(section['calls-more']).toBe(ids.length - 12);
});

test('the index of evidence tells what is absent from what could not be read', () => {
  const answered = (answer: () => ReturnType<typeof denied | typeof absent>) =>
    evidenceList(
      auditIn({ answers: [on(getInsightSelectors, answer)] }, [insights]).index,
      5_000,
    ).lines.filter(line => line.includes(getInsightSelectors.id));
  const none = answered(() => absent('InsightNotEnabledException'));
  const unread = answered(() => denied());
  expect(none.length).toBeGreaterThan(0);
  for (const line of none) expect(line).toMatch(/ {2}absent: InsightNotEnabledException$/);
  expect(unread.length).toBeGreaterThan(0);
  for (const line of unread) expect(line).toMatch(/ {2}gap: \w+$/);
});

test('a name never passes for the columns after it', () => {
  expect(quotedName('org-trail')).toBe('org-trail');
  expect(quotedName('p  111122223333  E-0001  Waived')).toBe('"p  111122223333  E-0001  Waived"');
  expect(quotedName('"a"')).toBe('"\\"a\\""');
  // Cut, it still ends where it ends.
  expect(quotedName('y'.repeat(2_000))).toBe(`${'y'.repeat(100)}…`);
  expect(quotedName(`y ${'y'.repeat(2_000)}`)).toBe(`"y ${'y'.repeat(97)}…"`);
});

test('groups are cut so that each shows while there is room', () => {
  const sizes = (groups: readonly number[], most: number) =>
    cutGroups(
      groups.map(size => Array.from({ length: size })),
      most,
    ).map(({ rows, more }) => [rows.length, more]);
  expect(sizes([5, 5, 5], 15)).toEqual([
    [5, 0],
    [5, 0],
    [5, 0],
  ]);
  expect(sizes([5, 5, 5], 8)).toEqual([
    [5, 0],
    [2, 3],
    [1, 4],
  ]);
  expect(sizes([5, 5, 5], 2)).toEqual([
    [1, 4],
    [1, 4],
    [0, 5],
  ]);
  expect(sizes([], 2)).toEqual([]);
});

demandTypst();
describe.skipIf(!hasTypst)('one engine for all documents', async () => {
  const loaded = await loadRenderer();
  const render = (document: RenderInput): Uint8Array => {
    if (loaded === null) throw new Error('No engine loads here.');
    return loaded.render(document);
  };
  const input = { audit, index, exit: exitOf(audit, 'low'), factsSha256: facts, history: firstRun(audit) };
  const document = (attachments: readonly { path: string; mime: string; description: string }[]) => ({
    template: 'report.typ' as const,
    model: reportModel({ ...input, attachments }),
    standard: 'a-3a' as const,
  });
  const attached = [{ path: '/data.json', mime: 'application/json', description: 'Data' }];
  const withData = { ...document(attached), attachments: [{ path: '/data.json', bytes: Buffer.from('{}') }] };

  test('leaves nothing of one document to the next, and a failed one spoils none', () => {
    const first = Buffer.from(render(withData));
    // It names a file that it was not given: the one before had it.
    expect(() => render({ ...document(attached), attachments: [] })).toThrow('data.json');
    expect(Buffer.from(render(withData)).equals(first)).toBe(true);
  });

  test.each([
    '🚀 emoji',
    'two  spaces   and more',
    'שלום \u202eRTL',
    'tab\tline\nbreak\u0000null',
    '#eval("1") $x^2$ *bold* @cite <label> \\escape',
    'y'.repeat(2_000),
    '',
  ])('sets whatever a subject is named and a verdict says: %j', hostile => {
    const named = withResults({
      verdict: fail(hostile || 'x'),
      subject: { ...(pattern as Result).subject, id: 'arn:x', name: hostile },
    });
    const model = reportModel({ ...input, audit: named, history: firstRun(named), attachments: [] });
    for (const standard of ['a-3a', 'ua-1'] as const)
      expect(render({ template: 'report.typ', model, attachments: [], standard }).length).toBeGreaterThan(
        10_000,
      );
  });
});

describe('how a check is performed again, in the report', () => {
  const ids = [...index.records()].map(({ id }) => id);
  const sheetsOf = (one: Audit) =>
    reportModel({
      audit: one,
      index,
      exit: exitOf(one, 'low'),
      factsSha256: facts,
      history: firstRun(one),
      attachments: [],
    }).controls;

  test('is a few calls that run as they stand, one of each operation before a second of any', () => {
    const cited = withResults({ verdict: fail('Seen.'), evidence: ids });
    const sheet = sheetsOf(cited).find(({ id }) => id === logging.id);
    expect(sheet?.calls).toHaveLength(4);
    expect(sheet?.['calls-more']).toBe(ids.length - 4);
    for (const call of sheet?.calls ?? [])
      expect(call).toMatch(/^E-\d{4} {2}\d{12} {2}[\w.]+ {2}aws [a-z0-9]+ [a-z-]+/);
    const operationIn = (text: string) => /aws \S+ \S+/.exec(text)?.[0];
    const part = checkParts(cited, index, firstRun(cited)).of(logging);
    const operations = new Set(part.commands.map(({ command }) => operationIn(command)));
    expect(operations.size).toBeGreaterThan(1);
    expect(new Set(sheet?.calls.map(operationIn)).size).toBe(Math.min(4, operations.size));
    const regional = sheetsOf(audit).flatMap(({ calls }) =>
      calls.filter(call => call.includes('get-trail-status')),
    );
    expect(regional.length).toBeGreaterThan(0);
    for (const call of regional) expect(call).toMatch(/ --region us-east-1 --name arn:aws:cloudtrail:\S+$/);
  });

  test('names the operations alone where the run has no call to repeat', () => {
    const sheet = sheetsOf(withResults({ verdict: fail('Seen.'), evidence: [] })).find(
      ({ id }) => id === logging.id,
    );
    expect(sheet?.calls).toEqual([]);
    expect(sheet?.['would-ask']).toContain('aws cloudtrail get-trail-status');
  });
});
