/** Two matrices: checks by trails, and accounts by regions. Every cell says its word; colour only repeats it. */
import { resultsIn, worstOf } from './data.js';
import { openLink } from './detail.js';
import { el, fill, framed, plural, words } from './dom.js';
import { createFilters } from './list.js';
import { hrefOf, hrefWith } from './state.js';

const TRAILS_ACROSS = 8;
const ACCOUNTS_DOWN = 60;
const PRINTED_ACCOUNTS = 500;

/** Arrow keys walk over the cells; Tab passes by the whole matrix in one step. */
function walkable(table) {
  const cells = () => [...table.tBodies[0].rows].map(row => [...row.querySelectorAll('td > *')]);
  const start = () => {
    for (const [n, cell] of cells().flat().entries()) cell.tabIndex = n === 0 ? 0 : -1;
  };
  table.addEventListener('keydown', event => {
    const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[
      event.key
    ] ?? [0, 0];
    if (down === 0 && right === 0) return;
    const grid = cells();
    const row = grid.findIndex(line => line.includes(document.activeElement));
    if (row < 0) return;
    const next = grid[row + down]?.[grid[row].indexOf(document.activeElement) + right];
    event.preventDefault();
    if (!next) return;
    document.activeElement.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return start;
}

function pages(count, size, asked) {
  const last = Math.max(1, Math.ceil(count / size));
  return { last, page: Math.min(last, Math.max(1, Number.parseInt(asked ?? '1', 10) || 1)) };
}

function pagerNodes(page, last, what) {
  if (last < 2) return [];
  const link = (text, to) =>
    to >= 1 && to <= last
      ? el('a', { href: hrefWith({ page: to, open: null }) }, text)
      : el('span', { class: 'off' }, text);
  return [
    link('Previous', page - 1),
    el('span', {}, `${what}: part ${page} of ${last}`),
    link('Next', page + 1),
  ];
}

export function matrixView(data) {
  const { trails, checks } = data.report;
  const filters = createFilters([
    {
      view: 'matrix',
      name: 'show',
      label: 'Checks',
      options: [
        ['', 'all'],
        ['fail', 'with a failure'],
        ['unknown', 'with an unknown'],
      ],
    },
    { name: 'q', label: 'Trail' },
  ]);
  const table = el('table', { class: 'matrix' });
  const reset = walkable(table);
  const pager = el('nav', { class: 'pager', 'aria-label': 'Parts of the matrix' });
  const count = el('p', { class: 'count', role: 'status' });
  return {
    title: 'Checks by trails',
    intro:
      'One cell for each check and trail: what was found of everything that the trail stands on. Open a cell for the evaluations and AWS’s answers behind it; arrow keys move between cells.',
    nodes: [filters.node, count, framed('Checks by trails', table), pager],
    update(params, printing) {
      filters.update(params);
      const found = trails.filter(
        trail => !params.q || `${trail.name} ${trail.arn}`.toLowerCase().includes(params.q.toLowerCase()),
      );
      const { page, last } = pages(found.length, TRAILS_ACROSS, params.page);
      const across = printing
        ? found.slice(0, TRAILS_ACROSS)
        : found.slice((page - 1) * TRAILS_ACROSS, page * TRAILS_ACROSS);
      const rows = checks
        .map(check => ({
          check,
          cells: across.map(trail => ({ trail, statuses: statusesOf(data, trail, check.id) })),
        }))
        .filter(({ cells }) => !params.show || cells.some(({ statuses }) => statuses.includes(params.show)));
      fill(
        count,
        `${plural(rows.length, 'check')} by ${plural(across.length, 'trail')}${across.length < found.length ? ` of ${found.length}` : ''}.`,
      );
      fill(pager, printing ? [] : pagerNodes(page, last, 'Trails'));
      const heads = across.map(trail =>
        el(
          'th',
          { scope: 'col' },
          el('a', { href: hrefOf('scorecards', { trail: trail.arn }) }, trail.name),
          el('span', { class: 'under' }, `${trail.account ?? ''} ${trail.region ?? ''}`),
        ),
      );
      fill(
        table,
        el('caption', { class: 'unseen' }, 'Checks by trails'),
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Check'), heads)),
        el(
          'tbody',
          {},
          rows.map(({ check, cells }) =>
            el(
              'tr',
              {},
              el(
                'th',
                { scope: 'row' },
                openLink(`check:${check.id}`, check.id),
                el('span', { class: 'under' }, check.severity),
              ),
              cells.map(cell => resultCell(check, cell)),
            ),
          ),
        ),
      );
      reset();
    },
  };
}

function statusesOf(data, trail, check) {
  return resultsIn(data, trail.cells[check]).map(({ status }) => status);
}

function resultCell(check, { trail, statuses }) {
  const worst = worstOf(statuses);
  if (worst === null)
    return el(
      'td',
      { class: 'none' },
      el('span', { title: 'This check judged nothing that the trail stands on.' }, 'not judged'),
    );
  const judged = statuses.filter(status => status !== 'not-applicable').length;
  const of = statuses.filter(status => status === worst).length;
  const [symbol, word] = words[worst];
  const share = statuses.length === 1 || worst === 'not-applicable' ? word : `${word} ${of} of ${judged}`;
  const link = openLink(
    `cell:${check.id} ${trail.arn}`,
    el('span', { 'aria-hidden': 'true' }, symbol),
    ` ${share}`,
  );
  link.setAttribute('aria-label', `${share}: ${check.id}, ${trail.name}`);
  return el('td', { class: worst }, link);
}

const shows = [
  ['', 'which trails record'],
  ['guardduty', 'GuardDuty detectors'],
  ['population', 'what was looked at'],
];

export function coverageView(data) {
  const { coverage } = data.report;
  const filters = createFilters([
    { view: 'coverage', name: 'show', label: 'Show', options: shows },
    { name: 'q', label: 'Account' },
  ]);
  const table = el('table', { class: 'matrix coverage' });
  const reset = walkable(table);
  const pager = el('nav', { class: 'pager', 'aria-label': 'Parts of the matrix' });
  const count = el('p', { class: 'count', role: 'status' });
  const legend = el('div', { class: 'legend' });
  return {
    title: 'Coverage',
    intro:
      'Accounts down, regions across. A dash stands for a region that is not enabled in the account; n.e. for what could not be looked into.',
    nodes: [filters.node, count, framed('Accounts by regions', table), pager, legend],
    update(params, printing) {
      filters.update(params);
      const cellOf = cells[params.show ?? ''] ?? cells[''];
      const found = coverage.accounts.filter(
        ({ id, name }) => !params.q || `${id} ${name}`.toLowerCase().includes(params.q.toLowerCase()),
      );
      const { page, last } = pages(found.length, ACCOUNTS_DOWN, params.page);
      const down = printing
        ? found.slice(0, PRINTED_ACCOUNTS)
        : found.slice((page - 1) * ACCOUNTS_DOWN, page * ACCOUNTS_DOWN);
      fill(
        count,
        `${plural(down.length, 'account')}${down.length < found.length ? ` of ${found.length}` : ''} by ${plural(coverage.regions.length, 'region')}.`,
      );
      fill(pager, printing ? [] : pagerNodes(page, last, 'Accounts'));
      const rows = down.map(account =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, account.name ?? '', el('span', { class: 'under mono' }, account.id)),
          coverage.regions.map(region => coverageCell(cellOf(coverage, account, region), account, region)),
        ),
      );
      fill(
        table,
        el('caption', { class: 'unseen' }, 'Accounts by regions'),
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            el('th', { scope: 'col' }, 'Account'),
            coverage.regions.map(region => el('th', { scope: 'col' }, region)),
          ),
        ),
        el('tbody', {}, rows),
      );
      reset();
      fill(legend, (params.show ?? '') === '' ? legendOf(data.report) : null);
    },
  };
}

