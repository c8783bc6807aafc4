/** Scorecards, frameworks, the register of exceptions, and every evaluation. */
import { bySeverity, severities } from './data.js';
import { openLink, subjectNodes, waiverText, waiverWord } from './detail.js';
import { chip, el, fill, framed, mono, pairs, plural } from './dom.js';
import { choices, createFilters, createList } from './list.js';
import { hrefOf } from './state.js';

const PRINTED_CARDS = 50;

export function scorecardsView(data) {
  const { trails } = data.report;
  const list = createList({
    caption: 'Trails',
    one: 'trail',
    many: 'trails',
    empty: data.report.noTrails,
    columns: [
      {
        title: 'Trail',
        heads: true,
        cell: trail => el('a', { href: hrefOf('scorecards', { trail: trail.arn }) }, trail.name),
      },
      { title: 'Owner', cell: trail => trail.owner },
      { title: 'Home region', cell: trail => trail.region ?? 'not known' },
      { title: 'Met', number: true, cell: trail => trail.score.met },
      { title: 'Not met', number: true, cell: trail => trail.score.notMet },
      { title: 'Unknown', number: true, cell: trail => trail.score.unknown },
      {
        title: 'Not assessed',
        number: true,
        cell: trail => trail.score.notAssessed + trail.score.notApplicable,
      },
    ],
  });
  const cards = el('div');
  return {
    title: 'Scorecards',
    intro:
      'The production checklist, for each trail and everything that it stands on: its bucket, its key, and the accounts that it records.',
    nodes: [list.node, cards],
    update(params, printing) {
      list.update(trails, params, printing);
      const chosen = trails.find(trail => trail.arn === params.trail) ?? trails[0];
      fill(
        cards,
        printing
          ? trails.slice(0, PRINTED_CARDS).map(trail => scorecard(trail))
          : chosen
            ? scorecard(chosen)
            : null,
      );
    },
  };
}

function scorecard(trail) {
  const rows = trail.items.map(item =>
    el(
      'tr',
      {},
      el('td', { class: 'mono' }, item.id),
      el('th', { scope: 'row' }, item.title),
      el('td', {}, chip(item.status)),
      el(
        'td',
        {},
        item.note,
        item.undecided.length > 0
          ? el('p', { class: 'under' }, `Not decided by any check: ${item.undecided.join('; ')}.`)
          : null,
      ),
      el(
        'td',
        {},
        item.checks.map(check => el('div', {}, openLink(`cell:${check} ${trail.arn}`, mono(check)))),
      ),
    ),
  );
  const head = ['Item', 'Requirement', 'Status', 'What decided', 'Evaluations'].map(title =>
    el('th', { scope: 'col' }, title),
  );
  const table = el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, rows));
  return el(
    'section',
    { class: 'card', 'aria-label': `Scorecard of ${trail.name}` },
    el('h3', {}, trail.name),
    el('p', { class: 'lead' }, trail.scored, '.'),
    pairs(
      ['ARN', mono(trail.arn)],
      ['Owner', `${trail.owner} ${trail.region ?? ''}`],
      [
        'Records',
        trail.organizationTrail
          ? `${plural(trail.accounts, 'account')} of the organization`
          : 'its own account',
      ],
      ['Bucket', mono(trail.bucket ?? 'none')],
      ['Key', mono(trail.key ?? 'none')],
    ),
    framed(`Scorecard of ${trail.name}`, table),
  );
}

export function frameworksView(data) {
  const { frameworks, checklist } = data.report;
  const options = [
    ['', checklist.title],
    ...frameworks.map(({ id, title, version }) => [id, `${title} ${version}`]),
  ];
  const filters = createFilters([
    { view: 'frameworks', name: 'framework', label: 'Framework', options },
    {
      name: 'status',
      label: 'Status',
      options: [
        ['', 'all'],
        ['met', 'met'],
        ['not-met', 'not met'],
        ['not-concluded', 'not concluded'],
        ['unknown', 'unknown'],
        ['not-assessed', 'not assessed'],
      ],
    },
  ]);
  const head = el('div');
  const list = requirementList();
  const others = el('div');
  const missing =
    frameworks.length === 0
      ? el(
          'p',
          { class: 'notice' },
          'This run was asked about no framework, so only the production checklist is here. Name one with --framework.',
        )
      : null;
  return {
    title: 'Frameworks',
    intro: `What the evidence says about each requirement. ${data.report.frameworksNote}`,
    nodes: [missing, filters.node, head, list.node, others],
    update(params, printing) {
      filters.update(params);
      const chosen = frameworks.find(({ id }) => id === params.framework);
      const rows = chosen
        ? chosen.controls
        : checklist.items.map(item => ({ ...item, note: trailsOf(item.trails) }));
      fill(head, chosen ? headOf(chosen) : el('h3', {}, `${checklist.title}, ${checklist.version}`));
      list.update(
        rows.filter(({ status }) => !params.status || status === params.status),
        params,
        printing,
      );
      fill(others, printing ? frameworks.map(printed) : null);
    },
  };
}

function printed(framework) {
  const list = requirementList(briefly);
  list.update(framework.controls, {}, true);
  return [headOf(framework), list.node];
}

