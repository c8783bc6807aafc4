/**
 * `formats/oscal-poam.json`: an item, a risk and an observation for each failure (risk `open`; `deviation-approved` while a waiver
 * of it holds) and each unknown (risk `investigating`, waived or not: nobody knows of a deviation),
 * and an item and a risk for what failed before and is not shown to be mended. A plan must have an item, so where nothing is open there is no plan. Deadlines are the owner's to set.
 */

import type { Audit } from '../../model/audit.ts';
import { isOpen, type Verdict } from '../../model/verdict.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults, statusWord } from '../evaluations.ts';
import { evaluationId, stableUuid } from '../ids.ts';
import type { Life } from '../lifecycle.ts';
import type { Accepted, Beside } from './beside.ts';
import { LongList, longList } from './long-list.ts';
import {
  assessmentAssets,
  inventoryItems,
  markup,
  metadata,
  observation,
  oscalFile,
  props,
} from './oscal.ts';

export function oscalPoam(audit: Audit, beside: Beside): readonly ContentFile[] {
  const { snapshot, population } = audit;
  const judged = judgedResults(audit);
  const open = judged.filter(({ result }) => isOpen(result.verdict));
  const verdicts = new Map(judged.map(({ findingId, result }) => [findingId, result.verdict]));
  const stale = beside.lives
    .filter(({ state, finding_id: id }) => state === 'stale' && verdicts.get(id)?.status !== 'unknown')
    .map((life): Stale => {
      return { life, verdict: verdicts.get(life.finding_id), accepted: beside.acceptedOf(life.finding_id) };
    });
  if (open.length + stale.length === 0) return [];
  const plan = () => ({
    uuid: evaluationId(snapshot.runId, 'oscal/poam'),
    metadata: metadata(audit, 'Open items of the AWS CloudTrail logging chain'),
    'system-id': { id: population.organization?.id ?? snapshot.caller.accountId },
    'local-definitions': {
      ...(open.length === 0 ? {} : { 'inventory-items': inventoryItems(open) }),
      'assessment-assets': assessmentAssets(audit),
    },
    ...(open.length === 0 ? {} : { observations: longList(open, one => observation(one, audit, beside)) }),
    risks: new LongList(function* () {
      for (const one of open) yield risk(one, beside.acceptedOf(one.findingId));
      yield* stale.map(staleRisk);
    }),
    'poam-items': new LongList(function* () {
      for (const one of open)
        yield item(one, audit, beside.lifeOf(one.findingId), beside.acceptedOf(one.findingId));
      yield* stale.map(staleItem);
    }),
  });
  return [oscalFile('formats/oscal-poam.json', () => ({ 'plan-of-action-and-milestones': plan() }))];
}

function risk(
  { result: { verdict }, check, evaluationId: evaluation, findingId }: Judged,
  accepted: Accepted | null,
) {
  const instead = accepted?.holds ? [...new Set(accepted.compensating)] : [];
  return {
    uuid: riskUuid(findingId),
    title: markup(`Does not hold: ${check.title}`),
    description: markup(verdict.note),
    statement: markup(check.why),
    props: props({ severity: check.severity }),
    ...(verdict.status === 'fail'
      ? { status: accepted?.holds ? 'deviation-approved' : 'open' }
      : { title: markup(`Not known to hold: ${check.title}`), status: 'investigating' }),
    ...(instead.length === 0
      ? {}
      : { 'mitigating-factors': instead.map(text => mitigatingFactor(findingId, text)) }),
    remediations: [
      {
        uuid: stableUuid(`remediation/${findingId}`),
        lifecycle: 'recommendation',
        title: 'Recommended by the check',
        description: markup(check.fix),
      },
    ],
    'related-observations': [{ 'observation-uuid': evaluation }],
  };
}

function mitigatingFactor(findingId: string, text: string) {
  return { uuid: stableUuid(`mitigating-factor/${findingId}/${text}`), description: markup(text) };
}

function item(
  { result, check, evaluationId: evaluation, findingId }: Judged,
  audit: Audit,
  life: Life | undefined,
  accepted: Accepted | null,
) {
  const { subject, verdict } = result;
  return {
    uuid: stableUuid(`poam-item/${findingId}`),
    title: markup(`${check.id}: ${subject.name || subject.id}`),
    description: markup(verdict.note),
    props: props({
      'finding-id': findingId,
      check: check.id,
      severity: check.severity,
      status: statusWord(verdict),
      'resource-id': subject.id,
      'first-seen': life?.first_seen ?? audit.snapshot.takenAt,
      state: life?.state ?? 'new',
      ...acceptedProps(accepted),
    }),
    'related-observations': [{ 'observation-uuid': evaluation }],
    'related-risks': [{ 'risk-uuid': riskUuid(findingId) }],
    ...(accepted === null ? {} : { remarks: markup(accepted.sentence) }),
  };
}

function acceptedProps(accepted: Accepted | null) {
  return {
    disposition: accepted?.type ?? null,
    owner: accepted?.owner ?? null,
    approver: accepted?.approver ?? null,
    'waiver-expires': accepted?.expires ?? null,
    ticket: accepted?.ticket ?? null,
  };
}

/** Not open by a verdict of this run. */
interface Stale {
  readonly life: Life;
  /** undefined: it was not judged. */
  readonly verdict: Verdict | undefined;
  readonly accepted: Accepted | null;
}

/** The words of the run in which it last failed. */
function staleRisk({ life, verdict, accepted }: Stale) {
  return {
    uuid: riskUuid(life.finding_id),
    title: markup(
      `Did not hold, and ${verdict === undefined ? 'was not judged in this run' : 'does not apply any more'}: ${life.check}`,
    ),
    description: markup(life.note),
    statement: markup(`Nothing shows that it was mended since ${life.last_seen}.`),
    status: accepted?.holds ? 'deviation-approved' : 'open',
  };
}

function staleItem({ life, verdict, accepted }: Stale) {
  return {
    uuid: stableUuid(`poam-item/${life.finding_id}`),
    title: markup(`${life.check}: ${life.resource}`),
    description: markup(life.note),
    props: props({
      'finding-id': life.finding_id,
      check: life.check,
      status: verdict === undefined ? 'NOT_JUDGED' : statusWord(verdict),
      'resource-id': life.resource,
      account: life.account,
      region: life.region,
      'first-seen': life.first_seen,
      'last-seen': life.last_seen,
      state: life.state,
      ...acceptedProps(accepted),
    }),
    'related-risks': [{ 'risk-uuid': riskUuid(life.finding_id) }],
    remarks: markup(
      [
        verdict === undefined
          ? `It was not judged in this run, so it stays open. Last evaluated ${life.last_evaluated}; what it says is what it failed with on ${life.last_seen}.`
          : `It does not apply any more, which mends nothing, so it stays open: ${verdict.note} What it says is what it failed with on ${life.last_seen}.`,
        ...(accepted === null ? [] : [accepted.sentence]),
      ].join(' '),
    ),
  };
}

function riskUuid(findingId: string): string {
  return stableUuid(`risk/${findingId}`);
}
