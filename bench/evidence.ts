/**
 * What judging a snapshot and writing its bundle costs, against the floor: canonical JSON of the same values and SHA-256 of the
 * same bytes, in the same run. In processor time, of which other programs take nothing; of both the best round counts. Goal: a
 * ratio of at most 6 without the PDF, whose engine is another's and is told apart.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../checks/index.ts';
import { auditOf } from '../src/evaluate/audit.ts';
import { listFolder } from '../src/evidence/bundle.ts';
import { exitOf } from '../src/evidence/exit.ts';
import { factsSha256 } from '../src/evidence/facts.ts';
import { writeManifest } from '../src/evidence/manifest.ts';
import { loadRenderer } from '../src/evidence/pdf/render.ts';
import { bundleFiles, writeReport } from '../src/evidence/report.ts';
import { loadChecklist, loadFrameworks } from '../src/evidence/templates.ts';
import { canonical } from '../src/model/json.ts';
import { loadSnapshot } from '../src/snapshot/folder.ts';
import { collectScale } from './processes.ts';

const REGIONS = 17;
const ROUNDS = 4;
const GOAL = 6;
const sizes = [20, 60];

const folder = mkdtempSync(join(tmpdir(), 'trailproof-bench-'));
let worst = 0;
try {
  for (const accounts of sizes) {
    const taken = join(folder, `taken-${accounts}`);
    await collectScale(accounts, REGIONS, taken);
    const made: Made[] = [];
    const floors: Floor[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const out = join(folder, `out-${accounts}-${round}`);
      cpSync(taken, out, { recursive: true });
      made.push(await make(out));
      floors.push(floorOf(out));
      rmSync(out, { recursive: true });
    }
    const [floor, best] = [least(floors, one => one.ms), least(made, one => one.evaluateMs + one.writeMs)];
    const ratio = (best.evaluateMs + best.writeMs) / floor.ms;
    say(
      `${accounts} accounts x ${REGIONS} regions: ${best.verdicts} verdicts, ${(floor.bytes / 1024 / 1024).toFixed(0)} MiB; ` +
        `floor ${ms(floor.ms)}, judging ${ms(best.evaluateMs)}, writing and sealing ${ms(best.writeMs)}, ` +
        `PDF ${ms(best.pdfMs)} (cold ${ms(made[0]?.pdfMs ?? Number.NaN)}); ratio ${ratio.toFixed(2)}`,
    );
    worst = Math.max(worst, ratio);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(`Ratio to the floor, the worst: ${worst.toFixed(2)} (goal: at most ${GOAL}).`);
process.exitCode = worst <= GOAL ? 0 : 1;

interface Made {
  readonly verdicts: number;
  readonly evaluateMs: number;
  readonly writeMs: number;
  readonly pdfMs: number;
}

interface Floor {
  readonly ms: number;
  readonly bytes: number;
}

async function make(out: string): Promise<Made> {
  const snapshot = await loadSnapshot(join(out, 'snapshot'));
  const renderer = await loadRenderer();
  const [checklist, frameworks] = [loadChecklist(), loadFrameworks()];
  const startedAt = spentMs();
  const audit = auditOf(snapshot, checks, checklist, frameworks);
  const judgedAt = spentMs();
  const files = bundleFiles(audit, snapshot.index, exitOf(audit, 'low'), { renderer });
  writeReport(
    out,
    files.filter(({ path }) => !path.endsWith('.pdf')),
  );
  writeManifest(out, { runId: audit.snapshot.runId, facts: factsSha256(audit, snapshot.index) });
  const writtenAt = spentMs();
  writeReport(
    join(out, 'pdf'),
    files.filter(({ path }) => path.endsWith('.pdf')),
  );
  const pdfMs = spentMs() - writtenAt;
  rmSync(join(out, 'pdf'), { recursive: true, force: true });
  return {
    verdicts: audit.results.length,
    evaluateMs: judgedAt - startedAt,
    writeMs: writtenAt - judgedAt,
    pdfMs,
  };
}

/** Every byte of the bundle hashed, and every value of its JSON made canonical; neither reading nor parsing is counted. */
function floorOf(out: string): Floor {
  let total = 0;
  let bytes = 0;
  for (const path of listFolder(out).keys()) {
    const content = readFileSync(join(out, path));
    const text = /json$/.test(path) ? content.toString('utf8') : '';
    const values: unknown[] = path.endsWith('.ndjson')
      ? text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
      : text === ''
        ? []
        : [JSON.parse(text)];
    const startedAt = spentMs();
    for (const value of values) canonical(value);
    createHash('sha256').update(content).digest();
    total += spentMs() - startedAt;
    bytes += content.length;
  }
  return { ms: total, bytes };
}

/** Processor time of this process so far, its threads included. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function least<T>(all: readonly T[], of: (one: T) => number): T {
  return all.reduce((best, one) => (of(one) < of(best) ? one : best));
}

function ms(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
