/** `trailproof demo`, which `npm start` runs: the main job on an organization that comes with the package. */
import {
  type Dirent,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { isWrittenPlace, listedNames, sealFiles } from '../evidence/manifest.ts';
import { UsageError } from '../model/error.ts';
import { jsonIn } from '../model/json.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { builtInEstates, startSandbox } from '../sandbox/index.ts';
import { auditCommand } from './audit.ts';
import { EXIT, type Io } from './io.ts';

/** What an organization's own trailproof.yaml would say. */
export const demoConfig = {
  role: { name: 'TrailproofAudit', externalId: 'trailproof-demo' },
  logArchiveAccount: '222233334444',
  delegatedAdministrators: ['333344445555'],
  verifier: {
    account: '333344445555',
    region: 'us-east-1',
    schedule: 'verify-digests-daily',
    function: 'arn:aws:lambda:us-east-1:333344445555:function:verify-digests',
    alarm: 'verify-digests-errors',
  },
};

/** The tooling account's, for evidence alone. */
const signingKey = 'arn:aws:kms:us-east-1:333344445555:alias/evidence-signing';

export async function demoCommand(io: Io, flags: { readonly out: string }): Promise<number> {
  const out = resolve(io.cwd, flags.out);
  clearEarlierDemo(out);
  const sandbox = await startSandbox({ estate: builtInEstates.reference(), now: io.now });
  const folder = mkdtempSync(join(tmpdir(), 'trailproof-demo-'));
  try {
    const config = join(folder, 'trailproof.yaml');
    writeFileSync(config, stringify(demoConfig));
    io.stderr.write(
      `Verifying the log files of the reference organization and auditing it, served at ${sandbox.url}.\n`,
    );
    const code = await auditCommand(
      { ...io, env: { ...io.env, AWS_PROFILE: undefined, ...sandbox.environment } },
      { config, out, signKms: signingKey, verifyLogs: '24h', ledger: join(folder, 'ledger') },
    );
    // An audit that finds something is what the demo shows; a bundle that is not signed as asked is not.
    if (code === EXIT.defect || code === EXIT.delivery) return code;
    io.stderr.write(
      `\n\`trailproof audit\` would have exited with ${code}; the demo itself worked and exits with 0.\n` +
        `The ledger went with the demo; its entry is in the bundle, as an answer to trailproof.ReadLedger.\n` +
        `Check the bundle with:  trailproof verify ${flags.out}    and  trailproof replay ${flags.out}\n`,
    );
    return EXIT.complete;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.stop();
  }
}

/** Replaces what an earlier demo wrote and refuses to touch anything else: least of all the audit of a real organization. */
function clearEarlierDemo(out: string): void {
  if (!existsSync(out)) return;
  const own = isDemo(out);
  const listed = new Set(listedNames(out));
  // A demo that was killed has no manifest, and begins with its snapshot.
  const foreign = readdirSync(out, { withFileTypes: true }).filter(
    entry => !own || !(listed.has(entry.name) || isOurs(entry)),
  );
  if (foreign.length > 0) {
    throw new UsageError('BAD_OUTPUT', `The folder ${out} holds something else than an earlier demo.`, {
      hint: 'Name another with --out.',
    });
  }
  rmSync(out, { recursive: true, force: true });
}

/** By who asked, as the snapshot says. */
function isDemo(out: string): boolean {
  const path = join(out, 'snapshot', 'snapshot.json');
  if (!existsSync(path)) return false;
  const header = jsonIn(readFileSync(path, 'utf8')) as Partial<SnapshotHeader> | undefined;
  return header?.caller?.accountId === demoConfig.verifier.account;
}

/** What a bundle has at its top, or what is on the way to it. */
function isOurs(entry: Dirent): boolean {
  const name = entry.name.replace(/\.part$/, '');
  return entry.isDirectory() ? isWrittenPlace(`${name}/`) : isWrittenPlace(name) || sealFiles.includes(name);
}
