/** What the two OSCAL documents share: metadata, properties, the tool, the things looked at, an observation for each result. */

import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import type { SubjectRef } from '../../model/subject.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, statusWord } from '../evaluations.ts';
import { visible } from '../html/escape.ts';
import { stableUuid } from '../ids.ts';
import type { Beside } from './beside.ts';
import { jsonLines, longList } from './long-list.ts';
import { observedTexts } from './text.ts';

/** Of the schemas in evidence-templates/vendor. */
export const OSCAL_VERSION = '1.2.3';

const NAMESPACE = 'urn:trailproof:oscal';

/** Names must be NCNames; values one line, not empty, without space at the ends: what has none is left out. */
export function props(values: Readonly<Record<string, string | number | null>>) {
  return Object.entries(values).flatMap(([name, value]) => {
    const text = value === null ? '' : visible(String(value)).trim();
    return text === '' ? [] : [{ name, ns: NAMESPACE, value: text }];
  });
}

/** OSCAL reads its prose as Markdown, which would eat the stars of an ARN and follow a link in a name. */
export function markup(text: string): string {
  const plain = visible(text).trim();
  if (plain === '') return '(empty)';
  return plain
    .replaceAll(/[\\`*[\]<>&~^{}$]/g, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^[#+-]/, '\\$&');
}

/** Of what a framework calls its requirement: `pci-dss_10.3.4`, `nist-800-53-r5_AU-9.3`, `hipaa_164.312.b`. */
export function token(framework: string, requirement: string): string {
  const flat = requirement
    .replaceAll(/[\s)]/g, '')
    .replaceAll('(', '.')
    .replaceAll(/\.{2,}/g, '.');
  const name = `${framework}_${flat}`.replaceAll(/[^\p{L}\p{N}._-]/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}

/** Not indented: it would be twice as long, and nobody reads it by eye. */
export function oscalFile(path: string, make: () => unknown): ContentFile {
  return { path, content: () => jsonLines(make()) };
}

export function metadata(audit: Audit, title: string) {
  const { snapshot, population } = audit;
  return {
    title,
    'last-modified': snapshot.takenAt,
    version: snapshot.runId,
    'oscal-version': OSCAL_VERSION,
    props: props({
      'run-id': snapshot.runId,
      organization: population.organization?.id ?? null,
      collector: snapshot.caller.arn,
      complete: audit.complete ? 'yes' : 'no',
    }),
    remarks: 'Evidence for an assessor, who alone concludes.',
  };
}

/** The tool as an asset of the assessment: what observations name as their origin. */
export function assessmentAssets({ snapshot: { tool } }: Audit) {
  return {
    components: [
      {
        uuid: toolUuid(tool),
        type: 'software',
        title: tool.name,
        description: `${tool.name} ${tool.version}`,
        props: props({ version: tool.version }),
        status: { state: 'operational' },
      },
    ],
    'assessment-platforms': [
      {
        uuid: stableUuid(`platform/${tool.name}/${tool.version}`),
        title: tool.name,
        'uses-components': [{ 'component-uuid': toolUuid(tool) }],
      },
    ],
  };
}

function toolUuid(tool: Audit['snapshot']['tool']): string {
  return stableUuid(`tool/${tool.name}/${tool.version}`);
}

/** Each thing once, in the order of the results. */
export function inventoryItems(judged: readonly Judged[]) {
  const subjects = new Map(judged.map(({ result: { subject } }) => [subjectUuid(subject), subject]));
  return longList([...subjects], ([uuid, { kind, id, name, accountId, region }]) => ({
    uuid,
    description: markup(name === '' ? id : name),
    props: props({ kind, 'resource-id': id, name, account: accountId, region }),
  }));
}

function subjectUuid({ kind, id, accountId, region }: SubjectRef): string {
  return stableUuid(`subject/${canonical([kind, id, accountId, region])}`);
}

export function observation(
  { result, check, evaluationId, findingId }: Judged,
  audit: Audit,
  beside: Beside,
) {
  const { subject, verdict, evidence } = result;
  const { tool, takenAt } = audit.snapshot;
  const accepted = beside.acceptedOf(findingId);
  const remarks = [...observedTexts(result), ...(accepted === null ? [] : [accepted.sentence])].join('; ');
  return {
    uuid: evaluationId,
    title: markup(check.title),
    description: markup(verdict.note),
    props: props({
      check: check.id,
      'check-version': check.version,
      severity: check.severity,
      aspect: check.aspect,
      status: statusWord(verdict),
      'unknown-reason': verdict.status === 'unknown' ? verdict.reason : null,
      'finding-id': findingId,
      disposition: accepted?.type ?? null,
    }),
    methods: ['TEST'],
    types: ['control-objective'],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': toolUuid(tool) }] }],
    subjects: [
      {
        'subject-uuid': subjectUuid(subject),
        type: 'inventory-item',
        title: markup(subject.name || subject.id),
      },
    ],
    ...(evidence.length === 0 ? {} : { 'relevant-evidence': [relevant(evidence)] }),
    collected: takenAt,
    ...(remarks === '' ? {} : { remarks: markup(remarks) }),
  };
}

function relevant(evidence: readonly string[]) {
  return {
    href: '../raw/index.ndjson',
    description: 'The records that were read, by id.',
    props: props({ records: evidence.join(' ') }),
  };
}
