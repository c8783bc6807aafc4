/** The part of the page that needs no script: who looked at what, whether it adds up, and what came of it. */
import type { Audit, OrganizationItem, Reconciliation } from '../../model/audit.ts';
import { placeOf } from '../../model/subject.ts';
import { notCounted } from '../left-out.ts';
import type { Life } from '../lifecycle.ts';
import { itemWords, type ReportWords } from '../report-words.ts';
import { html, type Markup } from './escape.ts';

const MOST_TRAILS = 50;
const MOST_LIVES = 200;

export function headOf(words: ReportWords): Markup {
  return html`<p class="kicker">${words.organization}</p>
<h1>${words.title}</h1>
<dl class="facts">
<div><dt>Evidence taken</dt><dd><time datetime="${words.taken}">${words.taken}</time></dd></div>
<div><dt>Run</dt><dd class="mono">${words.run}</dd></div>
<div><dt>Scope</dt><dd>${words.scope}</dd></div>
<div><dt>Collected as</dt><dd class="mono">${words.caller}</dd></div>
</dl>`;
}

export function footOf(words: ReportWords): Markup {
  return html`<p>Facts SHA-256 <span class="mono">${words.facts}</span></p>
<p>${words.tool}. This file makes no request to anywhere.</p>`;
}

export function overviewOf(audit: Audit, words: ReportWords): Markup {
  return html`<h2 id="title-overview" tabindex="-1">Overview</h2>
<p class="headline">${words.headline}</p>
<ul class="statements">${words.statements.map(text => html`<li>${text}</li>`)}</ul>
<div class="pair">
${severityTable(words)}
${populationTable(audit)}
</div>
${checklistTable(audit.organization, audit.checklist.title)}
${trailTable(words)}
${unreadTable(words)}
${lifeTable('Found before, and not shown to be mended', words.lives.stale)}
${lifeTable('Closed since the run before', words.lives.closed)}
<h3>How to rely on this report</h3>
<dl class="prose">${words.reliance.map(({ title, text }) => html`<dt>${title}</dt><dd>${text}</dd>`)}</dl>
<h3>Limits</h3>
<ul class="prose">${words.limits.map(text => html`<li>${text}</li>`)}</ul>`;
}

