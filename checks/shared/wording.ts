/** How notes say a time, a place and a list. Pure. */
import { ageWords } from '../../src/model/age.ts';
import { must } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Combined, Status } from '../../src/model/verdict.ts';

const MINUTE = 60_000;

/** Negative for what lies ahead. A text that is no time ends the judgement. */
export function hoursSince(time: string, now: Date): number {
  return age(time, now) / (60 * MINUTE);
}

/** "2026-11-20T05:50:00.000Z, 10 minutes ago", or "..., in 7 days". */
export function moment(time: string, now: Date): string {
  return `${time}, ${ageWords(age(time, now))}`;
}

function age(time: string, now: Date): number {
  const at = Date.parse(time);
  return now.getTime() - must(Number.isNaN(at) ? null : at, 'a time that can be read');
}

/** The first few, and how many more. */
export function few(items: readonly string[], separator = ', '): string {
  const shown = items.slice(0, 3).join(separator);
  return items.length > 3 ? `${shown} and ${items.length - 3} more` : shown;
}

export function place(scope: Scope): string {
  return `${scope.accountId} ${scope.region}`;
}

/** Fragments begin small and have no full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Notes of the verdicts that decided, where these are fragments of a sentence. */
export function reasons(combined: Combined): string {
  return few(
    combined.deciding.map(verdict => verdict.note),
    '; ',
  );
}

/** What could not be read or decided, as a whole sentence. */
export function blindness(combined: Combined): string {
  const notes = [...new Set(combined.deciding.map(verdict => verdict.note))];
  const [first = 'Nothing decides it.'] = notes;
  if (notes.length < 2) return first;
  return `${first.replace(/\.$/, '')}, and ${notes.length - 1} more could not be decided.`;
}

/** How a combination is put, for `conclude`. */
type Words = Record<Status, (combined: Combined) => string>;

/** Where notes are fragments, and what they come to is one, too. */
export const inFragments: Words = {
  pass: reasons,
  fail: reasons,
  unknown: blindness,
  'not-applicable': reasons,
};

/** Where notes are fragments, and what they come to is a whole sentence. */
export const inOneSentence: Words = {
  pass: asSentence,
  fail: asSentence,
  unknown: blindness,
  'not-applicable': asSentence,
};

function asSentence(combined: Combined): string {
  return sentence(reasons(combined));
}

/** The same words whatever it comes to. */
export function always(words: (combined: Combined) => string): Words {
  return { pass: words, fail: words, unknown: words, 'not-applicable': words };
}

/** Notes of the verdicts that decided, each once, as one sentence: fragments, and sentences on what could not be read. */
export function together(combined: Combined): string {
  const notes = [...new Set(combined.deciding.map(verdict => verdict.note))];
  const text = few(
    notes.map(note => note.replace(/\.$/, '')),
    '; ',
  );
  return notes[0]?.endsWith('.') ? `${text}.` : sentence(text);
}
