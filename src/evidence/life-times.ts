/** When a finding can have lived: its times are in order, and none is later than the run that tells of it. */
import type { z } from 'zod';
import { IntegrityError } from '../model/error.ts';
import type { lifeSchema } from './history-schema.ts';

type Line = z.infer<typeof lifeSchema>;

export interface LifeTimes {
  life(line: Line): void;
  /** After the last line. Both throw the first life that cannot have been. */
  finish(takenAt: string): void;
}

/** Of the lives in the file of that path. */
export function createLifeTimes(path: string): LifeTimes {
  let latest: Pick<Line, 'finding_id' | 'last_evaluated'> | undefined;
  const refuse = (what: string): never => {
    throw new IntegrityError('BAD_CONTENT', path, `says ${what}.`);
  };
  return {
    life(line) {
      const { finding_id: id, state, first_seen, last_seen, last_evaluated, closed_at } = line;
      const steps = [
        { first_seen },
        { last_seen },
        ...(closed_at === null ? [] : [{ closed_at }]),
        { last_evaluated },
      ].flatMap(step => Object.entries(step));
      for (const [n, [name, at]] of steps.entries()) {
        const [next, then] = steps[n + 1] ?? [name, at];
        if (isAfter(at, then)) refuse(`of ${id} ${name} ${at}, which is after ${next} ${then}`);
      }
      if ((state === 'closed') !== (closed_at !== null))
        refuse(
          `${state} of ${id}, and ${closed_at === null ? 'not when it was closed' : `closed_at ${closed_at}`}`,
        );
      if (state === 'closed' && line.closing_evidence.length === 0)
        refuse(`of ${id} that it was closed by nothing`);
      if (latest === undefined || isAfter(last_evaluated, latest.last_evaluated))
        latest = { finding_id: id, last_evaluated };
    },
    finish(takenAt) {
      if (latest !== undefined && isAfter(latest.last_evaluated, takenAt))
        refuse(
          `of ${latest.finding_id} last_evaluated ${latest.last_evaluated}, which is after its run of ${takenAt}`,
        );
    },
  };
}

/** By the clock, not by the letter: fractions of a second may be left out. */
export function isAfter(one: string, other: string): boolean {
  return Date.parse(one) > Date.parse(other);
}