function severityTable(words: ReportWords): Markup {
  const rows = words.severities.map(
    ({ level, count }) =>
      html`<tr><th scope="row"><a href="#exceptions?severity=${level}">${level}</a></th><td class="number">${count}</td></tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="Findings by severity" tabindex="0"><table>
<caption>Findings by severity</caption>
<thead><tr><th scope="col">Severity</th><th scope="col" class="number">Failed</th></tr></thead>
<tbody>${rows}<tr><th scope="row"><a href="#evaluations?status=unknown">unknown</a></th><td class="number">${words.totals.unknown}</td></tr></tbody>
</table><p class="under">All verdicts: ${words.counted}</p></div>`;
}

function populationTable({ reconciliation }: Audit): Markup {
  const missing = notCounted(reconciliation.accountRegions);
  const row = (what: string, r: Reconciliation): Markup =>
    html`<tr><th scope="row">${what}</th><td class="number">${r.expected}</td><td class="number">${r.evaluated}</td><td class="number">${r.excluded}</td><td class="number">${r.notEvaluable}</td><td>${r.balances ? html`<span class="chip pass"><span aria-hidden="true">✓</span> yes</span>` : html`<span class="chip fail"><span aria-hidden="true">✗</span> no</span>`}</td></tr>`;
  return html`<div class="scroll" role="region" aria-label="Population" tabindex="0"><table>
<caption>Population</caption>
<thead><tr><th scope="col">What</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Evaluated</th><th scope="col" class="number">Excluded</th><th scope="col" class="number">Not evaluable</th><th scope="col">Adds up</th></tr></thead>
<tbody>${row('accounts', reconciliation.accounts)}${row('accounts and regions', reconciliation.accountRegions)}</tbody>
</table><p class="under">Expected = evaluated + excluded + not evaluable. Where even the list could not be read, it cannot add up.${missing === null ? '' : ` Of the accounts and regions: ${missing}.`}</p></div>`;
}

const symbols: Record<OrganizationItem['status'], string> = {
  met: '✓',
  'not-met': '✗',
  unknown: '?',
  'not-applicable': '–',
  'not-assessed': '○',
};

function chip(status: OrganizationItem['status']): Markup {
  return html`<span class="chip ${status}"><span aria-hidden="true">${symbols[status]}</span> ${itemWords[status]}</span>`;
}

function checklistTable(items: readonly OrganizationItem[], title: string): Markup {
  const rows = items.map(
    ({ id, title: item, status, trails }) =>
      html`<tr><td class="mono">${id}</td><th scope="row">${item}</th><td>${chip(status)}</td><td class="number">${trails.met}</td><td class="number">${trails.notMet}</td><td class="number">${trails.unknown}</td></tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<caption>${title}, over all trails</caption>
<thead><tr><th scope="col">Item</th><th scope="col">Requirement</th><th scope="col">Overall</th><th scope="col" class="number">Trails that meet it</th><th scope="col" class="number">do not</th><th scope="col" class="number">unknown</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

function trailTable(words: ReportWords): Markup {
  const rows = words.trails
    .slice(0, MOST_TRAILS)
    .map(
      ({ name, owner, records, score }) =>
        html`<tr><th scope="row">${name}</th><td>${owner}</td><td>${records}</td><td>${score}</td></tr>`,
    );
  const more = words.trails.length - rows.length;
  return html`<div class="scroll" role="region" aria-label="Trails" tabindex="0"><table>
<caption>Trails</caption>
<thead><tr><th scope="col">Trail</th><th scope="col">Owner and home region</th><th scope="col">Records</th><th scope="col">Checklist</th></tr></thead>
<tbody>${rows}</tbody>
</table>${more > 0 ? html`<p class="under">And ${more} more, under Scorecards.</p>` : html``}</div>`;
}

function unreadTable(words: ReportWords): Markup {
  const notes = html`${words['unread-notes'].map(note => html`<p>${note}</p>`)}`;
  if (words.unread.length === 0) return notes;
  const rows = words.unread
    .slice(0, MOST_TRAILS)
    .map(
      ({ permission, code, where, verdicts }) =>
        html`<tr><th scope="row" class="mono">${permission}</th><td>${code}</td><td>${where}</td><td class="number">${verdicts}</td></tr>`,
    );
  const more = words.unread.length - rows.length;
  return html`${notes}<div class="scroll" role="region" aria-label="What could not be read" tabindex="0"><table>
<caption>What could not be read</caption>
<thead><tr><th scope="col">Permission</th><th scope="col">AWS’s word</th><th scope="col">Where</th><th scope="col" class="number">Unknown verdicts</th></tr></thead>
<tbody>${rows}</tbody>
</table>${more > 0 ? html`<p class="under">And ${more} more, in summary.json.</p>` : html``}</div>`;
}

/** What became of what was found before: it is in no other list of this page. */
function lifeTable(title: string, lives: readonly Life[]): Markup {
  if (lives.length === 0) return html``;
  const rows = lives
    .slice(0, MOST_LIVES)
    .map(
      ({ finding_id, check, resource, account, region, first_seen, last_seen }) =>
        html`<tr><th scope="row" class="mono">${finding_id}</th><td>${check}</td><td>${resource} ${placeOf({ accountId: account, region })}</td><td>${first_seen}</td><td>${last_seen}</td></tr>`,
    );
  const more = lives.length - rows.length;
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<caption>${title}</caption>
<thead><tr><th scope="col">Finding</th><th scope="col">Check</th><th scope="col">Of what</th><th scope="col">First seen</th><th scope="col">Last seen</th></tr></thead>
<tbody>${rows}</tbody>
</table>${more > 0 ? html`<p class="under">And ${more} more, in lives.ndjson.</p>` : html``}</div>`;
}
