/** What one cell, row or name stands for: the evaluation, the check and AWS's own answers, in a dialog. */
import { resultsIn, sha256Hex } from './data.js';
import { bulleted, chip, el, fill, mono, pairs, plural } from './dom.js';
import { createList } from './list.js';
import { hrefOf, hrefWith, readState, replaceState } from './state.js';

const MOST_RECORDS = 40;
const LONGEST_BODY = 200_000;

export function createDetail(data) {
  const title = el('h2', { id: 'detail-title', tabindex: '-1' });
  const content = el('div', { class: 'detail-body' });
  const close = el(
    'button',
    { type: 'button', class: 'quiet', on: { click: () => dialog.close() } },
    'Close',
  );
  const head = el('div', { class: 'detail-head' }, title, close);
  const dialog = el('dialog', { class: 'detail', 'aria-labelledby': 'detail-title' }, head, content);
  dialog.addEventListener(
    'close',
    () => readState().params.open && replaceState({ open: null, dpage: null }),
  );
  dialog.addEventListener('click', event => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return open => {
    if (!open) return dialog.open && dialog.close();
    const shown = detailOf(data, open);
    fill(title, shown.title);
    fill(content, shown.nodes);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    title.focus();
  };
}

function detailOf(data, open) {
  const [kind, rest = ''] = open.split(/:(.*)/s);
  const result = data.byFinding.get(open);
  if (result) return ofResult(data, result);
  if (kind === 'ev' && data.byRecord.has(rest)) return ofRecord(data, data.byRecord.get(rest));
  if (kind === 'check' && data.checks.has(rest))
    return { title: rest, nodes: ofCheck(data.checks.get(rest)) };
  if (kind === 'cell') {
    const [check, arn] = rest.split(/ (.*)/s);
    const trail = data.report.trails.find(one => one.arn === arn);
    if (trail && data.checks.has(check)) return ofCell(data, data.checks.get(check), trail);
  }
  return {
    title: 'Not in this report',
    nodes: [el('p', {}, 'The address names something that this report does not hold: ', mono(open))],
  };
}

export const openLink = (open, ...children) =>
  el('a', { href: hrefWith({ open, dpage: null }) }, ...children);

function ofCell(data, check, trail) {
  const results = resultsIn(data, trail.cells[check.id]).sort(
    (a, b) => order.indexOf(a.status) - order.indexOf(b.status) || a.at - b.at,
  );
  if (results.length === 1) return ofResult(data, results[0]);
  const caption = `Evaluations of ${check.id} that ${trail.name} stands on`;
  const list = createList({
    caption,
    one: 'evaluation',
    many: 'evaluations',
    empty: 'Nothing was judged here.',
    columns: [
      { title: 'Verdict', cell: result => chip(result.status) },
      {
        title: 'Subject',
        heads: true,
        look: 'wide',
        cell: result => subjectNodes(data, result.subject, result.finding),
      },
      { title: 'What was found', cell: result => result.note },
    ],
  });
  list.update(results, { page: readState().params.dpage }, false, 'dpage');
  return {
    title: `${check.id} × ${trail.name}`,
    nodes: [el('p', { class: 'lead' }, check.title, '.'), list.node],
  };
}

const order = ['fail', 'unknown', 'pass', 'not-applicable'];

/** The name, and under it where it is, unless the name says so already. */
export function subjectNodes(data, { name, account, region }, open) {
  const where = [account === null ? null : data.accountName(account), region].filter(Boolean).join(' ');
  const said = where === '' || name.includes(where) || where === `${name} (${account})`;
  return [
    openLink(open, said && where !== '' ? longer(name, where) : name),
    said ? null : el('span', { class: 'under block' }, where),
  ];
}

const longer = (a, b) => (a.length >= b.length ? a : b);

function ofResult(data, result) {
  const { check, subject, status, note, observed, reasoning, reason, evidence, gaps, finding } = result;
  const { life, accepted } = result;
  return {
    title: check.title,
    nodes: [
      el('p', { class: 'verdict' }, chip(status), ' ', note),
      pairs(
        ['Check', openLink(`check:${check.id}`, mono(`${check.id}, version ${check.version}`))],
        ['Severity', check.severity],
        ['Shows', check.aspect === 'configured' ? 'how it is set' : 'that it worked'],
        ['Subject', subject.name],
        ['Identifier', mono(subject.id)],
        ['Account', subject.account === null ? null : data.accountName(subject.account)],
        ['Region', subject.region],
        ['Why unknown', reason === null ? null : reasons[reason]],
        ['Finding', mono(finding)],
        ['Over the runs', life && lifeText(life)],
        [accepted && waiverWord(accepted), accepted && waiverText(accepted)],
      ),
      observed.length === 0 ? null : [el('h3', {}, 'Observed'), observedTable(observed)],
      reasoning.length === 0
        ? null
        : [
            el('h3', {}, 'Reasoning'),
            el(
              'ol',
              {},
              reasoning.map(step => el('li', {}, step)),
            ),
          ],
      status === 'fail' ? [el('h3', {}, 'To mend it'), el('p', {}, check.fix)] : null,
      gaps.length === 0 ? null : [el('h3', {}, 'What could not be read'), records(data, gaps, finding)],
      el('h3', {}, `Evidence: ${plural(evidence.length, 'record')}`),
      evidence.length === 0
        ? el('p', {}, 'No answer of AWS was needed to conclude this.')
        : records(data, evidence, finding),
    ],
  };
}

function lifeText([state, firstSeen, lastSeen, reopened]) {
  const again = reopened === 0 ? '' : `, reopened ${reopened === 1 ? 'once' : `${reopened} times`}`;
  return `${state}; first seen ${firstSeen}, last seen ${lastSeen}${again}`;
}

export const waiverWord = ({ type }) => (type === 'waived' ? 'Waived' : 'Waiver expired');

export function waiverText({ type, expires, owner, approver, reason, ticket, compensating }) {
  const held = type === 'waived' ? `until ${expires}` : `held until ${expires} and holds no more`;
  const more = [
    ticket && `ticket ${ticket}`,
    compensating.length > 0 && `instead: ${compensating.join(', ')}`,
  ];
  return [`${held}; owner ${owner}, approved by ${approver}: ${reason}`, ...more.filter(Boolean)].join('; ');
}

const reasons = {
  evidence: 'evidence is missing',
  undetermined: 'everything was read and does not decide it',
  defect: 'the check broke, which is a defect of Trailproof',
};

function observedTable(observed) {
  const value = json =>
    mono(json === null ? 'not there' : typeof json === 'string' ? json : JSON.stringify(json));
  const rows = observed.map(({ path, expected, actual }) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row', class: 'mono' }, path),
      el('td', {}, value(expected)),
      el('td', {}, value(actual)),
    ),
  );
  const head = ['Field', 'Expected', 'Found'].map(title => el('th', { scope: 'col' }, title));
  return el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, rows));
}

