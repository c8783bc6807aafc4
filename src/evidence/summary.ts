/** `summary.json`: who looked at what and when, every trail's ten items, totals, and the exit code with its reasons. */
import { scoreSentence } from '../evaluate/score.ts';
import type { Audit, FrameworkOutcome, Score, Scorecard } from '../model/audit.ts';
import { canonical, type Json } from '../model/json.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { countsOf, failuresBySeverity, noCounts } from './counts.ts';
import type { Exit } from './exit.ts';
import { gapGroups } from './gaps.ts';
import { firstRun, type History, lifeCounts } from './history.ts';
import { reconciliationJson, regionReconciliationJson } from './left-out.ts';
import type { Waiver } from './waivers.ts';

export function summaryOf(
  audit: Audit,
  source: EvidenceSource,
  exit: Exit,
  history: History = firstRun(audit),
): Json {
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
      accounts: reconciliationJson(reconciliation.accounts),
      account_regions: regionReconciliationJson(reconciliation.accountRegions),
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
    organization: {
      items: audit.organization.map(({ id, title, status, counts, trails }) => ({
        id,
        title,
        status,
        counts: countsOf(counts),
        trails: scoreOf(trails),
      })),
    },
    frameworks: audit.frameworks.map(frameworkOf),
    coverage: {
      regions: [...audit.coverage.regions],
      trails: [...audit.coverage.trails],
      accounts: audit.coverage.accounts.map(row => ({
        account_id: row.accountId,
        recorded: [...row.recorded],
        guardduty: [...row.guardduty],
      })),
    },
    totals: { ...countsOf(audit.totals), findings_by_severity: { ...failuresBySeverity(audit) } },
    unread: gapGroups(audit, source).map(group => ({
      permission: group.permission,
      reason: group.reason,
      code: group.code,
      message: group.message,
      account_id: group.accountId,
      regions: [...group.regions],
      verdicts: group.verdicts,
    })),
    earlier_run: history.inputs.earlier === null ? null : { ...history.inputs.earlier.run },
    lives: { ...lifeCounts(history, snapshot.takenAt) },
    waivers: waiversOf(history),
    exit: { fail_on: exit.failOn, code: exit.code, reasons: [...exit.reasons] },
  };
}

/** As it stands in `summary.json`. */
export function summaryText(audit: Audit, source: EvidenceSource, exit: Exit, history?: History): string {
  return `${JSON.stringify(summaryOf(audit, source, exit, history), null, 2)}\n`;
}

function waiversOf({ inputs, applied }: History): Json {
  if (inputs.waivers === null) return null;
  const named = ({ check, subject, owner, expires }: Waiver): Json => ({ check, subject, owner, expires });
  return {
    in_force: [...applied.dispositions.values()].filter(({ type }) => type === 'waived').length,
    expired: applied.expired.map(named),
    unmatched: applied.unmatched.map(named),
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
    score: { ...scoreOf(card.score), text: scoreSentence(card.score) },
  };
}

function scoreOf(score: Score) {
  return {
    met: score.met,
    not_met: score.notMet,
    unknown: score.unknown,
    not_applicable: score.notApplicable,
    not_assessed: score.notAssessed,
  };
}

function frameworkOf({ framework, controls, ...outcome }: FrameworkOutcome): Json {
  return {
    id: framework.id,
    name: framework.name,
    version: framework.version,
    met: outcome.met,
    not_met: outcome.notMet,
    not_concluded: outcome.notConcluded,
    not_assessed: outcome.notAssessed,
    requirements: controls.map(({ control, status, note, counts, checks }) => ({
      id: control.id,
      title: control.title,
      status,
      note,
      condition: control.note,
      counts: countsOf(counts),
      checks: checks.map(({ mapping, counts: own }) => ({
        check: mapping.check,
        strength: mapping.strength,
        reason: mapping.reason,
        run: own !== null,
        ...countsOf(own ?? noCounts),
      })),
    })),
  };
}
