/** Runs the whole collecting run against a sandbox over HTTP, as a user's process would, in memory. */
import type { LedgerReader } from '../../src/aws/ledger.ts';
import { createLimiter } from '../../src/aws/limiter.ts';
import type { Config } from '../../src/cli/config.ts';
import type { Io } from '../../src/cli/io.ts';
import { type Ran, run } from '../../src/cli/run.ts';
import { neededCalls } from '../../src/cli/select-checks.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';

export interface Said {
  stdout: string;
  stderr: string;
}

/** A process in a test: its environment, what it said, and a way to press Ctrl-C. */
export function testIo(
  env: Record<string, string>,
  options: { cwd?: string; now?: () => Date; tty?: boolean } = {},
) {
  const said: Said = { stdout: '', stderr: '' };
  const interrupts = new Set<() => void>();
  const tty = options.tty === true;
  const say = (stream: keyof Said, text: string): void => {
    said[stream] += text;
  };
  const io: Io = {
    env,
    cwd: options.cwd ?? '/',
    stdout: { write: text => say('stdout', text), isTTY: tty, columns: tty ? 100 : undefined },
    stderr: { write: text => say('stderr', text), isTTY: tty, columns: tty ? 100 : undefined },
    now: options.now ?? (() => new Date()),
    onInterrupt(callback) {
      interrupts.add(callback);
      return () => interrupts.delete(callback);
    },
  };
  return {
    io,
    said,
    interrupt: () => {
      for (const callback of interrupts) callback();
    },
  };
}

export const demoRole = { name: 'TrailproofAudit', externalId: 'trailproof-demo' };

const verifierIn = (account: string): NonNullable<Config['verifier']> => ({
  account,
  region: 'us-east-1',
  schedule: 'verify-digests-daily',
  function: `arn:aws:lambda:us-east-1:${account}:function:verify-digests`,
  alarm: 'verify-digests-errors',
});

export const referenceConfig: Config = {
  role: demoRole,
  logArchiveAccount: '222233334444',
  delegatedAdministrators: ['333344445555'],
  verifier: verifierIn('333344445555'),
  timeouts: { connectMs: 5_000, requestMs: 10_000 },
};

export const exemplaryConfig: Config = {
  ...referenceConfig,
  logArchiveAccount: '321098765432',
  breakGlass: ['arn:aws:iam::321098765432:role/BreakGlass'],
  delegatedAdministrators: ['432109876543'],
  verifier: verifierIn('432109876543'),
};

export function runAgainst(
  sandbox: Sandbox,
  checks: readonly AnyCheck[],
  options: { config?: Config; now?: () => Date; out?: string; resume?: string; ledger?: LedgerReader } = {},
): Promise<Ran> {
  const { io } = testIo(sandbox.environment, options.now ? { now: options.now } : {});
  return run({
    io,
    config: options.config ?? referenceConfig,
    calls: neededCalls(checks),
    out: options.out,
    resume: options.resume,
    ledger: options.ledger,
    // A sandbox without rates need not be spared; that the published ones are kept is tested where they are.
    limiter: createLimiter({ rateOf: () => undefined }),
  });
}

/** Stands for every check there can be: needs every call. */
export function checkThatNeeds(calls: AnyCheck['needs']): AnyCheck {
  return {
    id: 'test/needs',
    subject: {
      kind: 'trail',
      singular: 'trail',
      plural: 'trails',
      needs: [],
      list: () => ({ subjects: [], blind: [] }),
    },
    needs: calls,
  } as unknown as AnyCheck;
}
