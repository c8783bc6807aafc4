/** Works out how to mend one failing subject, from the same evidence that failed it. */
import type { Audit } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import type { Remedy } from '../model/remedy.ts';
import { listed } from '../model/subject.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { createReaders } from '../snapshot/reader.ts';
import { allowedCalls } from './evaluate.ts';

/** null: the check offers words only, or what it would take could not be read. */
export function remedyFor(
  snapshot: Snapshot,
  audit: Audit,
  check: AnyCheck,
  subjectId: string,
): Remedy | null {
  const { remedy } = check;
  if (!remedy) return null;
  const { header, index } = snapshot;
  const { takenAt, parameters } = header;
  const read = createReaders({ source: index, takenAt, parameters, population: audit.population })(
    allowedCalls(check),
  );
  const subject = listed(read, check.subject).subjects.find(candidate => candidate.id === subjectId);
  if (!subject) return null;
  const worked = read.attempt(r => remedy.call(check, subject, r, (s, again) => check.judge(s, again)));
  return worked.ok ? worked.value : null;
}
