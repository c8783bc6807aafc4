/** `trailproof sandbox`: serves an organization until it is stopped. */
import { resolve } from 'node:path';
import { UsageError } from '../model/error.ts';
import { jsonIn } from '../model/json.ts';
import {
  builtInEstates,
  type Estate,
  parseEstate,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../sandbox/index.ts';
import { EXIT, type Io } from './io.ts';
import { readUserFile } from './user-file.ts';

export interface SandboxFlags {
  readonly estate: string;
  readonly port: number;
  readonly latency?: number | undefined;
  readonly rates?: 'real' | 'off' | undefined;
  readonly accounts: number;
  readonly regions: number;
  readonly seed: number;
  readonly print: boolean;
}

export async function sandboxCommand(io: Io, flags: SandboxFlags): Promise<number> {
  refuseOtherNumbers(flags);
  const estate = estateOf(io, flags);
  if (flags.print) {
    io.stdout.write(`${JSON.stringify(estate, null, 2)}\n`);
    return EXIT.complete;
  }
  const sandbox = await listening({
    estate,
    port: flags.port,
    now: io.now,
    ...(flags.latency === undefined ? {} : { latencyMs: flags.latency }),
    ...(flags.rates === undefined ? {} : { rates: flags.rates }),
  });
  for (const [name, value] of Object.entries(sandbox.environment))
    io.stdout.write(`export ${name}=${value}\n`);
  io.stderr.write(
    `Serving ${estate.name} at ${sandbox.url}. Set the variables above, then run any AWS client. Ctrl-C ends it.\n`,
  );
  for (const { name, externalId } of estate.rolesInEveryAccount)
    if (externalId !== undefined)
      io.stderr.write(`The role ${name} wants the external id ${externalId}: --external-id ${externalId}\n`);
  await new Promise<void>(stopped => io.onInterrupt(stopped));
  await sandbox.stop();
  return EXIT.complete;
}

const LARGEST_PORT = 65_535;
/** The longest that a timer waits. */
const LONGEST_LATENCY = 2 ** 31 - 1;

function refuseOtherNumbers({ port, latency = 0, accounts, regions, seed }: SandboxFlags): void {
  const rules: [flag: string, value: number, least: number, most: number, unit: string][] = [
    ['--port', port, 0, LARGEST_PORT, ''],
    ['--latency', latency, 0, LONGEST_LATENCY, ' milliseconds'],
    ['--accounts', accounts, 3, 100_000, ''],
    ['--regions', regions, 1, 100, ''],
    ['--seed', seed, 0, Number.MAX_SAFE_INTEGER, ''],
  ];
  for (const [flag, value, least, most, unit] of rules) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new UsageError('BAD_USAGE', `${flag} is a whole number from ${least} to ${most}${unit}.`, {
      hint: 'See: trailproof sandbox --help',
    });
  }
}

/** A port that another process has, or that this one may not open, is for the user to change. */
async function listening(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'listen') throw error;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
    throw new UsageError('BAD_USAGE', `Port ${options.port} of this machine ${why}.`, {
      hint: 'Name another with --port, or leave it out for any free one.',
      cause: error,
    });
  }
}

function estateOf(io: Io, { estate, accounts, regions, seed }: SandboxFlags): Estate {
  if (estate === 'reference') return builtInEstates.reference();
  if (estate === 'exemplary') return builtInEstates.exemplary();
  if (estate === 'scale') return builtInEstates.scale({ accounts, regions, seed });
  const path = resolve(io.cwd, estate);
  const hint = 'Built in are: reference, exemplary, scale. The format: docs/estates.md';
  const json = jsonIn(readUserFile(path, { what: 'The estate', hint, code: 'BAD_ESTATE' }));
  if (json === undefined) throw new UsageError('BAD_ESTATE', `The estate ${path} is not JSON.`, { hint });
  return parseEstate(json, estate);
}
