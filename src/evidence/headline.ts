/** The one sentence on top of every report. It never says more than was looked at. Pure. */
import { noTrailsSentence } from '../evaluate/no-trails.ts';
import type { Audit } from '../model/audit.ts';
import { isIncomplete } from './exit.ts';
import { isNarrowed } from './left-out.ts';

export function headlineOf(audit: Audit): string {
  const { scorecards, totals } = audit;
  if (scorecards.length === 0) return noTrailsSentence(audit);
  if (totals.fail === 0 && totals.unknown === 0) {
    if (isIncomplete(audit)) return 'Nothing that was assessed fails, and the audit is incomplete.';
    return isNarrowed(audit)
      ? 'Nothing that was assessed fails.'
      : 'Everything that was assessed is as it should be.';
  }
  const found = [...ofTheChecklist(audit), ...ofTheRest(audit)];
  const blind = totals.unknown === 1 ? '1 verdict is unknown' : `${totals.unknown} verdicts are unknown`;
  return `${[...found, ...(totals.unknown === 0 ? [] : [blind])].join('; ')}.`;
}

/** Empty where nothing of the checklist was assessed: then there is nothing to say of it. */
function ofTheChecklist({ scorecards }: Audit): readonly string[] {
  const worst = scorecards.filter(card => card.score.notMet > 0).length;
  if (worst > 0) {
    return [
      `${worst} of ${scorecards.length} trails ${worst === 1 ? 'does' : 'do'} not meet the production checklist`,
    ];
  }
  if (scorecards.every(({ score }) => score.met + score.unknown === 0)) return [];
  const whole = scorecards.every(({ score }) => score.notAssessed === 0);
  return [`No trail fails an item of the production checklist${whole ? '' : ' that was assessed'}`];
}

/** Findings that no trail's checklist shows. */
function ofTheRest({ scorecards, totals }: Audit): readonly string[] {
  if (totals.fail === 0 || scorecards.some(({ score }) => score.notMet > 0)) return [];
  const assessed = scorecards.some(({ score }) => score.met + score.unknown > 0);
  const what = `${assessed ? 'other ' : ''}${totals.fail === 1 ? 'finding' : 'findings'}`;
  return [`${assessed ? 'there' : 'There'} ${totals.fail === 1 ? 'is' : 'are'} ${totals.fail} ${what}`];
}
