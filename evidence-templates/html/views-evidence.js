/** AWS's answers to browse and search, and the verifier of bundles. */

import { openLink } from './detail.js';
import { chip, el, fill, mono, plural } from './dom.js';
import { choices, createFilters, createList } from './list.js';
import { hrefWith } from './state.js';
import { verifyBundle } from './verify.js';

export function evidenceView(data) {
  const { records } = data;
  const outcomes = [
    ['', 'all'],
    ['answer', 'answer'],
    ['absent', 'there is none'],
    ['gap', 'could not be read'],
  ];
  const filters = createFilters([
    { view: 'evidence', name: 'q', label: 'Search in answers' },
    { name: 'call', label: 'Call', options: choices('all', data.calls) },
    {
      name: 'account',
      label: 'Account',
      options: choices(
        'all',
        records.map(r => r.account),
        data.accountName,
      ),
    },
    {
      name: 'region',
      label: 'Region',
      options: choices(
        'all',
        records.map(r => r.region),
      ),
    },
    { name: 'outcome', label: 'Outcome', options: outcomes },
  ]);
  const list = createList({
    caption: 'Evidence',
    one: 'record',
    many: 'records',
    empty: 'No record matches.',
    columns: [
      {
        title: 'Call',
        heads: true,
        mono: true,
        look: 'nowrap',
        cell: record => openLink(`ev:${record.id}`, record.call),
      },
      { title: 'Account', look: 'wide', cell: record => data.accountName(record.account) },
      { title: 'Region', look: 'nowrap', cell: record => record.region },
      {
        title: 'Input',
        look: 'wide',
        mono: true,
        cell: record => (record.input === '{}' ? '' : record.input),
      },
      { title: 'Outcome', cell: record => chip(record.outcome, codeOf(record)) },
      { title: 'SHA-256', look: 'nowrap', mono: true, cell: record => record.sha256?.slice(0, 12) ?? '' },
    ],
  });
  const only = el('p');
  let latest = 0;
  return {
    title: 'Evidence',
    intro: `Every question to AWS and what came of it. ${bodiesSentence(data)}`,
    nodes: [filters.node, only, list.node],
    async update(params, printing) {
      const turn = ++latest;
      filters.update(params);
      const cited = params.of === undefined ? null : new Set(data.byFinding.get(params.of)?.evidence ?? []);
      fill(
        only,
        cited
          ? [
              `Only what finding `,
              mono(params.of),
              ' rests on. ',
              el('a', { href: hrefWith({ of: null, page: null }) }, 'Show all'),
            ]
          : null,
      );
      const needle = params.q?.toLowerCase();
      const bodies = needle ? await data.bodies.matching(needle) : null;
      // Somebody typed on while the answers were being unpacked.
      if (turn !== latest) return;
      const rows = records.filter(
        record =>
          (!cited || cited.has(record.at)) &&
          (!params.call || record.call === params.call) &&
          (!params.account || record.account === params.account) &&
          (!params.region || record.region === params.region) &&
          (!params.outcome || record.outcome === params.outcome) &&
          (!needle || bodies.has(record.body) || textOf(record).includes(needle)),
      );
      list.update(rows, params, printing);
    },
  };
}

const codeOf = ({ outcome, why }) =>
  outcome === 'gap' ? `gap: ${why.code}` : outcome === 'absent' ? `none: ${why}` : undefined;

function textOf({ id, input, requests, sha256, why }) {
  return [id, input, sha256, ...requests, JSON.stringify(why)].join('\n').toLowerCase();
}

function bodiesSentence({ embedded, distinct }) {
  return embedded === distinct
    ? `All ${plural(distinct, 'distinct answer')} are in this file.`
    : `${embedded.toLocaleString('en-US')} of ${plural(distinct, 'distinct answer')} are in this file, first those that a failure or an unknown rests on; the rest is in snapshot/bodies.ndjson, and search does not reach it.`;
}

