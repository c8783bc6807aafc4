/** Plans and asks, wave by wave, and writes each record down at once. The only caller of AWS. */
import pLimit from 'p-limit';
import type { AnyCall, Question } from '../model/call.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Population } from '../model/population.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import type { SnapshotWriter } from '../snapshot/folder.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { questionId } from '../snapshot/question.ts';
import type { Asker } from './ask.ts';
import { discover } from './discover.ts';
import { allEnded } from './ended.ts';
import { keepRecord } from './keep-record.ts';
import { createPlanner } from './plan.ts';

export interface CollectOptions {
  readonly header: SnapshotHeader;
  readonly partition: string;
  readonly globalRegion: string;
  readonly calls: readonly AnyCall[];
  /** What an earlier, killed run already recorded; empty otherwise. */
  readonly index: EvidenceIndex;
  readonly writer: SnapshotWriter;
  readonly asker: Asker;
  /** Told once, before anything is planned. */
  readonly onPopulation: (population: Population) => void;
  /** Questions under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** 0: discovering the population. */
  readonly wave: number;
  readonly asked: number;
  readonly questions: number;
  readonly gaps: number;
}

export interface Collected {
  readonly population: Population;
  /** false: stopped before every question was asked. */
  readonly complete: boolean;
}

export async function collect(options: CollectOptions): Promise<Collected> {
  const { index, writer, asker } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const slots = pLimit(options.concurrency);
  const progress = { wave: 0, asked: 0, questions: 0, gaps: 0 };

  /** Many at a time. Where one breaks, those under way end as usual, and no further one begins. */
  function limit<T>(task: () => Promise<T>): Promise<T> {
    return slots(() => {
      const running = task();
      running.then(undefined, reason => failed.abort(reason));
      return running;
    });
  }

  function keep(made: Evidence): Evidence {
    const record = keepRecord(made, index, writer);
    if (record.outcome === 'gap') progress.gaps += 1;
    options.onProgress?.({ ...progress });
    return record;
  }

  /** The record of this question, from the run that was killed or from AWS. */
  async function once(id: string, ask: () => Promise<Evidence>): Promise<Evidence> {
    const known = index.find(id);
    if (known) return known;
    signal.throwIfAborted();
    progress.questions += 1;
    const record = await ask();
    progress.asked += 1;
    return keep(record);
  }

  const opened = new Map<string, Promise<Evidence>>();
  function openSession(accountId: string): Promise<Evidence | null> {
    if (accountId === options.header.caller.accountId) return Promise.resolve(null);
    const running =
      opened.get(accountId) ?? once(asker.assumeRoleId(accountId), () => asker.assumeRole(accountId));
    opened.set(accountId, running);
    return running;
  }

  const population = await discover({
    partition: options.partition,
    globalRegion: options.globalRegion,
    callerAccount: options.header.caller.accountId,
    selection: options.header.selection,
    ask: question =>
      once(questionId(question.call.id, question.scope, question.input), () => asker.ask(question)),
    assumeRole: openSession,
    limit,
  });
  writer.population(population);
  options.onPopulation(population);

  const context = {
    source: index,
    takenAt: options.header.takenAt,
    parameters: options.header.parameters,
    population,
  };
  const planner = createPlanner(options.calls, context, options.clock);
  for (;;) {
    const wave = planner.next();
    if (wave.questions.length === 0 && wave.unasked.length === 0) break;
    progress.wave += 1;
    progress.questions += wave.questions.length;
    wave.unasked.forEach(keep);
    await allEnded(wave.questions.map(question => limit(() => askUnlessAborted(question))));
    if (signal.aborted) return { population, complete: false };
  }
  index.complete = true;
  return { population, complete: true };

  async function askUnlessAborted(question: Question): Promise<void> {
    if (signal.aborted) return;
    const record = await asker.ask(question);
    progress.asked += 1;
    keep(record);
  }
}
