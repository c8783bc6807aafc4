/** Seventeen regions that one refused role hides are one blind spot, not seventeen. */
import { grouped } from '../model/grouped.ts';
import { ALL_REGIONS } from '../model/scope.ts';
import type { BlindSpot, Kind } from '../model/subject.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { rootOf } from '../snapshot/reader.ts';

/** Stands for the subjects of a kind of which there are none, or whose list could not be made at all. */
export function nowhereId(kind: Kind, why: 'none' | 'unread'): string {
  return `urn:trailproof:${why}:${kind}`;
}

/** Joins the blind spots of one account that go back to the same gap. */
export function mergeBlindSpots(spots: readonly BlindSpot[], source: EvidenceSource): readonly BlindSpot[] {
  const groups = grouped(spots, spot => {
    const roots = rootsOf(spot, source);
    // Nothing shows that two spots without a gap have one cause.
    return `${spot.scope.accountId} ${roots.length === 0 ? spot.scope.region : roots.join(' ')}`;
  });
  return [...groups.values()].flatMap(group => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return first ? [first] : [];
    const gaps = [...new Set(group.flatMap(spot => spot.gaps))].sort();
    return [{ scope: { accountId: first.scope.accountId, region: ALL_REGIONS }, gaps, note: first.note }];
  });
}

function rootsOf(spot: BlindSpot, source: EvidenceSource): readonly string[] {
  const roots = spot.gaps.map(id => {
    const record = source.find(id);
    return record?.outcome === 'gap' ? rootOf(record, source).id : id;
  });
  return [...new Set(roots)].sort();
}
