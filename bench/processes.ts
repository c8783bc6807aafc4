/** Child processes of the benchmarks: the sandbox to measure against, and the audit that is measured. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../src/bin.js', import.meta.url));

export interface ServedEstate {
  readonly environment: Readonly<Record<string, string>>;
  readonly url: URL;
  stop(): void;
}

export async function serveScale(
  accounts: number,
  regions: number,
  latencyMs: number,
): Promise<ServedEstate> {
  return serve({ estate: 'scale', accounts, regions, latency: latencyMs });
}

/** The answers of the estate `scale`, kept in a folder. */
export async function collectScale(accounts: number, regions: number, out: string): Promise<void> {
  const served = await serveScale(accounts, regions, 0);
  try {
    const flags = [`--endpoint=${served.url.href}`, '--external-id=trailproof-demo', `--out=${out}`];
    await measure(['collect', ...flags], served.environment, [0]);
  } finally {
    served.stop();
  }
}

/** A process of its own: the server must not share a thread with what is measured. `flags` as the command `sandbox` takes them. */
export async function serve(flags: Readonly<Record<string, string | number>>): Promise<ServedEstate> {
  const child = spawn(
    process.execPath,
    [bin, 'sandbox', ...Object.entries({ ...flags, rates: 'off' }).map(([k, v]) => `--${k}=${v}`)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const environment: Record<string, string> = {};
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', chunk => {
      if (String(chunk).includes('Serving')) resolve();
      else process.stderr.write(chunk);
    });
    child.stdout.on('data', chunk => {
      text += String(chunk);
      for (const [, name, value] of text.matchAll(/^export (\w+)=(.*)$/gm))
        environment[name ?? ''] = value ?? '';
    });
    child.on('exit', code => reject(new Error(`The sandbox ended with ${code}.`)));
  });
  await new Promise(resolve => setTimeout(resolve, 50));
  return { environment, url: new URL(environment.AWS_ENDPOINT_URL ?? ''), stop: () => void child.kill() };
}

export interface Measured {
  readonly ms: number;
  /** Peak resident set, bytes. */
  readonly peakBytes: number;
}

/** Runs the command in a process of its own and measures that process. A command that fails is fast, and no measure. */
export async function measure(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  good: readonly number[],
): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', reporter, bin, ...args], {
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const said = collect(child, 2);
  const peak = collect(child, 3);
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  const ms = performance.now() - startedAt;
  const peakBytes = Number(await peak) * 1024;
  if (code === null || !good.includes(code)) throw new Error(`The command ended with ${code}: ${await said}`);
  return { ms, peakBytes };
}

/** Tells, as the measured process ends, how large it grew. */
const reporter = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

async function collect(child: ChildProcess, stream: number): Promise<string> {
  let text = '';
  for await (const chunk of child.stdio[stream] as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}
