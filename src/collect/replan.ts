/** Plans again over what is recorded: a snapshot that says that no question is left must have a record of every one. */
import { allCalls, closureOf } from '../aws/calls.ts';
import type { AnyCall } from '../model/call.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { questionId } from '../snapshot/question.ts';
import { createPlanner } from './plan.ts';

/** Id of a record that the plan asks for and that is not there; null: there is none, or the run was stopped. */
export function missingRecord({ header, population, index }: Snapshot): string | null {
  if (population === null || !index.complete) return null;
  const { takenAt, parameters, selection } = header;
  const context = { source: index, takenAt, parameters, population };
  const { questions, unasked } = createPlanner(
    plannedCalls(selection.calls),
    context,
    () => new Date(takenAt),
  ).next();
  const [question] = questions;
  if (question !== undefined) return questionId(question.call.id, question.scope, question.input);
  return unasked[0]?.id ?? null;
}

/** A call can be planned only with all that its planning reads; checks that need others are not judged either. */
function plannedCalls(ids: readonly string[]): readonly AnyCall[] {
  const asked = new Set(ids);
  return allCalls.filter(call => closureOf([call]).every(({ id }) => asked.has(id)));
}
