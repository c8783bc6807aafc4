/** The commands that README.txt of a bundle gives, run as they stand. */
import { spawnSync } from 'node:child_process';

/** Where its input is a socket, as from Node.js, a first bash takes itself for a remote one and reads what the machine has. */
const noStartFiles = ['--norc'];

export interface Followed {
  readonly status: number | null;
  readonly output: string;
}

/** One after the other, and no further than the first that fails. */
export function followSteps(folder: string, steps: string): Followed {
  return ran('bash', [...noStartFiles, '-euo', 'pipefail', '-c', steps], folder);
}

/** As one block into a shell that stops at nothing by itself. */
export function pasteSteps(folder: string, steps: string, shell: string): Followed {
  return ran(shell, shell === 'bash' ? noStartFiles : [], folder, `${steps}\n`);
}

function ran(shell: string, args: readonly string[], cwd: string, input?: string): Followed {
  const { status, stdout, stderr } = spawnSync(shell, args, { cwd, encoding: 'utf8', input });
  return { status, output: stdout + stderr };
}