function legendOf({ coverage: { trails }, trails: owned, noTrails }) {
  if (trails.length === 0)
    return [el('p', {}, owned.length === 0 ? noTrails : 'No trail was seen to log where it could be read.')];
  return [
    el('h3', {}, 'Trails by number'),
    el(
      'p',
      {},
      'A number is a trail that logs there; with ! its latest delivery failed; with ? more could not be read.',
    ),
    el(
      'ul',
      { class: 'plain' },
      trails.map((arn, at) => el('li', {}, `T${at + 1} `, el('span', { class: 'mono' }, arn))),
    ),
  ];
}

function regionOf(account, region) {
  return account.regions?.find(([name]) => name === region);
}

/** The word of a cell, how it looks, and the reason where there is one. */
function placeOf(account, region) {
  if (account.disposition === 'excluded') return ['excluded', 'excluded', account.reason];
  if (account.disposition === 'not-evaluable' || account.regions === null)
    return ['? n.e.', 'unknown', account.reason];
  const found = regionOf(account, region);
  if (!found) return ['–', 'none', 'not enabled'];
  const [, disposition, reason] = found;
  if (disposition === 'evaluated') return ['✓ evaluated', 'pass', null];
  return disposition === 'excluded' ? ['excluded', 'excluded', reason] : ['? n.e.', 'unknown', reason];
}

const notLooked = place => place[1] !== 'pass';

const cells = {
  '': (coverage, account, region) => {
    const place = placeOf(account, region);
    const value = account.recorded?.[coverage.recordedRegions.indexOf(region)];
    if (notLooked(place) || value === undefined) return place;
    if (value === 'none') return ['✗ none', 'fail', 'no trail records this region'];
    if (value === 'unknown') return ['? unknown', 'unknown', 'could not be read'];
    const numbers = value.replaceAll(/\d+/g, number => `T${Number(number) + 1}`);
    if (value.includes('!'))
      return [`✗ ${numbers} fails`, 'fail', 'the latest delivery of a trail with ! failed'];
    if (value.endsWith('?')) return [numbers, 'unknown', 'recorded by these trails; more could not be read'];
    return [numbers, 'pass', 'recorded by these trails'];
  },
  guardduty: (coverage, account, region) => {
    const place = placeOf(account, region);
    const value = account.guardduty?.[coverage.recordedRegions.indexOf(region)];
    if (notLooked(place) || value === undefined || value === '-') return place;
    const [symbol, word] = words[value] ?? ['', value];
    return [`${symbol} ${word}`, value, null];
  },
  population: (_coverage, account, region) => placeOf(account, region),
};

function coverageCell([text, look, reason], account, region) {
  const label = `${account.id} ${region}: ${text}${reason ? `, ${reason}` : ''}`;
  const href = hrefOf('evaluations', { account: account.id, region });
  return el('td', { class: look }, el('a', { href, 'aria-label': label, title: reason }, text));
}
