/** The checklist over the whole organization: how many trails meet each item, and what all results together say. */
import type { OrganizationItem, Result, Scorecard } from '../model/audit.ts';
import type { Framework } from '../model/framework.ts';
import { scoreOf } from './score.ts';
import { groupByCheck, itemOf } from './scorecards.ts';

export function organizationItems(
  results: readonly Result[],
  cards: readonly Scorecard[],
  checklist: Framework,
): OrganizationItem[] {
  const byCheck = groupByCheck(results);
  return checklist.requirements.map(requirement => {
    const { id, title, status, counts } = itemOf(requirement, byCheck, () => true);
    const ofTrails = cards.flatMap(card => card.items.filter(item => item.id === id));
    return { id, title, status, counts, trails: scoreOf(ofTrails) };
  });
}
