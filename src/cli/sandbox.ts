/** `trailproof sandbox`: serves an organization until it is stopped. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../model/error.ts';
import { builtInEstates, type Estate, parseEstate, startSandbox } from '../sandbox/index.ts';
import { EXIT, type Io } from './io.ts';

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
  const estate = estateOf(io, flags);
  if (flags.print) {
    io.stdout.write(`${JSON.stringify(estate, null, 2)}\n`);
    return EXIT.complete;
  }
  const sandbox = await startSandbox({
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
  await new Promise<void>(stopped => io.onInterrupt(stopped));
  await sandbox.stop();
  return EXIT.complete;
}

function estateOf(io: Io, { estate, accounts, regions, seed }: SandboxFlags): Estate {
  if (estate === 'reference') return builtInEstates.reference();
  if (estate === 'exemplary') return builtInEstates.exemplary();
  if (estate === 'scale') return builtInEstates.scale({ accounts, regions, seed });
  const path = resolve(io.cwd, estate);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new UsageError('BAD_ESTATE', `The estate ${path} ${why}.`, {
      hint: 'Built in are: reference, exemplary, scale. The format: docs/estates.md',
      cause,
    });
  }
  return parseEstate(json, estate);
}
