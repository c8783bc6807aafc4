/** `summary.json`: who looked at what and when, every trail's ten items, totals, and the exit code with its reasons. */
import { scoreSentence } from '../evaluate/scorecards.ts';
import type { Audit, Counts, Reconciliation, Scorecard } from '../model/audit.ts';
import { severities } from '../model/check.ts';
import { canonical, type Json } from '../model/json.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import type { Exit } from './exit.ts';
import { gapGroups } from './gaps.ts';

export function summaryOf(audit: Audit, source: EvidenceSource, exit: Exit): Json {
  const { snapshot, population, reconciliation } = audit;
  return {
    schema: 'summary/1',
    run_id: snapshot.runId,
    tool: { ...snapshot.tool },
    taken_at: snapshot.takenAt,
    caller: { arn: snapshot.caller.arn, account_id: snapshot.caller.accountId },
    complete: audit.complete,
    // In one order, whether they come from the configuration or from a stored snapshot.
    parameters: JSON.parse(canonical(snapshot.parameters)) as Json,
    checks: audit.checks.map(check => check.id),
    population: {
      partition: population.partition,
      organization:
        population.organization === null
          ? null
          : {
              id: population.organization.id,
              management_account: population.organization.managementAccount,
              read_from: population.organization.readFrom,
            },
      accounts: reconciliationOf(reconciliation.accounts),
      account_regions: reconciliationOf(reconciliation.accountRegions),
      detail: population.accounts.map(account => ({
        account_id: account.accountId,
        name: account.name,
        state: account.state,
        management: account.management,
        disposition: account.disposition,
        reason: account.reason ?? null,
        regions:
          account.regions?.map(region => ({
            region: region.region,
            opt_in: region.optIn,
            disposition: region.disposition,
            reason: region.reason ?? null,
          })) ?? null,
      })),
    },
    trails: audit.scorecards.map(trailOf),
    totals: { ...countsOf(audit.totals), findings_by_severity: findingsBySeverity(audit) },
    unread: gapGroups(audit, source).map(group => ({
      permission: group.permission,
      reason: group.reason,
      code: group.code,
      message: group.message,
      account_id: group.accountId,
      regions: [...group.regions],
      verdicts: group.verdicts,
    })),
    // Nothing to compare with: every finding counts as new.
    earlier_run: null,
    exit: { code: exit.code, reasons: [...exit.reasons] },
  };
}

function trailOf(card: Scorecard): Json {
  return {
    arn: card.trail.id,
    name: card.trail.name,
    account_id: card.trail.accountId,
    home_region: card.trail.region,
    organization_trail: card.organizationTrail,
    bucket: card.bucket,
    key: card.key,
    accounts: [...card.accounts],
    items: card.items.map(item => ({
      id: item.id,
      title: item.title,
      status: item.status,
      counts: countsOf(item.counts),
      checks: item.checks.map(({ check, counts }) => ({ check, ...countsOf(counts) })),
      note: item.note,
      undecided: [...item.undecided],
    })),
    score: {
      met: card.score.met,
      not_met: card.score.notMet,
      unknown: card.score.unknown,
      not_applicable: card.score.notApplicable,
      not_assessed: card.score.notAssessed,
      text: scoreSentence(card.score),
    },
  };
}

function countsOf(counts: Counts) {
  return {
    pass: counts.pass,
    fail: counts.fail,
    unknown: counts.unknown,
    not_applicable: counts.notApplicable,
  };
}

function reconciliationOf(r: Reconciliation): Json {
  return {
    expected: r.expected,
    evaluated: r.evaluated,
    excluded: r.excluded,
    not_evaluable: r.notEvaluable,
    balances: r.balances,
  };
}

function findingsBySeverity(audit: Audit): Json {
  return Object.fromEntries(
    severities.map(level => [
      level,
      audit.results.filter(r => r.severity === level && r.verdict.status === 'fail').length,
    ]),
  );
}
