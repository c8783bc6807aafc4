/** `formats/junit.xml`: a suite for each check, a case for each result: failure, error where it is unknown, skipped where it does not apply. */

import { countResults } from '../../evaluate/counts.ts';
import type { Audit } from '../../model/audit.ts';
import { grouped } from '../../model/grouped.ts';
import { placeOf } from '../../model/subject.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import { escapeHtml } from '../html/escape.ts';
import type { Accepted, Beside } from './beside.ts';
import { observedTexts, reasonCode } from './text.ts';

export function junit(audit: Audit, source: EvidenceSource, beside: Beside): ContentFile {
  return { path: 'formats/junit.xml', content: () => lines(audit, source, beside) };
}

function* lines(audit: Audit, source: EvidenceSource, beside: Beside): Generator<string> {
  const judged = judgedResults(audit);
  const { runId, takenAt } = audit.snapshot;
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  // The element has no attribute for what was skipped.
  const { skipped: _, ...counts } = countsOf(judged);
  yield `<testsuites${attributes({ name: `trailproof ${runId}`, ...counts })}>`;
  const byCheck = grouped(judged, ({ check }) => check);
  for (const check of audit.checks) {
    const own = byCheck.get(check);
    if (own === undefined) continue;
    yield `  <testsuite${attributes({ name: check.id, ...countsOf(own), timestamp: takenAt })}>`;
    yield `    <properties>`;
    yield `      <property${attributes({ name: 'title', value: check.title })}/>`;
    yield `      <property${attributes({ name: 'severity', value: check.severity })}/>`;
    yield `    </properties>`;
    for (const one of own) yield* testCase(one, source, beside.acceptedOf(one.findingId));
    yield '  </testsuite>';
  }
  yield '</testsuites>';
}

function countsOf(judged: readonly Judged[]) {
  const { fail, unknown, notApplicable } = countResults(judged.map(({ result }) => result));
  return { tests: judged.length, failures: fail, errors: unknown, skipped: notApplicable };
}

function* testCase(
  { result, check, findingId }: Judged,
  source: EvidenceSource,
  accepted: Accepted | null,
): Generator<string> {
  const { subject, verdict } = result;
  const place = placeOf(subject);
  const name = place === '' ? subject.id : `${subject.id} (${place})`;
  yield `    <testcase${attributes({ name, classname: check.id.replaceAll('/', '.'), time: 0 })}>`;
  const message = verdict.note;
  if (verdict.status === 'fail') {
    const text = [...observedTexts(result), `Fix: ${check.fix}`].map(xml).join('\n');
    yield `      <failure${attributes({ type: check.severity, message })}>${text}</failure>`;
  }
  if (verdict.status === 'unknown')
    yield `      <error${attributes({ type: reasonCode(verdict, source), message })}/>`;
  if (verdict.status === 'not-applicable') yield `      <skipped${attributes({ message })}/>`;
  // A waiver is told and changes nothing: what fails, fails.
  const output = [`${findingId}: ${message}`, ...(accepted === null ? [] : [accepted.sentence])];
  yield `      <system-out>${output.map(xml).join('\n')}</system-out>`;
  yield '    </testcase>';
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');
}

/** XML 1.0 may not hold U+FFFE and U+FFFF, not even escaped. */
function xml(text: string): string {
  return escapeHtml(text).replaceAll(/[\ufffe\uffff]/g, one => `\\u{${one.charCodeAt(0).toString(16)}}`);
}
