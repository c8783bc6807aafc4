/** What the statuses of the items of a scorecard come to, in numbers and in words. */
import type { ItemStatus, Score, ScorecardItem } from '../model/audit.ts';

export function scoreOf(items: readonly Pick<ScorecardItem, 'status'>[]): Score {
  const count = (status: ItemStatus): number => items.filter(item => item.status === status).length;
  return {
    met: count('met'),
    notMet: count('not-met'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    notAssessed: count('not-assessed'),
  };
}

/** `5 of 7 assessed items met, 1 unknown; 3 not assessed` */
export function scoreSentence(score: Score): string {
  const assessed = score.met + score.notMet + score.unknown;
  const unknown = score.unknown > 0 ? `, ${score.unknown} unknown` : '';
  const aside = [
    ...(score.notApplicable > 0 ? [`${score.notApplicable} not applicable`] : []),
    ...(score.notAssessed > 0 ? [`${score.notAssessed} not assessed`] : []),
  ];
  return `${score.met} of ${assessed} met${unknown}${aside.length > 0 ? `; ${aside.join(', ')}` : ''}`;
}