export function verifyView(data) {
  const outcome = el('div', { role: 'status', class: 'outcome' });
  const steps = el('ol', { class: 'steps' });
  const file = el('input', { type: 'file', id: 'bundle', accept: '.zip,application/zip' });
  const key = el('input', {
    type: 'text',
    id: 'keyid',
    class: 'mono',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'optional: SHA256: and 64 hex digits',
  });
  const drop = el(
    'div',
    { class: 'drop' },
    el('p', {}, el('label', { for: 'bundle' }, 'Drop the .zip of a bundle here, or choose it:')),
    file,
  );
  let latest = 0;
  const check = async bundle => {
    const turn = ++latest;
    const tell = (...nodes) => turn === latest && fill(outcome, ...nodes);
    fill(steps);
    outcome.className = 'outcome';
    tell(el('p', {}, `Checking ${bundle.name} …`));
    const keyid = key.value
      .trim()
      .replace(/^sha256:/i, '')
      .toLowerCase();
    if (keyid !== '' && !/^[0-9a-f]{64}$/.test(keyid))
      return tell(el('p', {}, 'A key id has 64 hex digits.'));
    const progress = (at, all) => at % 50 === 0 && tell(el('p', {}, `Checking file ${at + 1} of ${all} …`));
    const found = await verifyBundle(bundle, { facts: data.report.facts, keyid: keyid || null }, progress);
    if (turn !== latest) return;
    outcome.classList.add(found.sound ? 'sound' : 'unsound');
    tell(conclusion(bundle, found));
    fill(steps, found.steps.map(stepNode));
  };
  file.addEventListener('change', () => {
    if (file.files[0]) void check(file.files[0]);
  });
  // Everywhere, so that a file that misses the frame does not replace the page.
  addEventListener('dragover', event => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', () => drop.classList.remove('over'));
  addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('over');
    const [bundle] = event.dataTransfer.files;
    if (!bundle) return;
    location.hash = '#verify';
    void check(bundle);
  });
  return {
    title: 'Verify a bundle',
    intro:
      'Checks a bundle in this page, offline: every SHA-256 of its manifest, that no file is missing or added, and the signature. Nothing leaves this machine.',
    nodes: [
      el(
        'div',
        { class: 'field wide' },
        el('label', { for: 'keyid' }, 'Key id that you expect, as it reached you another way'),
        key,
      ),
      drop,
      outcome,
      steps,
      el('h3', {}, 'What this does not show'),
      el(
        'ul',
        { class: 'prose' },
        el(
          'li',
          {},
          'A page that came with the bundle may have been made to say yes. Check with a copy from elsewhere, with ',
          mono('trailproof verify'),
          ', or by hand with openssl as README.txt describes.',
        ),
        el(
          'li',
          {},
          'A good signature shows that the holder of the key sealed these files. Whose key it is, only its id tells, and only if that reached you another way.',
        ),
        el(
          'li',
          {},
          'What stands in the files is not read here, nor judged again: ',
          mono('trailproof verify'),
          ' and ',
          mono('trailproof replay'),
          ' do that.',
        ),
      ),
    ],
    update() {},
  };
}

function conclusion(bundle, { sound, fault, steps }) {
  if (fault && !fault.tooLarge) {
    const what = fault.path === null ? fault.message : [mono(fault.path), ` ${fault.message}`];
    return [
      el('p', { class: 'headline' }, `✗ ${bundle.name} is not intact.`),
      el('p', {}, 'First fault: ', what),
    ];
  }
  if (!sound)
    return [
      el('p', { class: 'headline' }, `? ${bundle.name} could not be checked to the end.`),
      el('p', {}, steps.at(-1)?.text),
    ];
  const open = steps.filter(({ state }) => state === 'open');
  return [
    el(
      'p',
      { class: 'headline' },
      `✓ ${bundle.name} is intact${open.length > 0 ? ', with a reservation' : ''}.`,
    ),
    open.map(({ text }) => el('p', {}, text)),
  ];
}

const marks = {
  ok: ['pass', 'holds'],
  bad: ['fail', 'does not hold'],
  open: ['unknown', 'not shown'],
  stopped: ['unknown', 'not checked'],
};

function stepNode({ state, title, text }) {
  return el('li', {}, chip(...marks[state]), ' ', el('strong', {}, title), ` ${text}`);
}
