/** One line on stderr that says how far the run is; silent where stderr is no terminal. */
import type { Attempted } from '../aws/clients.ts';
import type { Progress } from '../collect/collect.ts';
import type { Io } from './io.ts';

export interface ProgressLine {
  attempt(attempt: Attempted): void;
  update(progress: Progress): void;
  /** Clears the line. */
  end(): void;
}

const REDRAW_MS = 100;
const BAR = 24;

export function createProgressLine(io: Io): ProgressLine {
  if (!io.stderr.isTTY) return { attempt: () => undefined, update: () => undefined, end: () => undefined };
  const startedAt = io.now().getTime();
  let drawnAt = 0;
  let calls = 0;
  let throttled = 0;

  function draw({ wave, asked, questions, gaps }: Progress): void {
    const seconds = Math.max(0.001, (io.now().getTime() - startedAt) / 1000);
    const filled = questions === 0 ? 0 : Math.floor((asked / questions) * BAR);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
    const what = wave === 0 ? 'accounts' : `wave ${wave}`;
    const line =
      `${what.padEnd(8)} ${bar} ${asked}/${questions} questions  ${calls} calls  ` +
      `${Math.round(calls / seconds)}/s  ${throttled} throttled  ${gaps} gaps`;
    io.stderr.write(`\r\u001b[2K${line.slice(0, (io.stderr.columns ?? 100) - 1)}`);
  }

  return {
    attempt(attempt) {
      calls += 1;
      if (attempt.throttled) throttled += 1;
    },
    update(progress) {
      const now = io.now().getTime();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      draw(progress);
    },
    end: () => io.stderr.write('\r\u001b[2K'),
  };
}
