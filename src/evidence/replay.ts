/** Judges the evidence of a bundle again and compares every byte that is made from it; the first difference is named. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { auditOf } from '../evaluate/audit.ts';
import type { Audit } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { IntegrityError } from '../model/error.ts';
import type { ControlFramework, Framework } from '../model/framework.ts';
import { jsonIn } from '../model/json.ts';
import { type Snapshot, snapshotPaths } from '../snapshot/folder.ts';
import type { Bundle } from './bundle.ts';
import { type Named, namedControls, nameOf } from './controls/control-sheet.ts';
import { exitOf } from './exit.ts';
import { factsSha256 } from './facts.ts';
import { historyOf } from './history.ts';
import { inputsIn } from './history-files.ts';
import { linesOf, readText } from './lines.ts';
import { isWrittenPlace, type ListedFile } from './manifest.ts';
import { absentRenderer, loadRenderer, type RendererName } from './pdf/render.ts';
import { bundleFiles, type Pieces, type ReportFile } from './report.ts';
import { summarySchema } from './schemas.ts';
import type { Verification } from './verify.ts';

/** All that this version could judge with; the bundle's summary says what was used. */
export interface Catalogue {
  readonly version: string;
  readonly checks: readonly AnyCheck[];
  readonly checklist: Framework;
  readonly frameworks: readonly ControlFramework[];
}

export interface Replay {
  readonly facts: string;
  readonly verdicts: number;
  /** Files that came out the same, byte for byte. */
  readonly same: readonly string[];
  /** Files of somebody else, at places where Trailproof writes nothing: verified, not replayed. */
  readonly notMade: readonly string[];
  /** PDFs with which nothing was compared, because this machine has not got the engine that set them; null: there are none. */
  readonly notSet: NotSet | null;
}

export interface NotSet {
  readonly files: readonly string[];
  readonly engine: RendererName;
  /** null: none. */
  readonly here: RendererName | null;
}

const SOURCES = ['evaluations.ndjson', 'findings.ndjson', 'summary.json'];
const LARGEST_SUMMARY = 256 * 1024 * 1024;

/** The bundle has been verified: its files are the ones that its manifest lists. */
export async function replayBundle(
  bundle: Bundle,
  verified: Verification,
  snapshot: Snapshot,
  catalogue: Catalogue,
): Promise<Replay> {
  const text = await readText(bundle.read('summary.json'), 'summary.json', LARGEST_SUMMARY);
  const summary = summarySchema.parse(JSON.parse(text));
  const checks = known(summary.checks, catalogue.checks, 'check', catalogue);
  const ids = summary.frameworks.map(framework => framework.id);
  const frameworks = known(ids, catalogue.frameworks, 'framework', catalogue);
  const audit = auditOf(snapshot, checks, catalogue.checklist, frameworks);
  // From the inputs that the bundle itself names: what came before, and what was accepted.
  const history = historyOf(audit, snapshot.index.records(), await inputsIn(bundle));
  // A PDF set by another build of the engine has other bytes: it is then verified and not replayed.
  const { renderer: name, control_pdfs } = await provenanceOf(bundle);
  if (name === null) refusePdfs(verified, control_pdfs);
  const controls = control_pdfs.map(name => controlIn(audit, name));
  const here = await loadRenderer();
  const renderer = name === null ? null : here?.name === name ? here : absentRenderer(name);
  const exit = exitOf(audit, summary.exit.fail_on);
  const all = bundleFiles(audit, snapshot.index, exit, { renderer, controls, history });
  const made = all.filter(file => !file.path.endsWith('.pdf') || renderer === here);
  const madeBy = `made by ${snapshot.header.tool.version}, judged again by ${catalogue.version}`;
  // Verdicts, findings and summary before all else: what differs there differs in every file that repeats it.
  const inOrder = [...made].sort((a, b) => rank(a) - rank(b));
  for (const file of inOrder) await compare(bundle, verified, file, madeBy);
  const facts = factsSha256(audit, snapshot.index);
  if (facts !== verified.manifest.facts_sha256) {
    const what = `says facts ${verified.manifest.facts_sha256}, and judged again they are ${facts} (${madeBy}).`;
    throw new IntegrityError('NOT_REPLAYED', 'manifest.json', what);
  }
  const unset = all.filter(file => !made.includes(file));
  for (const file of unset) listedIn(verified, file, madeBy);
  const ours = new Set([...all.map(file => file.path), ...snapshotPaths]);
  const notMade = verified.manifest.files.map(({ path }) => path).filter(path => !ours.has(path));
  const strange = notMade.find(isWrittenPlace);
  if (strange !== undefined) {
    const what = `is not made from the evidence, and stands where only that stands (${madeBy}).`;
    throw new IntegrityError('NOT_REPLAYED', strange, what);
  }
  return {
    facts,
    verdicts: audit.results.length,
    same: made.map(file => file.path).sort(),
    notMade,
    notSet:
      name === null || unset.length === 0
        ? null
        : { files: unset.map(file => file.path).sort(), engine: name, here: here?.name ?? null },
  };
}

