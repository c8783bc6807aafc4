/** What the page shows, as data: the words of the PDF where it has them, and everything behind them. */
import { accountLabel } from '../../aws/scopes.ts';
import { scoreSentence } from '../../evaluate/score.ts';
import type { Audit, FrameworkOutcome, Scorecard } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { checkFacts } from '../controls/check-facts.ts';
import { logicSha256 } from '../ids.ts';
import { loadWording, type ReportInput, type ReportWords, type Wording } from '../report-words.ts';
import { cellsOf } from './result-table.ts';

export function pageModel({ audit }: ReportInput, words: ReportWords) {
  const { population, coverage } = audit;
  const rows = new Map(coverage.accounts.map(row => [row.accountId, row]));
  const wording = loadWording();
  return {
    title: words.title,
    organization: words.organization,
    run: words.run,
    taken: words.taken,
    facts: words.facts,
    noTrails: words['no-trails'],
    trails: audit.scorecards.map(card => trailOf(card, audit)),
    checks: audit.checks.map(check => checkOf(check, audit, wording)),
    checklist: {
      title: audit.checklist.title,
      version: audit.checklist.version,
      items: audit.organization.map(({ id, title, status, counts, trails }) => ({
        id,
        title,
        status,
        counts,
        trails,
        checks: audit.checklist.requirements.find(r => r.id === id)?.checks ?? [],
      })),
    },
    frameworks: audit.frameworks.map(frameworkOf),
    frameworksNote: wording.frameworksNote,
    coverage: {
      regions: [...new Set([...coverage.regions, ...regionsOf(audit)])].sort(),
      recordedRegions: coverage.regions,
      trails: coverage.trails,
      accounts: population.accounts.map(account => {
        const row = rows.get(account.accountId);
        return {
          id: account.accountId,
          name: account.name,
          state: account.state,
          management: account.management,
          disposition: account.disposition,
          reason: account.reason ?? null,
          regions:
            account.regions?.map(({ region, disposition, reason }) => [
              region,
              disposition,
              reason ?? null,
            ]) ?? null,
          recorded: row?.recorded ?? null,
          guardduty: row?.guardduty ?? null,
        };
      }),
    },
    unread: words.unread,
    parameters: words.parameters,
  };
}

function regionsOf({ population }: Audit): readonly string[] {
  return population.accounts.flatMap(account => account.regions?.map(({ region }) => region) ?? []);
}

function trailOf(card: Scorecard, audit: Audit) {
  const { trail, score } = card;
  return {
    arn: trail.id,
    name: trail.name,
    account: trail.accountId,
    owner: accountLabel(audit.population, trail.accountId ?? ''),
    region: trail.region,
    organizationTrail: card.organizationTrail,
    bucket: card.bucket,
    key: card.key,
    accounts: card.accounts.length,
    score,
    scored: scoreSentence(score),
    items: card.items.map(({ id, title, status, note, checks, undecided }) => ({
      id,
      title,
      status,
      note,
      checks: checks.map(({ check }) => check),
      undecided,
    })),
    cells: cellsOf(card, audit.results),
  };
}

function checkOf(check: AnyCheck, audit: Audit, wording: Wording) {
  const { id, version, title, severity, aspect, decides, why, fix, links } = check;
  return {
    id,
    version,
    title,
    severity,
    aspect,
    decides,
    why,
    fix,
    links,
    plural: check.subject.plural,
    logic: logicSha256(check),
    ...checkFacts(audit, check, wording),
  };
}

function frameworkOf({ framework, controls, met, notMet, notConcluded, notAssessed }: FrameworkOutcome) {
  return {
    id: framework.id,
    title: framework.title,
    name: framework.name,
    version: framework.version,
    publisher: framework.publisher,
    note: framework.note,
    counts: { met, notMet, notConcluded, notAssessed },
    controls: controls.map(({ control, status, note, counts, checks }) => ({
      id: control.id,
      title: control.title,
      condition: control.note,
      status,
      note,
      counts,
      checks: checks.map(({ mapping, counts: own }) => ({ ...mapping, counts: own })),
    })),
  };
}
