/** `trailproof explain`: the whole reasoning behind one verdict, down to AWS's request ids, and how to mend it. */

import { resolve } from 'node:path';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../evaluate/audit.ts';
import { remedyFor } from '../evaluate/remedy.ts';
import { type Judged, judgedResults, statusWord } from '../evidence/evaluations.ts';
import { loadChecklist } from '../evidence/templates.ts';
import type { Audit } from '../model/audit.ts';
import { UsageError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import { grouped } from '../model/grouped.ts';
import type { Remedy } from '../model/remedy.ts';
import { placeOf } from '../model/subject.ts';
import { reasoningIn } from '../model/verdict.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { rootOf } from '../snapshot/reader.ts';
import { EXIT, type Io } from './io.ts';
import { openSnapshot } from './open-snapshot.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { checksFor } from './select-checks.ts';
import { wrap } from './wrap.ts';

export interface ExplainFlags {
  readonly finding: string;
  readonly snapshot: string;
  readonly format: 'text' | 'json';
}

const WIDTH = 100;

export async function explainCommand(io: Io, flags: ExplainFlags): Promise<number> {
  const folder = resolve(io.cwd, flags.snapshot);
  const { snapshot } = await openSnapshot(folder);
  const audit = auditOf(snapshot, checksFor(checks, snapshot.header), loadChecklist());
  const judged = find(audit, flags.finding);
  const failed = judged.result.verdict.status === 'fail';
  const remedy = failed ? remedyFor(snapshot, audit, judged.check, judged.result.subject.id) : null;
  const evidence = judged.result.evidence.flatMap(id => snapshot.index.find(id) ?? []);
  if (flags.format === 'json') {
    const { check, result, findingId } = judged;
    const { id, title, decides, why, fix, links } = check;
    const about = { id, title, decides, why, fix, links };
    const document = { ...result, finding_id: findingId, check: about, evidence, remedy };
    io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    io.stdout.write(page(judged, evidence, remedy, snapshot, createPaint(io)));
  }
  return EXIT.complete;
}

/** By finding id, or as much of it as is unambiguous. */
function find(audit: Audit, wanted: string): Judged {
  const id = wanted.startsWith('ctf1-') ? wanted : `ctf1-${wanted}`;
  const found = judgedResults(audit).filter(judged => judged.findingId.startsWith(id));
  const [first, second] = found;
  if (first && !second) return first;
  throw new UsageError(
    'BAD_USAGE',
    first ? `More than one finding begins with ${id}.` : `The snapshot has no finding ${id}.`,
    {
      hint: 'Ids stand in findings.ndjson and evaluations.ndjson; name the folder with --snapshot.',
    },
  );
}

function page(
  { check, result, findingId }: Judged,
  evidence: readonly Evidence[],
  remedy: Remedy | null,
  snapshot: Snapshot,
  paint: Paint,
): string {
  const { subject, verdict } = result;
  const where = placeOf(subject);
  const reasoning = reasoningIn(verdict);
  const sections: [string, string][] = [
    ['Verdict', text(verdict.note)],
    ['Reasoning', reasoning.map((step, at) => text(`${at + 1}. ${step}`)).join('\n')],
    ['How it decides', text(check.decides)],
    ['Why it matters', text(check.why)],
    ['Evidence', evidenceLines(evidence, snapshot.index)],
    ['How to mend it', verdict.status === 'fail' ? text(check.fix) : ''],
    ['AWS CLI', remedy === null ? '' : block(remedy.cli.join('\n'))],
    ['Terraform', remedy === null ? '' : block(remedy.terraform)],
    ['CloudFormation', remedy === null ? '' : block(remedy.cloudFormation)],
    ['What that may break', remedy === null ? '' : text(remedy.mayBreak)],
    ['Documentation', check.links.map(link => `  ${link}`).join('\n')],
  ];
  const head = [
    `${paint.bold(`${statusWord(verdict)}  ${check.id}`)}  ${check.severity}  ${findingId}`,
    check.title,
    printable(`${subject.name}  ${where}`),
    printable(subject.id, 500),
  ];
  const body = sections
    .filter(([, words]) => words !== '')
    .map(([name, words]) => `${paint.bold(name)}\n${words}`);
  return `${[head.join('\n'), ...body].join('\n\n')}\n`;
}

function text(words: string): string {
  return wrap(printable(words, 4_000), WIDTH, '  ');
}

/** Kept line by line: it is to be copied. */
function block(words: string): string {
  return words
    .split('\n')
    .map(line => `  ${printable(line, 4_000)}`)
    .join('\n');
}

/** Equal answers to the same call are one item: forty accounts that show the same trails say it once. */
function evidenceLines(evidence: readonly Evidence[], index: EvidenceIndex): string {
  const groups = grouped(evidence, record => `${record.call} ${outcomeOf(record, index)}`);
  const items = [...groups.values()].map(([first, ...others]) => {
    if (first === undefined) return '';
    const requests =
      'requestIds' in first
        ? `request ${first.requestIds.join(', ') || 'without an id'}`
        : `record ${first.id}`;
    const same = others.length > 0 ? `, and the same in ${others.length} more places` : '';
    const { accountId, region } = first.scope;
    return block(
      `${first.at}  ${first.call}  ${accountId} ${region}${same}\n` +
        `  ${outcomeOf(first, index)}\n  ${requests}`,
    );
  });
  return items.join('\n');
}

function outcomeOf(record: Evidence, index: EvidenceIndex): string {
  switch (record.outcome) {
    case 'answer':
      return `answered, sha256 ${record.sha256}`;
    case 'absent':
      return `${record.code}: AWS says that there is none`;
    case 'gap': {
      const { gap } = rootOf(record, index);
      return `not answered: ${gap.permission} ${gap.code}${gap.requestId ? `, request ${gap.requestId}` : ''}`;
    }
  }
}
