/** A trail's selectors, basic or advanced, as rules. */
import { advancedRule } from './advanced.ts';
import { listOf, type SelectorsAnswer } from './answer.ts';
import { classicRules } from './classic.ts';
import type { Ignored, Rule } from './rule.ts';

export interface Rules {
  readonly rules: readonly Rule[];
  readonly ignored: readonly Ignored[];
}

/** A sentence: why the answer is none that AWS gives. A fresh trail answers with one basic selector. */
export function rulesOf(answer: SelectorsAnswer): Rules | string {
  const classic = listOf(answer.EventSelectors);
  const advanced = listOf(answer.AdvancedEventSelectors);
  if (classic.length === 0 && advanced.length === 0) return 'AWS returned no event selectors.';
  if (classic.length > 0 && advanced.length > 0)
    return 'AWS returned both basic and advanced event selectors, which no trail can have.';

  const read = [
    ...classic.flatMap((one, n) => classicRules(one, { at: `EventSelectors[${n}]`, name: null })),
    ...advanced.map((one, n) =>
      advancedRule(one, { at: `AdvancedEventSelectors[${n}]`, name: one.Name ?? null }),
    ),
  ];
  return { rules: read.filter(one => 'tests' in one), ignored: read.filter(one => 'why' in one) };
}