/** Each opens in place; the answer is unpacked when somebody looks. */
function records(data, rows, finding) {
  const shown = rows.slice(0, MOST_RECORDS).map(at => {
    const record = data.records[at];
    const body = el('div');
    const summary = el(
      'summary',
      {},
      mono(record.call),
      ` ${data.accountName(record.account)} ${record.region} `,
      chip(record.outcome),
    );
    const details = el('details', {}, summary, body);
    details.addEventListener(
      'toggle',
      () => details.open && body.childElementCount === 0 && fill(body, recordNodes(data, record)),
    );
    return details;
  });
  const more = rows.length - shown.length;
  const all =
    more > 0
      ? el(
          'p',
          {},
          `And ${more} more: `,
          el('a', { href: hrefOf('evidence', { of: finding }) }, 'all of them in the evidence browser'),
        )
      : null;
  return el('div', { class: 'records' }, shown, all);
}

function ofRecord(data, record) {
  return { title: record.call, nodes: recordNodes(data, record) };
}

function recordNodes(data, record) {
  const { why } = record;
  const gap = record.outcome === 'gap' ? why : null;
  return [
    pairs(
      ['Outcome', chip(record.outcome)],
      ['AWS’s word', gap ? mono(gap.code) : record.outcome === 'absent' ? mono(why) : null],
      ['Message', gap?.message],
      ['Permission', gap ? mono(gap.permission) : null],
      ['Because of', gap?.because ? openLink(`ev:${gap.because}`, mono(gap.because)) : null],
      ['Account', data.accountName(record.account)],
      ['Region', record.region],
      ['Asked at', record.time],
      ['Input', mono(record.input)],
      ['Request ids', record.requests.length === 0 ? null : mono(record.requests.join(' '))],
      ['SHA-256', record.sha256 === null ? null : mono(record.sha256)],
      ['Record', mono(record.id)],
    ),
    record.body < 0 ? null : bodyNode(data, record),
  ];
}

