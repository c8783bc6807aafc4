/**
 * The bundle of a large organization against what an auditor is promised: all of it in 10 s and 600 MB, from the command as a
 * user starts it; `report.pdf`, engine and fonts loaded for it, in 2 s; 200 sheets of controls and trails in 5 s.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../checks/index.ts';
import { auditOf } from '../src/evaluate/audit.ts';
import { namedControls } from '../src/evidence/controls/control-sheet.ts';
import { exitOf } from '../src/evidence/exit.ts';
import { loadRenderer } from '../src/evidence/pdf/render.ts';
import { bundleFiles, type ReportFile } from '../src/evidence/report.ts';
import { loadChecklist, loadFrameworks } from '../src/evidence/templates.ts';
import { loadSnapshot } from '../src/snapshot/folder.ts';
import { median } from './median.ts';
import { collectScale, type Measured, measure } from './processes.ts';

const ACCOUNTS = 100;
const REGIONS = 17;
const ROUNDS = 3;
const SHEETS = 200;
const goals = { bundleMs: 10_000, bundleBytes: 600_000_000, reportMs: 2_000, sheetsMs: 5_000 };

const folder = mkdtempSync(join(tmpdir(), 'trailproof-bench-'));
const taken = join(folder, 'taken');
const misses: string[] = [];
try {
  await collectScale(ACCOUNTS, REGIONS, taken);
  const whole: Measured[] = [];
  // 1: there are findings.
  for (let round = 0; round < ROUNDS; round += 1)
    whole.push(await measure(['export', taken, `--out=${join(folder, `bundle-${round}`)}`], {}, [1]));
  judge(
    `The bundle of ${ACCOUNTS} accounts x ${REGIONS} regions`,
    median(whole.map(one => one.ms)),
    goals.bundleMs,
  );
  judgeMemory(Math.max(...whole.map(one => one.peakBytes)));
  await pdfs();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(misses.length === 0 ? 'Every goal is met.' : `Not met: ${misses.join('; ')}.`);
process.exitCode = misses.length === 0 ? 0 : 1;

async function pdfs(): Promise<void> {
  const snapshot = await loadSnapshot(join(taken, 'snapshot'));
  const audit = auditOf(snapshot, checks, loadChecklist(), loadFrameworks());
  const startedAt = performance.now();
  const renderer = await loadRenderer();
  const loadedMs = performance.now() - startedAt;
  if (renderer === null) throw new Error('No engine for PDFs loads here.');
  const controls = namedControls(audit);
  const files = bundleFiles(audit, snapshot.index, exitOf(audit, 'low'), { renderer, controls });
  const report = files.filter(({ path }) => path === 'report.pdf');
  judge(`report.pdf of ${audit.totals.fail} findings, cold`, loadedMs + timed(report), goals.reportMs);
  const trails = files.filter(({ path }) => path.startsWith('trails/')).slice(0, SHEETS / 2);
  const sheets = files.filter(({ path }) => path.startsWith('controls/') && path.endsWith('.pdf'));
  const some = [...trails, ...sheets.slice(0, SHEETS - trails.length)];
  judge(
    `${some.length} sheets, ${trails.length} of trails as data and the rest as PDF`,
    timed(some),
    goals.sheetsMs,
  );
}

function timed(files: readonly ReportFile[]): number {
  const startedAt = performance.now();
  let bytes = 0;
  for (const file of files) for (const piece of file.pieces()) bytes += piece.length;
  if (bytes === 0) throw new Error('Nothing was made.');
  return performance.now() - startedAt;
}

function judge(what: string, ms: number, goal: number): void {
  say(`${what}: ${(ms / 1000).toFixed(2)} s (goal: at most ${goal / 1000} s).`);
  if (ms > goal) misses.push(what);
}

function judgeMemory(bytes: number): void {
  const megabytes = (value: number) => (value / 1e6).toFixed(0);
  say(`Its peak: ${megabytes(bytes)} MB (goal: at most ${megabytes(goals.bundleBytes)} MB).`);
  if (bytes > goals.bundleBytes) misses.push('its peak');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
