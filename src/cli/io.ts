/** All of the process that the program may touch: handed in by bin.ts, replaced in tests. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly now: () => Date;
  /** Calls back on the first Ctrl-C (or SIGTERM); returns how to stop listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Undefined where it is no terminal. */
  readonly columns: number | undefined;
}

export const EXIT = {
  complete: 0,
  findings: 1,
  usage: 2,
  incomplete: 3,
  integrity: 4,
  delivery: 5,
  defect: 70,
} as const;