function bodyNode(data, { body, sha256 }) {
  const node = el('div', { class: 'answer' }, el('p', {}, 'Unpacking …'));
  data.bodies.read(body).then(async text => {
    if (text === null)
      return fill(
        node,
        el(
          'p',
          {},
          'This answer did not fit into this file. It stands in snapshot/bodies.ndjson under its SHA-256.',
        ),
      );
    const same = (await sha256Hex(new TextEncoder().encode(text))) === sha256;
    const value = JSON.parse(text);
    fill(
      node,
      el(
        'p',
        { class: same ? 'under' : 'notice' },
        same
          ? 'As AWS sent it; hashed again just now, and the SHA-256 is the one above.'
          : 'This text does not match its SHA-256.',
      ),
      pre('Answer as JSON', value),
      decoded(value).map(([path, inner]) => [
        el('p', {}, mono(path), ' is JSON in a text; written out:'),
        pre(path, inner),
      ]),
    );
  });
  return node;
}

function pre(label, value) {
  const text = JSON.stringify(value, null, 2);
  const cut = text.length > LONGEST_BODY;
  const lines = (cut ? text.slice(0, LONGEST_BODY) : text).split('\n');
  const node = el('pre', { tabindex: '0', role: 'region', 'aria-label': label });
  // Line by line, because a line end is no invisible character here.
  fill(
    node,
    lines.flatMap((line, at) => (at === 0 ? [line] : [document.createTextNode('\n'), line])),
  );
  return cut ? [node, el('p', {}, 'Cut here; the whole answer is in snapshot/bodies.ndjson.')] : [node];
}

/** Policies come as JSON in a text, which nobody can read. */
function decoded(value, path = '', found = []) {
  if (typeof value === 'string' && /^\s*[{[]/.test(value)) {
    try {
      found.push([path.slice(1), JSON.parse(value)]);
    } catch {}
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) decoded(member, `${path}.${key}`, found);
  }
  return found;
}

function ofCheck(check) {
  const link = href =>
    /^https:\/\//.test(href) ? el('a', { href, rel: 'noopener noreferrer' }, href) : href;
  return [
    el('p', { class: 'lead' }, check.title, '.'),
    pairs(
      ['Severity', `${check.severity}: ${check.why}`],
      ['Shows', check.aspect === 'configured' ? 'how things are set' : 'that it worked'],
      ['Judges', check.plural],
      ['Checklist', check.items],
      ['Version', check.version],
      ['Logic SHA-256', mono(check.logic)],
    ),
    el('h3', {}, 'How it decides'),
    el('p', {}, check.decides),
    el('h3', {}, 'What it does not show'),
    el('p', {}, check.limits),
    el('h3', {}, 'To mend a failure'),
    el('p', {}, check.fix),
    el('h3', {}, 'Calls that it rests on'),
    bulleted(check.commands.map(String)),
    el(
      'p',
      {},
      'To perform it again, take the exact commands of this run, with account, region and reference, from report.pdf or from the sheets of controls/.',
    ),
    el('h3', {}, 'Sources'),
    el(
      'ul',
      {},
      check.links.map(href => el('li', {}, link(href))),
    ),
    el('p', {}, el('a', { href: hrefOf('evaluations', { check: check.id }) }, 'All its evaluations')),
  ];
}
