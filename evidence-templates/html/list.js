/** Filters above, one page of rows below: twenty thousand rows stay as quick as twenty. */
import { el, fill, framed, plural } from './dom.js';
import { hrefWith, replaceState } from './state.js';

const ROWS = 100;
/** What goes on paper: more than this nobody leafs through, and the files have it all. */
const PRINTED = 1_000;

/** `columns`: title, cell(row), and whether the cell names its row. */
export function createList({ caption, columns, one, many, empty }) {
  const count = el('p', { class: 'count', role: 'status' });
  const body = el('tbody');
  const head = el(
    'tr',
    {},
    columns.map(({ title, number }) => el('th', { scope: 'col', class: number && 'number' }, title)),
  );
  const table = el(
    'table',
    { class: 'list' },
    el('caption', { class: 'unseen' }, caption),
    el('thead', {}, head),
    body,
  );
  const pager = el('nav', { class: 'pager', 'aria-label': `Pages of ${caption.toLowerCase()}` });
  const frame = framed(caption, table);
  const node = el('div', {}, count, frame, pager);
  return {
    node,
    /** `parameter`: what the page is called in the address. */
    update(rows, { page: asked = '1' }, printing = false, parameter = 'page') {
      const pages = Math.max(1, Math.ceil(rows.length / ROWS));
      const page = Math.min(pages, Math.max(1, Number.parseInt(asked, 10) || 1));
      const from = printing ? 0 : (page - 1) * ROWS;
      const shown = rows.slice(from, printing ? PRINTED : from + ROWS);
      const range = shown.length < rows.length ? `, rows ${from + 1} to ${from + shown.length} shown` : '';
      fill(count, rows.length === 0 ? empty : `${plural(rows.length, one, many)}${range}.`);
      frame.hidden = rows.length === 0;
      fill(
        body,
        shown.map(row =>
          el(
            'tr',
            {},
            columns.map(column => cellOf(column, row)),
          ),
        ),
      );
      fill(pager, pages > 1 && !printing ? links(page, pages, parameter) : []);
    },
  };
}

function cellOf({ cell, number, heads, mono, look }, row) {
  const classes = [number && 'number', mono && 'mono', look].filter(Boolean).join(' ') || null;
  return el(heads ? 'th' : 'td', { scope: heads && 'row', class: classes }, cell(row));
}

function links(page, pages, parameter) {
  const link = (text, to) =>
    to >= 1 && to <= pages && to !== page
      ? el(
          'a',
          {
            href: hrefWith({
              [parameter]: to === 1 ? null : to,
              ...(parameter === 'page' ? { open: null } : {}),
            }),
          },
          text,
        )
      : el('span', { class: 'off' }, text);
  return [
    link('First', 1),
    link('Previous', page - 1),
    el('span', {}, `Page ${page} of ${pages}`),
    link('Next', page + 1),
    link('Last', pages),
  ];
}

/** A field is a choice where it has options, else a text. */
export function createFilters(fields) {
  const inputs = new Map(
    fields.map(({ name, label, options }) => {
      const id = `filter-${fields[0].view}-${name}`;
      const input = options
        ? el(
            'select',
            { id },
            options.map(([value, text]) => el('option', { value }, text)),
          )
        : el('input', { id, type: 'search', autocomplete: 'off', spellcheck: 'false' });
      let timer;
      const changed = () => replaceState({ [name]: input.value, page: null, open: null });
      input.addEventListener(options ? 'change' : 'input', () => {
        clearTimeout(timer);
        timer = setTimeout(changed, options ? 0 : 200);
      });
      return [name, { input, field: el('div', { class: 'field' }, el('label', { for: id }, label), input) }];
    }),
  );
  const reset = el(
    'button',
    { type: 'button', class: 'quiet', on: { click: () => replaceState(nothing) } },
    'Clear filters',
  );
  const nothing = Object.fromEntries([
    ...fields.map(({ name }) => [name, null]),
    ['page', null],
    ['open', null],
    ['of', null],
  ]);
  const form = el(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter',
      on: { submit: event => event.preventDefault() },
    },
    [...inputs.values()].map(({ field }) => field),
    reset,
  );
  return {
    node: form,
    update(params) {
      for (const [name, { input }] of inputs) {
        if (input !== document.activeElement || input.tagName === 'SELECT') input.value = params[name] ?? '';
      }
    },
  };
}

export function choices(all, values, textOf = value => value) {
  return [['', all], ...[...new Set(values)].sort().map(value => [value, textOf(value)])];
}
