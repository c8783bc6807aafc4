/** What a summary says of itself: numbers of items and requirements are those of the lists beside them. */
import type { z } from 'zod';
import { scoreOf, scoreSentence } from '../evaluate/score.ts';
import type { summarySchema } from './schemas.ts';

type Summary = z.infer<typeof summarySchema>;

/** The first number that its list denies, as a sentence without its stop; undefined: there is none. */
export function deniedNumberIn({ trails, organization, frameworks }: Summary): string | undefined {
  for (const { arn, items, score } of trails) {
    const counted = scoreOf(items);
    const found = numbersOf(counted);
    const odd = differing(score, { ...found, text: scoreSentence(counted) });
    if (odd !== undefined) return `says ${odd} in the score of ${arn}, and its items deny it`;
  }
  for (const { id, trails: said } of organization.items) {
    const ofTrails = trails.flatMap(({ items }) => items.filter(item => item.id === id));
    const odd = differing(said, numbersOf(scoreOf(ofTrails)));
    if (odd !== undefined) return `says ${odd} of item ${id}, and the trails deny it`;
  }
  for (const { id, requirements, ...said } of frameworks) {
    const number = (status: (typeof requirements)[number]['status']): number =>
      requirements.filter(requirement => requirement.status === status).length;
    const odd = differing(said, {
      met: number('met'),
      not_met: number('not-met'),
      not_concluded: number('not-concluded'),
      not_assessed: number('not-assessed'),
    });
    if (odd !== undefined) return `says ${odd} of ${id}, and its requirements deny it`;
  }
  return undefined;
}

function numbersOf({ met, notMet, unknown, notApplicable, notAssessed }: ReturnType<typeof scoreOf>) {
  return { met, not_met: notMet, unknown, not_applicable: notApplicable, not_assessed: notAssessed };
}

function differing(
  said: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, number | string>>,
): string | undefined {
  const odd = Object.keys(found).find(name => said[name] !== found[name]);
  return odd === undefined ? undefined : `${odd} ${JSON.stringify(said[odd])}`;
}
