/** How many things a check judged, in words: what stands for a place that nobody could look into is not one of them. */
import type { Result } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';

export interface Judgements {
  /** Things that were judged. */
  readonly subjects: number;
  /** Places that could not be looked into: what stands there, if anything, is not known. */
  readonly blind: number;
}

export function judgements(results: readonly Pick<Result, 'subject'>[]): Judgements {
  const has = (prefix: string): number =>
    results.filter(({ subject }) => subject.id.startsWith(prefix)).length;
  const blind = has('urn:trailproof:unread:');
  return { subjects: results.length - has('urn:trailproof:'), blind };
}

/** `4 trails, and 1 place that could not be looked into` */
export function populationSentence(check: AnyCheck, { subjects, blind }: Judgements): string {
  const { singular, plural } = check.subject;
  const places = blind === 1 ? '1 place' : `${blind} places`;
  return `${subjects} ${subjects === 1 ? singular : plural}${blind === 0 ? '' : `, and ${places} that could not be looked into`}`;
}