const RUN = 'provenance/run.json';

/** Nobody can have set a PDF where no engine was. */
function refusePdfs({ manifest }: Verification, controls: readonly string[]): void {
  const pdf = manifest.files.find(({ path }) => path.endsWith('.pdf') && isWrittenPlace(path))?.path;
  const [control] = controls;
  const there = pdf === undefined ? control && `names one of ${control}` : `${pdf} is there`;
  if (there !== undefined)
    throw new IntegrityError('NOT_REPLAYED', RUN, `says that no engine set a PDF, and ${there}.`);
}

const runSchema = z.looseObject({
  renderer: z.enum(['typst-native', 'typst-wasm']).nullable(),
  control_pdfs: z.array(z.string()).default([]),
});

function controlIn(audit: Audit, name: string): Named {
  const found = namedControls(audit).find(named => nameOf(named) === name);
  if (found) return found;
  throw new IntegrityError('NOT_REPLAYED', RUN, `names ${name}, which is no requirement of it.`);
}

async function provenanceOf(bundle: Bundle): Promise<z.infer<typeof runSchema>> {
  if (!bundle.sizes.has(RUN)) throw new IntegrityError('NOT_REPLAYED', RUN, 'is missing.');
  const parsed = runSchema.safeParse(jsonIn(await readText(bundle.read(RUN), RUN, LARGEST_SUMMARY)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new IntegrityError('BAD_CONTENT', RUN, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`);
}

function rank({ path }: ReportFile): number {
  const place = SOURCES.indexOf(path);
  return place === -1 ? SOURCES.length : place;
}

function known<T extends { readonly id: string }>(
  ids: readonly string[],
  all: readonly T[],
  what: string,
  { version }: Catalogue,
): readonly T[] {
  const missing = ids.find(id => all.every(one => one.id !== id));
  if (missing !== undefined) {
    const why = `names the ${what} ${missing}, which version ${version} does not have.`;
    throw new IntegrityError('NOT_REPLAYED', 'summary.json', why);
  }
  return all.filter(one => ids.includes(one.id));
}

/** By hash, so that a PDF is compared like any other file; where it differs, a text is gone through line by line. */
async function compare(
  bundle: Bundle,
  verified: Verification,
  file: ReportFile,
  madeBy: string,
): Promise<void> {
  const listed = listedIn(verified, file, madeBy);
  const hash = createHash('sha256');
  for (const piece of file.pieces()) hash.update(piece);
  if (hash.digest('hex') === listed.sha256) return;
  const text = /^text\/|json/.test(listed.media_type);
  const where = text ? await firstDifference(bundle, file) : 'has other bytes';
  throw new IntegrityError('NOT_REPLAYED', file.path, `${where} (${madeBy}).`);
}

function listedIn({ manifest }: Verification, { path }: ReportFile, madeBy: string): ListedFile {
  const listed = manifest.files.find(file => file.path === path);
  if (listed !== undefined) return listed;
  throw new IntegrityError(
    'NOT_REPLAYED',
    path,
    `is made from the evidence and not in the bundle (${madeBy}).`,
  );
}

async function firstDifference(bundle: Bundle, file: ReportFile): Promise<string> {
  const there = linesOf(bundle.read(file.path), file.path);
  let number = 0;
  for await (const again of linesOf(bytesOf(file.pieces()), file.path)) {
    number += 1;
    const next = await there.next();
    if (next.done === true) return `ends before line ${number}, which comes out as ${shortened(again)}`;
    if (next.value !== again) {
      await there.return(undefined);
      return `line ${number}${differenceIn(next.value, again)}`;
    }
  }
  return `goes on after line ${number}, where it ends when made again`;
}

async function* bytesOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

/** The member that differs, where both lines are JSON; else both lines. */
function differenceIn(there: string, again: string): string {
  const [a, b] = [jsonIn(there), jsonIn(again)];
  const path = isObject(a) && isObject(b) ? firstPath(a, b, []) : null;
  if (path === null) return ` is ${shortened(there)}, and made again ${shortened(again)}`;
  const at = (value: unknown): string => shortened(JSON.stringify(memberAt(value, path)) ?? 'missing');
  const about = [memberAt(a, ['check']), memberAt(a, ['subject', 'id'])].filter(v => typeof v === 'string');
  const subject = about.length === 2 ? `, ${about.join(' on ')}` : '';
  return `${subject}: ${path.join('.')} is ${at(a)}, and judged again ${at(b)}`;
}

function firstPath(a: unknown, b: unknown, path: readonly string[]): readonly string[] | null {
  if (JSON.stringify(a) === JSON.stringify(b)) return null;
  if (!isObject(a) || !isObject(b)) return path;
  // What was concluded says more than the sentence about it.
  const keys = [...new Set(['status', ...Object.keys(a), ...Object.keys(b)])];
  for (const key of keys) {
    const deeper = firstPath(a[key], b[key], [...path, key]);
    if (deeper !== null) return deeper;
  }
  return path;
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
