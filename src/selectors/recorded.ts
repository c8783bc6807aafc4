/** What of a class of events a trail's selectors record: all, none, or all but these; `unknown` rather than a guess. */
import type { SelectorsAnswer } from './answer.ts';
import { type Box, intersection, simplify, subtract, withoutContained } from './boxes.ts';
import { type Cells, cellsOf, cellsPassing } from './cells.ts';
import type { Coverage, MissingRegion } from './coverage.ts';
import { type EventClass, namesNothing, testsOf } from './event-class.ts';
import { type Field, type FieldTest, type FieldTests, fields } from './field.ts';
import { conditionOf, type Region } from './region.ts';
import type { Ignored, SelectorRef } from './rule.ts';
import { rulesOf } from './rules.ts';
import { exampleOf } from './witness.ts';
import { eventsInWords, ignoredInWords, missingInWords, selectorsInWords } from './words.ts';

export function recorded(answer: SelectorsAnswer, eventClass: EventClass): Coverage {
  const found = rulesOf(answer);
  if (typeof found === 'string') return { kind: 'unknown', sentence: found, ignored: [] };
  const asked = testsOf(eventClass);
  const axes = axesOf([...found.rules.map(rule => rule.tests), asked]);
  const whole = boxOf(axes, asked);
  if (namesNothing(eventClass) || whole.includes(0n))
    return { kind: 'unknown', sentence: 'No resource was named to look for.', ignored: [] };

  const boxes = found.rules.map(rule => ({ rule, box: boxOf(axes, rule.tests) }));
  const touching = boxes.flatMap(({ rule, box }) => {
    const part = intersection(box, whole);
    return part ? [{ rule, part }] : [];
  });
  const counted = touching.filter(({ rule }) => rule.doubt === null);
  const doubted = touching.filter(({ rule }) => rule.doubt !== null);
  const ignored: readonly Ignored[] = [
    ...found.ignored,
    ...boxes
      .filter(({ box }) => box.includes(0n))
      .map(({ rule }) => ({ selector: rule.selector, why: 'contradicts itself and records nothing' })),
    ...doubted.map(({ rule }) => ({ selector: rule.selector, why: `is not understood: ${rule.doubt}` })),
  ];
  const said = (sentence: string) => ({
    sentence: [sentence, ...ignoredInWords(ignored)].join(' '),
    ignored,
  });

  const all = eventsInWords({ conditions: [] }, eventClass);
  const parts = counted.map(({ part }) => part);
  const left = subtract([whole], parts);
  if (left?.length === 0) {
    const by = distinct(counted.map(({ rule }) => rule.selector));
    return { kind: 'all', by, ...said(`Recorded in full by ${selectorsInWords(by)}: ${all}.`) };
  }
  const possibleParts = touching.map(({ part }) => part);
  const surelyLeft = subtract([whole], possibleParts);
  if (!left || !surelyLeft) return { kind: 'unknown', ...said(`Too entangled to be worked out: ${all}.`) };
  if (surelyLeft.length === 0)
    return { kind: 'unknown', ...said(`Depends on a selector that is not understood: ${all}.`) };

  const shown: Field[] = ['eventSource', ...asked.map(({ field }) => field)];
  const missing = simplify(surelyLeft, whole, possibleParts).map((box): MissingRegion => {
    const region = regionOf(axes, box, whole);
    const witness = exampleOf(axes, box, whole, shown);
    return { ...region, witness, words: eventsInWords(region, eventClass) };
  });
  if (touching.length === 0) return { kind: 'none', missing, ...said(`Not recorded at all: ${all}.`) };
  const regions = withoutContained(parts).map(part => regionOf(axes, part, whole));
  return {
    kind: 'partial',
    recorded: regions,
    missing,
    ...said(`Not recorded: ${missingInWords(missing)}.`),
  };
}

/** One axis for each field, cut wherever some test of it can tell two values apart. */
function axesOf(tests: readonly FieldTests[]): readonly Cells[] {
  return fields.map(field =>
    cellsOf(
      field,
      tests.flatMap(some => testsOn(field, some)),
    ),
  );
}

function boxOf(axes: readonly Cells[], tests: FieldTests): Box {
  return axes.map(cells => cellsPassing(cells, testsOn(cells.field, tests)));
}

function testsOn(field: Field, tests: FieldTests): readonly FieldTest[] {
  return tests.filter(one => one.field === field).map(({ test }) => test);
}

function regionOf(axes: readonly Cells[], box: Box, whole: Box): Region {
  return { conditions: axes.flatMap((cells, i) => conditionOf(cells, box[i] ?? 0n, whole[i] ?? 0n) ?? []) };
}

function distinct(refs: readonly SelectorRef[]): readonly SelectorRef[] {
  return refs.filter((ref, n) => refs.findIndex(other => other.at === ref.at) === n);
}
