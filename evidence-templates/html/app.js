/** Puts the views together, and shows what the address says. */
import { loadData } from './data.js';
import { createDetail } from './detail.js';
import { el, fill } from './dom.js';
import { hrefOf, readState } from './state.js';
import { evidenceView, verifyView } from './views-evidence.js';
import { coverageView, matrixView } from './views-matrix.js';
import { evaluationsView, exceptionsView, frameworksView, scorecardsView } from './views-results.js';

const makers = {
  scorecards: scorecardsView,
  matrix: matrixView,
  coverage: coverageView,
  frameworks: frameworksView,
  exceptions: exceptionsView,
  evaluations: evaluationsView,
  evidence: evidenceView,
  verify: verifyView,
};

const main = document.getElementById('main');

function mount(name, view) {
  const heading = el('h2', { id: `title-${name}`, tabindex: '-1' }, view.title);
  const section = el(
    'section',
    { class: 'view', id: `view-${name}`, 'aria-labelledby': `title-${name}`, hidden: true },
    heading,
    el('p', { class: 'intro' }, view.intro),
    view.nodes,
  );
  main.append(section);
  return { ...view, section };
}

function navigation(views) {
  const items = [...views].map(([name, { title }]) =>
    el('li', {}, el('a', { href: hrefOf(name), 'data-view': name }, title)),
  );
  fill(document.getElementById('nav'), el('nav', { 'aria-label': 'Views' }, el('ul', {}, items)));
}

/** Follows the system until somebody chooses. */
function themeButton() {
  const names = { '': 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' };
  const order = Object.keys(names);
  const root = document.documentElement;
  const button = el('button', { type: 'button', class: 'quiet' }, names['']);
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(root.dataset.theme ?? '') + 1) % order.length];
    root.dataset.theme = next;
    fill(button, names[next]);
  });
  return button;
}

async function start() {
  const data = await loadData();
  const overview = { title: 'Overview', section: document.getElementById('view-overview'), update() {} };
  const views = new Map([
    ['overview', overview],
    ...Object.entries(makers).map(([name, make]) => [name, mount(name, make(data))]),
  ]);
  const showDetail = createDetail(data);
  navigation(views);
  fill(
    document.getElementById('tools'),
    themeButton(),
    el('button', { type: 'button', class: 'quiet', on: { click: () => print() } }, 'Print'),
  );

  let shown = null;
  let drawn = null;
  const show = () => {
    const { view: asked, params } = readState();
    const name = views.has(asked) ? asked : 'overview';
    const { open, dpage, ...rest } = params;
    // What is open lies above the view: the view itself stays, and with it the place in it.
    const drawing = JSON.stringify([name, rest]);
    if (drawing !== drawn) views.get(name).update(rest, false);
    if (drawing !== drawn && name !== shown) switchTo(name);
    drawn = drawing;
    showDetail(open);
  };
  const switchTo = name => {
    for (const [other, { section }] of views) section.hidden = other !== name;
    for (const link of document.querySelectorAll('[data-view]')) {
      if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${views.get(name).title} | ${data.report.title}: ${data.report.organization}`;
    if (shown !== null) {
      scrollTo(0, 0);
      document.getElementById(`title-${name}`).focus({ preventScroll: true });
    }
    shown = name;
  };
  addEventListener('hashchange', show);
  // On paper nothing can be opened, so everything is.
  addEventListener('beforeprint', () => {
    for (const [, view] of views) {
      view.section.hidden = false;
      view.update({}, true);
    }
  });
  addEventListener('afterprint', () => {
    drawn = shown = null;
    show();
  });
  document.getElementById('skip').addEventListener('click', event => {
    event.preventDefault();
    main.focus();
  });
  show();
  document.documentElement.dataset.ready = 'yes';
}

start().catch(error => {
  main.prepend(
    el(
      'p',
      { class: 'notice', role: 'alert' },
      `This page could not read its own data (${error.message}). The summary below is complete; the rest is in the files beside it.`,
    ),
  );
  throw error;
});
