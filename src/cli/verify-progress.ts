/** One line on stderr while log files are verified: objects, bytes, rate and what is left. */
import type { VerifyProgress } from '../digests/verify-logs.ts';
import type { Io } from './io.ts';

const REDRAW_MS = 100;
const BAR = 24;

export interface VerifyLine {
  update(progress: VerifyProgress): void;
  end(): void;
}

export function createVerifyLine(io: Io): VerifyLine {
  if (!io.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  const startedAt = io.now().getTime();
  let drawnAt = 0;
  return {
    update({ folders, done, objects, bytes }) {
      const now = io.now().getTime();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      const seconds = Math.max(0.001, (now - startedAt) / 1000);
      const filled = folders === 0 ? 0 : Math.floor((done / folders) * BAR);
      const left = done === 0 ? '' : `  ${duration((seconds / done) * (folders - done))} left`;
      const line =
        `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${folders} chains  ${objects} objects  ` +
        `${megabytes(bytes)}  ${Math.round(objects / seconds)}/s${left}`;
      io.stderr.write(`\r\u001b[2K${line.slice(0, (io.stderr.columns ?? 100) - 1)}`);
    },
    end: () => io.stderr.write('\r\u001b[2K'),
  };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
