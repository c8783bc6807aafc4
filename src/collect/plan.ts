/** Works out, wave by wave, which questions to ask. Each is written down before it is asked. */

import { closureOf } from '../aws/calls.ts';
import { accountIn, organizationScope, regionScopes } from '../aws/scopes.ts';
import type { AnyCall, Question, Stage } from '../model/call.ts';
import type { Unanswered } from '../model/evidence.ts';
import type { Population } from '../model/population.ts';
import { Unreadable } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { questionId, unaskedId } from '../snapshot/question.ts';
import { createReaders, NotYetAsked, type Reader, type ReaderContext } from '../snapshot/reader.ts';

export interface Wave {
  readonly questions: readonly Question[];
  /** Questions that an earlier gap keeps from being known: recorded, so that none vanishes. */
  readonly unasked: readonly Unanswered[];
}

export interface Planner {
  /** The next questions, given what is in the index by now. Both lists empty: there are no more. */
  next(): Wave;
}

interface Step {
  readonly call: AnyCall;
  readonly stage: Stage<unknown>;
  readonly origin: Scope;
}

export function createPlanner(
  calls: readonly AnyCall[],
  context: Omit<ReaderContext, 'source' | 'settled'> & { readonly source: EvidenceIndex },
  clock: () => Date,
): Planner {
  const { source, population } = context;
  let pending = calls.flatMap(call => call.stages.flatMap(stage => stepsOf(call, stage, population)));
  const open = new Map<string, number>();
  for (const step of pending) open.set(step.call.id, (open.get(step.call.id) ?? 0) + 1);
  // What a stage reads without saying so would not be asked where no check needs it.
  const declared = new Map(calls.map(call => [call, new Set(closureOf([call]).map(({ id }) => id))]));
  const planned = new Set<string>();
  const newReader = createReaders({ ...context, settled: id => (open.get(id) ?? 0) === 0 });

  return {
    next() {
      const questions: Question[] = [];
      const unasked = new Map<string, Unanswered>();
      const waiting: Step[] = [];
      const done: Step[] = [];
      for (const step of pending) {
        const outcome = runStep(step, newReader(declared.get(step.call)), population);
        if (outcome === 'later') {
          waiting.push(step);
          continue;
        }
        done.push(step);
        if ('because' in outcome) {
          const record = unaskedRecord(step, outcome.because, outcome.note, clock());
          if (!source.has(record.id)) unasked.set(record.id, record);
          continue;
        }
        for (const question of outcome.questions) {
          const id = questionId(question.call.id, question.scope, question.input);
          if (planned.has(id) || source.has(id)) continue;
          planned.add(id);
          questions.push(question);
        }
      }
      // Only now: a call is settled when the questions of all its steps are known, not in the middle of a wave.
      for (const step of done) open.set(step.call.id, (open.get(step.call.id) ?? 0) - 1);
      const stuck = done.length === 0 && waiting.length > 0 && waiting.length === pending.length;
      pending = waiting;
      if (stuck && questions.length === 0 && unasked.size === 0) {
        throw new Error(
          `Planning stands still; waiting: ${[...new Set(waiting.map(s => s.call.id))].join(', ')}.`,
        );
      }
      if (questions.length === 0 && unasked.size === 0 && pending.length > 0) return this.next();
      return { questions, unasked: [...unasked.values()] };
    },
  };
}

type Outcome =
  | 'later'
  | { readonly questions: readonly Question[] }
  | { readonly because: string | undefined; readonly note: string };

function runStep(step: Step, reader: Reader, population: Population): Outcome {
  const { call, stage, origin } = step;
  if (origin.region === ALL_REGIONS) {
    const account = accountIn(population, origin.accountId);
    return { because: account?.because, note: account?.reason ?? 'The account could not be looked into.' };
  }
  try {
    const aims = [...stage.ask(reader, origin)];
    return {
      questions: aims.map(aim => ({ call, scope: aim.scope, input: aim.input as Question['input'] })),
    };
  } catch (error) {
    if (error instanceof NotYetAsked) return 'later';
    if (error instanceof Unreadable) return { because: error.unread.gaps[0], note: error.unread.note };
    throw error;
  }
}

function stepsOf(call: AnyCall, stage: Stage<unknown>, population: Population): Step[] {
  return originsOf(stage.where, population).map(origin => ({ call, stage, origin }));
}

function originsOf(where: Stage<unknown>['where'], population: Population): readonly Scope[] {
  const organization = organizationScope(population);
  switch (where) {
    case 'once': {
      const accountId = organization?.accountId ?? population.accounts[0]?.accountId;
      return accountId === undefined ? [] : [{ accountId, region: population.globalRegion }];
    }
    case 'organization':
      return organization === null ? [] : [organization];
    case 'region':
      return regionScopes(population);
  }
}

function unaskedRecord(
  { call, origin }: Step,
  because: string | undefined,
  note: string,
  at: Date,
): Unanswered {
  return {
    id: unaskedId(call.id, origin),
    call: call.id,
    scope: origin,
    input: null,
    at: at.toISOString(),
    outcome: 'gap',
    gap: {
      reason: 'parent',
      code: 'NotAsked',
      message: note,
      permission: call.permission,
      ...(because === undefined ? {} : { because }),
    },
  };
}
