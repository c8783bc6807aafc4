/** Sets of events in words. */
import { type EventClass, nounOf } from './event-class.ts';
import type { Condition, Pattern, Region } from './region.ts';
import type { Ignored, SelectorRef } from './rule.ts';

/** "kms.amazonaws.com management events, read and write" */
export function eventsInWords(region: Region, eventClass: EventClass): string {
  const of = (field: string) => region.conditions.find(condition => condition.field === field);
  const source = of('eventSource');
  // Plain sources stand before the noun, everything else after it.
  const fixedSource = 'eventSource' in eventClass ? eventClass.eventSource : undefined;
  const sources = source ? (source.like.length === 0 ? source.is : []) : fixedSource ? [fixedSource] : [];
  const said = [
    ...(sources.length > 0 ? ['eventSource'] : []),
    ...(eventClass.kind === 'network-activity' ? [] : ['readOnly']),
  ];
  const rest = region.conditions.filter(({ field }) => !said.includes(field));
  const head = [...(sources.length > 0 ? [listed(sources, 'and')] : []), nounOf(eventClass)].join(' ');
  const scope = scopeInWords(eventClass, of('resources.ARN') !== undefined);
  const access = accessInWords(of('readOnly'), eventClass);
  return [head, ...access, ...scope, ...rest.map(conditionInWords)].join(', ');
}

export function selectorsInWords(refs: readonly SelectorRef[]): string {
  return listed(refs.map(selectorInWords), 'and');
}

export function ignoredInWords(ignored: readonly Ignored[]): readonly string[] {
  return ignored.map(({ selector, why }) => `${selectorInWords(selector)} ${why}.`);
}

function selectorInWords({ at, name }: SelectorRef): string {
  return name === null ? at : `${at} "${name}"`;
}

function accessInWords(condition: Condition | undefined, eventClass: EventClass): readonly string[] {
  if (eventClass.kind === 'network-activity') return [];
  const asked = 'access' in eventClass ? eventClass.access : undefined;
  const values = condition?.is ?? (asked ? [String(asked === 'read')] : ['true', 'false']);
  return [
    values
      .map(value => (value === 'true' ? 'read' : 'write'))
      .sort()
      .join(' and '),
  ];
}

/** A condition on ARNs says more than the list that was asked about, but not what was left out of it. */
function scopeInWords(eventClass: EventClass, isNarrowed: boolean): readonly string[] {
  if (eventClass.kind === 'lambda-functions' && eventClass.functions && !isNarrowed)
    return [`of ${listed(eventClass.functions, 'and')}`];
  if (eventClass.kind !== 's3-objects') return [];
  const { buckets, except = [] } = eventClass;
  return [
    ...(buckets && !isNarrowed ? [`in ${listed(buckets, 'and')}`] : []),
    ...(except.length > 0 ? [`outside ${listed(except, 'and')}`] : []),
  ];
}

function conditionInWords({ field, is, like }: Condition): string {
  if (field === 'sessionCredentialFromConsole')
    return is.includes('true') ? 'from console sessions' : 'not from console sessions';
  const named = is.map(value => value || 'absent');
  const patterns = like.map(patternInWords);
  if (field === 'resources.ARN')
    return bucketsInWords(is, like) ?? `on ARNs ${listed([...named, ...patterns], 'or')}`;
  return `with ${field} ${listed([...named, ...patterns], 'or')}`;
}

/** Whole buckets and prefixes by their names. null: the condition says something else too. */
function bucketsInWords(is: readonly string[], like: readonly Pattern[]): string | null {
  const paths = like.map(one => /^arn:[^:]+:s3:::([^/]+)\/(.*)$/.exec(one.startsWith));
  const plain = like.every(
    one => one.endsWith === '' && Object.values(one.except).every(list => list.length === 0),
  );
  if (is.length > 0 || !plain) return null;
  const names = paths.map(path => path && (path[2] ? `${path[1]}/${path[2]}` : path[1]));
  return names.includes(null) ? null : `in ${listed(names.map(String), 'and')}`;
}

function patternInWords({ startsWith, endsWith, except }: Pattern): string {
  const positive = [
    ...(startsWith ? [`starting with ${startsWith}`] : []),
    ...(endsWith ? [`ending with ${endsWith}`] : []),
  ];
  const negative = [
    ...except.is.map(value => value || 'absent'),
    ...except.startsWith.map(start => `starting with ${start}`),
    ...except.endsWith.map(end => `ending with ${end}`),
  ];
  if (negative.length === 0) return positive.join(' and ');
  const but = listed(negative, 'or');
  return positive.length > 0 ? `${positive.join(' and ')} but not ${but}` : `other than ${but}`;
}

export function missingInWords(parts: readonly { readonly words: string }[]): string {
  return shortened(parts.map(({ words }) => words)).join('; ');
}

function listed(items: readonly string[], word: 'and' | 'or'): string {
  const shown = shortened(items);
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Long lists end in a number: the data holds them whole. */
function shortened(items: readonly string[]): readonly string[] {
  return items.length > 6 ? [...items.slice(0, 5), `${items.length - 5} more`] : items;
}
