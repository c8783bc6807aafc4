/** What somebody may have meant: the ids that share most of their words with what was typed. */

/** Words of two letters or more, wherever they stand in what was typed; none where nothing is shared. */
export function nearest(typed: string, ids: readonly string[]): readonly string[] {
  const wanted = bare(typed);
  if (wanted === '') return [];
  const shared = (id: string): number =>
    id.split(/[/-]/).filter(word => word.length > 1 && wanted.includes(word)).length +
    (bare(id).includes(wanted) ? 1 : 0);
  const most = Math.max(0, ...ids.map(shared));
  return most === 0 ? [] : ids.filter(id => shared(id) === most);
}

/** "Did you mean a or b? ", or nothing. */
export function didYouMean(typed: string, ids: readonly string[]): string {
  const near = nearest(typed, ids).slice(0, MOST);
  return near.length === 0 ? '' : `Did you mean ${near.join(' or ')}? `;
}

const MOST = 3;

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
