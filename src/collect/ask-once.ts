/** Further questions of a run whose plan is done: each asked once and recorded like those of the plan. */
import type { Question } from '../model/call.ts';
import type { Evidence } from '../model/evidence.ts';
import type { SnapshotWriter } from '../snapshot/folder.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { questionId } from '../snapshot/question.ts';
import type { Asker } from './ask.ts';
import { keepRecord } from './keep-record.ts';

export function askOnce(
  asker: Asker,
  index: EvidenceIndex,
  writer: SnapshotWriter,
): (question: Question) => Promise<Evidence> {
  const underWay = new Map<string, Promise<Evidence>>();

  async function askAndKeep(question: Question): Promise<Evidence> {
    return keepRecord(await asker.ask(question), index, writer);
  }

  return async question => {
    const id = questionId(question.call.id, question.scope, question.input);
    const known = index.find(id);
    if (known) return known;
    const asked = underWay.get(id) ?? askAndKeep(question);
    underWay.set(id, asked);
    return asked;
  };
}
