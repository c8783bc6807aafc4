/** Where there is no scorecard, every writer says why, and in the same words: not looked for, not seen, or not there. */
import { describe, expect, test } from 'vitest';
import logging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { createPaint } from '../../src/cli/paint.ts';
import { table } from '../../src/cli/table.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { pageModel } from '../../src/evidence/html/model.ts';
import { renderHtml } from '../../src/evidence/html/report-html.ts';
import { reportModel } from '../../src/evidence/pdf/model.ts';
import { reportWords } from '../../src/evidence/report-words.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import { auditIn } from '../support/audit.ts';
import {
  denied,
  excluded,
  MANAGEMENT,
  notEvaluable,
  on,
  refuse,
  type Spec,
  WORKLOAD,
} from '../support/evidence.ts';
import { testIo } from '../support/run.ts';

const none = { trail: null } as const;
const inPart = 'No trail was found in what could be read; what could not be read may hold some.';
const cases: [string, Spec, AnyCheck, string][] = [
  ['nothing was asked', {}, detector, 'Trails were not looked for.'],
  ['all was read', none, logging, 'No trail was found.'],
  ['nothing could be read', { ...none, answers: [refuse(describeTrails)] }, logging, inPart],
  [
    'one region of one account refused',
    {
      ...none,
      answers: [
        on(describeTrails, ({ accountId, region }) =>
          accountId === WORKLOAD && region === 'eu-west-1' ? denied() : { trailList: [] },
        ),
      ],
    },
    logging,
    inPart,
  ],
  [
    'an account refused the role',
    { ...none, accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } },
    logging,
    inPart,
  ],
  ['the list of accounts refused', { ...none, unlisted: true }, logging, inPart],
  [
    'an account left out on purpose',
    { ...none, accounts: { [WORKLOAD]: excluded } },
    logging,
    'No trail was found in the accounts and regions that are not excluded.',
  ],
  [
    'recorded by the trail of an account outside',
    { accounts: { [MANAGEMENT]: excluded } },
    logging,
    'No trail of the accounts looked at was found; a trail of another account records here.',
  ],
];

describe.each(cases)('%s', (_name, spec, check, sentence) => {
  const { audit, index } = auditIn(spec, [check]);
  const exit = exitOf(audit, 'low');
  const input = { audit, index, exit, factsSha256: 'ab'.repeat(32), history: firstRun(audit) };

  test('says the PDF', () => {
    const model = reportModel({ ...input, attachments: [] });
    expect(audit.scorecards).toEqual([]);
    expect(model['no-trails']).toBe(sentence);
    expect(model.headline).toBe(sentence);
  });

  test('says the page', () => {
    expect(pageModel(input, reportWords(input)).noTrails).toBe(sentence);
    // Compared as a boolean: a failure must not print the page.
    expect(renderHtml(input).includes(`<p class="headline">${sentence}</p>`)).toBe(true);
  });

  test('says the table', () => {
    const options = { paint: createPaint(testIo({}).io), width: 100, folder: undefined };
    expect(table(audit, index, exit, options)).toContain(`\n${sentence}\n`);
  });
});