function requirementList(checksOf = bearing) {
  return createList({
    caption: 'Requirements',
    one: 'requirement',
    many: 'requirements',
    empty: 'No requirement matches.',
    columns: [
      { title: 'Requirement', heads: true, mono: true, look: 'nowrap', cell: row => row.id },
      {
        title: 'Title',
        look: 'wide',
        cell: row => [row.title, row.condition ? el('p', { class: 'under' }, row.condition) : null],
      },
      { title: 'Evidence', cell: row => chip(row.status) },
      { title: 'What decided', look: 'wide', cell: row => row.note },
      { title: 'Checks', look: 'wider', cell: row => checksOf(row.checks) },
    ],
  });
}

function headOf({ name, version, publisher, note, counts }) {
  const { met, notMet, notConcluded, notAssessed } = counts;
  return [
    el('h3', {}, `${name}, ${version}`),
    el(
      'p',
      { class: 'lead' },
      `${met} met, ${notMet} not met, ${notConcluded} not concluded, ${notAssessed} not assessed. Published by ${publisher}.`,
    ),
    note ? el('p', { class: 'under' }, note) : null,
  ];
}

const trailsOf = ({ met, notMet, unknown }) =>
  `${plural(met, 'trail meets', 'trails meet')} it, ${plural(notMet, 'does', 'do')} not, ${unknown} unknown.`;

/** On paper, where eleven frameworks with every reason would be a book. */
const briefly = checks =>
  checks.map(({ check, strength }) => `${check} (${strength})`).join(', ') || 'No check bears on it.';

function bearing(checks) {
  if (checks.length === 0) return 'No check bears on it.';
  return checks.map(({ check, strength, reason, counts }) => {
    const numbers = counts
      ? ` ${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown.`
      : counts === null
        ? ' Not run.'
        : '';
    return el(
      'p',
      { class: 'bearing' },
      el('a', { href: hrefOf('evaluations', { check }) }, mono(check)),
      ` (${strength}).${numbers}`,
      reason ? ` ${reason}` : null,
    );
  });
}

const text = ({ check, subject, note, finding }) =>
  [check.id, check.title, subject.name, subject.id, subject.account, subject.region, note, finding]
    .join('\n')
    .toLowerCase();

/** Haystacks are made once: typing must not wait for twenty thousand of them. */
function searchable(data) {
  data.haystacks ??= data.results.map(text);
  return data.haystacks;
}

function matching(data, { status, severity, check, account, region, q }) {
  const needle = q?.toLowerCase();
  return data.results.filter(
    result =>
      (!status || result.status === status) &&
      (!severity || result.check.severity === severity) &&
      (!check || result.check.id === check) &&
      (!account || result.subject.account === account) &&
      (!region || result.subject.region === region) &&
      (!needle || searchable(data)[result.at].includes(needle)),
  );
}

const severityOptions = [['', 'all'], ...severities.map(level => [level, level])];

function resultFilters(data, view, withStatus) {
  const present = values => values.filter(value => value !== null);
  const status = {
    name: 'status',
    label: 'Verdict',
    options: [
      ['', 'all'],
      ['fail', 'fail'],
      ['unknown', 'unknown'],
      ['pass', 'pass'],
      ['not-applicable', 'not applicable'],
    ],
  };
  return createFilters([
    { view, name: 'q', label: 'Search' },
    ...(withStatus ? [status] : []),
    { name: 'severity', label: 'Severity', options: severityOptions },
    {
      name: 'check',
      label: 'Check',
      options: choices(
        'all',
        data.report.checks.map(({ id }) => id),
      ),
    },
    {
      name: 'account',
      label: 'Account',
      options: choices('all', present(data.results.map(r => r.subject.account)), data.accountName),
    },
    {
      name: 'region',
      label: 'Region',
      options: choices('all', present(data.results.map(r => r.subject.region))),
    },
  ]);
}

function resultColumns(data) {
  return [
    { title: 'Verdict', cell: result => chip(result.status) },
    { title: 'Severity', cell: result => result.check.severity },
    {
      title: 'Check',
      look: 'nowrap',
      cell: result => openLink(`check:${result.check.id}`, mono(result.check.id)),
    },
    {
      title: 'Subject',
      heads: true,
      look: 'wide',
      cell: result => subjectNodes(data, result.subject, result.finding),
    },
    { title: 'What was found', cell: ({ note, accepted }) => [note, accepted && waiverNote(accepted)] },
  ];
}

/** It lies over the verdict, which stays. */
function waiverNote(accepted) {
  return el('p', { class: 'under' }, `${waiverWord(accepted)}: ${waiverText(accepted)}`);
}

export function exceptionsView(data) {
  const filters = resultFilters(data, 'exceptions', false);
  const list = createList({
    caption: 'Exceptions',
    one: 'exception',
    many: 'exceptions',
    empty: 'No failure matches.',
    columns: resultColumns(data),
  });
  return {
    title: 'Exceptions',
    intro:
      'Every failure, the gravest first. What could not be read is not here but under Evaluations, verdict unknown: it is neither a pass nor a failure.',
    nodes: [filters.node, list.node],
    update(params, printing) {
      filters.update(params);
      list.update(matching(data, { ...params, status: 'fail' }).sort(bySeverity), params, printing);
    },
  };
}

export function evaluationsView(data) {
  const filters = resultFilters(data, 'evaluations', true);
  const list = createList({
    caption: 'Evaluations',
    one: 'evaluation',
    many: 'evaluations',
    empty: 'No evaluation matches.',
    columns: resultColumns(data),
  });
  return {
    title: 'Evaluations',
    intro: 'Everything that was judged, passes included: the population to draw a sample from.',
    nodes: [filters.node, list.node],
    update(params, printing) {
      filters.update(params);
      list.update(matching(data, params), params, printing);
    },
  };
}
