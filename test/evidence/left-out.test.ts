/** What was left out of a narrowed run is said wherever the population is: whichever flag or setting did it. */
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import logging from '../../checks/cloudtrail/logging.ts';
import { checks } from '../../checks/index.ts';
import { table } from '../../src/cli/table.ts';
import { reconcile } from '../../src/evaluate/reconcile.ts';
import { textOf } from '../../src/evidence/content/file.ts';
import { scopeFiles } from '../../src/evidence/content/scope-files.ts';
import { exitOf } from '../../src/evidence/exit.ts';
import { headlineOf } from '../../src/evidence/headline.ts';
import { firstRun } from '../../src/evidence/history.ts';
import { overviewOf } from '../../src/evidence/html/overview.ts';
import { narrowing } from '../../src/evidence/left-out.ts';
import { reportWords } from '../../src/evidence/report-words.ts';
import { ACCOUNT_CLOSED } from '../../src/model/population.ts';
import type { Selection } from '../../src/model/snapshot.ts';
import { auditIn } from '../support/audit.ts';
import { ARCHIVE, MANAGEMENT, region, type Spec, WORKLOAD } from '../support/evidence.ts';

const NOT_NAMED = 'not among the configured accounts';
const NO_REGION = 'not among the configured regions';

const narrowed: Spec = {
  accounts: {
    [ARCHIVE]: { disposition: 'excluded', reason: 'sold', regions: null },
    [WORKLOAD]: { disposition: 'excluded', reason: NOT_NAMED, regions: null },
    [MANAGEMENT]: {
      regions: [region('us-east-1'), region('eu-west-1', { disposition: 'excluded', reason: NO_REGION })],
    },
  },
};

function reported(spec: Spec, selection: Partial<Selection> = {}) {
  const { audit: whole, index } = auditIn(spec, [logging]);
  const header = whole.snapshot;
  const audit = { ...whole, snapshot: { ...header, selection: { ...header.selection, ...selection } } };
  const exit = exitOf(audit, 'low');
  const words = reportWords({ audit, index, exit, factsSha256: 'ab'.repeat(32), history: firstRun(audit) });
  const file = (path: string) => {
    const found = scopeFiles(audit, index).find(one => one.path === path);
    return found && JSON.parse(textOf(found));
  };
  const paint = picocolors.createColors(false);
  const terminal = table(audit, index, exit, { paint, width: 100, folder: undefined });
  return { audit, words, file, terminal, page: overviewOf(audit, words).text };
}

test('exclusions.json names every account and region that was left out, and why', () => {
  expect(reported(narrowed, { accounts: [MANAGEMENT] }).file('scope/exclusions.json')).toEqual({
    accounts: [
      { id: ARCHIVE, reason: 'sold' },
      { id: WORKLOAD, reason: NOT_NAMED },
    ],
    regions: [{ id: 'eu-west-1', reason: NO_REGION, accounts: [MANAGEMENT] }],
  });
});

test('it keeps what was asked to be left out and was not found', () => {
  const nowhere = { id: 'ap-east-1', reason: 'unused' };
  const unknown = { id: '999999999999', reason: 'gone' };
  const file = reported({}, { excludedAccounts: [unknown], excludedRegions: [nowhere] }).file;
  expect(file('scope/exclusions.json')).toEqual({
    accounts: [unknown],
    regions: [{ ...nowhere, accounts: [] }],
  });
});

test('account-regions do not claim to hold the regions of excluded accounts', () => {
  const { audit, words, file, terminal, page } = reported(narrowed);
  expect(audit.reconciliation.accountRegions).toMatchObject({
    expected: 2,
    excluded: 1,
    excludedAccountsNotCounted: 2,
  });
  const said = 'the regions of 2 excluded accounts are not known and not counted';
  expect(file('scope/reconciliation.json').account_regions).toMatchObject({
    excluded_accounts_not_counted: 2,
  });
  expect(file('scope/reconciliation.json').note).toContain(said);
  expect(words.statements.join(' ')).toContain(said);
  expect(words.statements).not.toContain('The accounts and regions add up.');
  expect(terminal).toContain(said);
  expect(page).toContain(said);
});

test('nothing is said of excluded accounts where there are none, and one is one', () => {
  const { words, file } = reported({});
  expect(words.statements).toContain('The accounts and regions add up.');
  expect(file('scope/reconciliation.json').note).toBeNull();
  const { population } = auditIn({ accounts: { [ARCHIVE]: { ...narrowed.accounts?.[ARCHIVE] } } }, [
    logging,
  ]).audit;
  expect(reconcile(population).accountRegions.excludedAccountsNotCounted).toBe(1);
  expect(reported({ accounts: { [ARCHIVE]: { ...narrowed.accounts?.[ARCHIVE] } } }).terminal).toContain(
    'the regions of 1 excluded account are not known and not counted',
  );
});

test('regions of an excluded account that are known count as excluded', () => {
  const known: Spec = { accounts: { [ARCHIVE]: { disposition: 'excluded', reason: 'sold' } } };
  expect(reported(known).audit.reconciliation.accountRegions).toMatchObject({
    expected: 6,
    evaluated: 4,
    excluded: 2,
    excludedAccountsNotCounted: 0,
  });
});

test('the regions of an excluded account are not named beside it', () => {
  const regions = [region('us-east-1', { disposition: 'excluded', reason: 'sold' })];
  const known: Spec = { accounts: { [ARCHIVE]: { disposition: 'excluded', reason: 'sold', regions } } };
  expect(reported(known).file('scope/exclusions.json')).toEqual({
    accounts: [{ id: ARCHIVE, reason: 'sold' }],
    regions: [],
  });
});

test('the parameters say to which accounts and regions the run was narrowed', () => {
  const { words } = reported(narrowed, { accounts: [MANAGEMENT], regions: ['us-east-1'] });
  expect(words.parameters).toContainEqual({ name: 'Accounts, these alone', value: MANAGEMENT });
  expect(words.parameters).toContainEqual({ name: 'Regions, these alone', value: 'us-east-1' });
  expect(
    reported({})
      .words.parameters.map(({ name }) => name)
      .join(),
  ).not.toContain('alone');
});

describe('a narrowed audit does not read as a clean one', () => {
  const items = 'Not assessed: 10 of the 10 items of the production checklist, because checks were not run.';

  test('its first statement says what was not assessed, and who was excluded', () => {
    const { words, terminal, page } = reported(narrowed);
    const [first] = words.statements;
    expect(first).toBe(`${items} Excluded: 2 of 3 accounts, 1 of 2 accounts and regions.`);
    for (const text of [terminal, page]) expect(text.replaceAll(/\s+/g, ' ')).toContain(first);
  });

  test('nothing is said where nothing was left out', () => {
    const { audit } = reported({});
    expect(narrowing({ ...audit, checks })).toBeNull();
    expect(narrowing(audit)).toBe(items);
  });

  test('an item that something decided is not called not assessed, though a check of it was not run', () => {
    const off = auditIn({ status: () => ({ IsLogging: false }) }, [logging]).audit;
    expect(narrowing(off)).toContain('Not assessed: 9 of the 10 items');
  });

  test('a closed account is said to be one, and does not narrow the headline', () => {
    const closed: Spec = {
      accounts: { [ARCHIVE]: { disposition: 'excluded', reason: ACCOUNT_CLOSED, regions: null } },
    };
    const { audit } = reported(closed);
    expect(narrowing({ ...audit, checks })).toBe('Excluded: 1 of 3 accounts (1 closed).');
    expect(headlineOf({ ...audit, checks })).toBe('Everything that was assessed is as it should be.');
  });
});
