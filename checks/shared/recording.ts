/** What is recorded: by a trail's selectors, provided that it logs and reaches far enough; and by whom else. Pure. */
import {
  arnOfTrail,
  isOrganizationTrail,
  selectorsOf,
  statusAt,
  type Trail,
  trailHome,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import { fail, type Observed, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import type { Coverage, SelectorsAnswer } from '../../src/selectors/index.ts';
import { few } from './wording.ts';

/** Events that a trail is to record in full. */
export interface Wanted {
  /** What the selectors of a trail record of them. The trail is not always the subject. */
  ask(answer: SelectorsAnswer, trail: Trail): Coverage;
  /** What is thought of a trail that records its home region alone. */
  readonly oneRegion: 'enough' | 'too little' | 'not known';
}

export function judgeRecording(trail: Subject<Trail>, read: Read, wanted: Wanted): Verdict {
  const answer = selectorsOf(read, trail.data);
  const { kind, sentence } = wanted.ask(answer, trail.data);
  if (kind === 'unknown') return undetermined(sentence);
  const seen = [observed(fieldOf(answer), 'all', kind)];
  if (kind !== 'all') return failing(sentence, seen);

  const logging = isLogging(trail, read);
  seen.push(observed('IsLogging', true, logging));
  if (!logging) return failing('The trail does not log, whatever its selectors say.', seen);

  const everywhere = must(trail.data.IsMultiRegionTrail, 'IsMultiRegionTrail');
  if (everywhere) return pass(sentence, seen);
  const alone = `The trail records ${trailHome(trail).region} alone.`;
  switch (wanted.oneRegion) {
    case 'enough':
      return pass(`${sentence} ${alone}`, seen);
    case 'too little':
      return failing(`${alone} ${sentence}`, [...seen, observed('IsMultiRegionTrail', true, everywhere)]);
    case 'not known':
      return undetermined(`${alone} Whether what is wanted lies there was not read.`);
  }

  function failing(note: string, facts: readonly Observed[]): Verdict {
    return fail(note + elsewhere(trail, read, wanted), facts);
  }
}

/** The field that AWS filled. Absent is the other one: a trail has one kind of selectors (API reference, PutEventSelectors). */
export function fieldOf(answer: SelectorsAnswer): 'EventSelectors' | 'AdvancedEventSelectors' {
  return answer.AdvancedEventSelectors === undefined ? 'EventSelectors' : 'AdvancedEventSelectors';
}

export function isLogging(trail: Subject<Trail>, read: Read): boolean {
  return must(statusAt(read, trailHome(trail), trail.id).IsLogging, 'IsLogging');
}

/** Trails that record what this one lacks for the same accounts, everywhere. They are told, and change no verdict. */
function elsewhere(trail: Subject<Trail>, read: Read, wanted: Wanted): string {
  const home = trailHome(trail);
  const others = read.attempt(r => trailsSeen(r, home).filter(seen => arnOfTrail(seen) !== trail.id));
  if (!others.ok) return '';
  const recording = others.value.filter(seen => {
    const looked = read.attempt(
      r =>
        must(seen.IsMultiRegionTrail, 'IsMultiRegionTrail') &&
        (isOrganizationTrail(seen) || trail.data.IsOrganizationTrail === false) &&
        must(statusAt(r, home, arnOfTrail(seen)).IsLogging, 'IsLogging') &&
        wanted.ask(selectorsOf(r, seen), seen).kind === 'all',
    );
    return looked.ok && looked.value;
  });
  if (recording.length === 0) return '';
  const who = few(recording.map(arnOfTrail).sort());
  return ` The events are recorded for the same accounts by ${who}, but each trail is judged alone.`;
}
