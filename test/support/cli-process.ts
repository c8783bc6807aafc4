/** The built command in a process of its own, to be stopped while it works. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  /** The exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What it wrote to stderr so far. */
  readonly said: { err: string };
}

export function startCli(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Started {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = { err: '' };
  child.stderr?.on('data', chunk => {
    said.err += String(chunk);
  });
  return { child, said, ended: new Promise(resolve => child.on('close', resolve)) };
}
