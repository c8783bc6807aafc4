/** Options that several commands share. */
import type { Argv } from 'yargs';
import { listOfIds } from './select-frameworks.ts';

/** Those that may be named more than once, as yargs names them; `_` is what is no option. */
export const listOptions: readonly string[] = [
  '_',
  'account',
  'only-region',
  'onlyRegion',
  'check',
  'framework',
  'control',
  'trail',
];

/** Those that are yes or no, and those that `--no-…` keeps from being taken over; as yargs names them. */
export const mayBeFalse: readonly string[] = [
  'help',
  'h',
  'version',
  'print',
  'zip',
  'dry-run',
  'dryRun',
  'previous',
  'waivers',
];

export function collecting<T>(y: Argv<T>) {
  return asking(y).option('check', { type: 'string', array: true, describe: 'Only these checks' });
}

/** How AWS is reached, how much of it, and where it goes. */
function asking<T>(y: Argv<T>) {
  return y
    .option('config', {
      type: 'string',
      describe: 'Configuration file (default: trailproof.yaml, if there is one)',
    })
    .option('out', { type: 'string', describe: 'New or empty folder for what is written' })
    .option('resume', { type: 'string', describe: 'Folder of a run that was killed', conflicts: 'out' })
    .option('role', { type: 'string', describe: 'Name of the audit role in every account' })
    .option('external-id', { type: 'string', describe: 'External id of the audit role' })
    .option('endpoint', { type: 'string', describe: 'One endpoint for all services, such as a sandbox' })
    .option('region', { type: 'string', describe: 'Region in which roles are assumed' })
    .option('account', { type: 'string', array: true, describe: 'Only these accounts' })
    .option('only-region', { type: 'string', array: true, describe: 'Only these regions' })
    .option('concurrency', { type: 'number', describe: 'Questions under way at once' });
}

export function reporting<T>(y: Argv<T>) {
  return y
    .option('format', {
      choices: ['table', 'json', 'ndjson'] as const,
      describe: 'What goes to stdout (default: table)',
    })
    .option('fail-on', {
      choices: ['low', 'medium', 'high', 'critical', 'none'] as const,
      describe: 'Lowest severity that makes exit code 1 (default: low)',
    })
    .option('previous', {
      type: 'string',
      requiresArg: true,
      describe: 'Bundle (folder or zip) of the run before: what is new, open, reopened, closed, stale',
    })
    .option('previous-key', {
      type: 'string',
      requiresArg: true,
      describe: 'Public key (PEM) that must have signed the bundle of the run before',
    })
    .option('waivers', {
      type: 'string',
      requiresArg: true,
      describe: 'File (YAML) of what was accepted, by whom, and until when',
    })
    .option('framework', {
      type: 'string',
      requiresArg: true,
      coerce: listOfIds,
      describe: 'Report on these frameworks alone, such as pci-dss,soc2',
    });
}

export function ledgering<T>(y: Argv<T>) {
  return y
    .option('ledger', { type: 'string', describe: 'Folder of the ledger of verifications' })
    .option('ledger-key', { type: 'string', describe: 'Public key (PEM) that must have signed each entry' });
}

function signing<T>(y: Argv<T>) {
  return y
    .option('sign-key', {
      type: 'string',
      describe: 'Sign with this Ed25519 private key (PEM)',
      conflicts: 'sign-kms',
    })
    .option('sign-kms', {
      type: 'string',
      describe: 'Sign with this KMS key (ARN; ECC_NIST_P256); needs kms:GetPublicKey and kms:Sign',
    });
}

export function sealing<T>(y: Argv<T>) {
  return trustingStamps(signing(y))
    .option('timestamp', {
      type: 'string',
      requiresArg: true,
      describe: 'Have the bundle stamped with the time by this authority (URL; RFC 3161)',
    })
    .option('zip', { type: 'boolean', describe: 'Pack the bundle as <out>.zip too' });
}

export function trustingStamps<T>(y: Argv<T>) {
  return y.option('tsa-ca', {
    type: 'string',
    requiresArg: true,
    describe: 'Certificates (PEM) of the CAs under which the time stamping authority must stand',
  });
}

/** Which hours and which files of which trails. */
export function verifying<T>(y: Argv<T>) {
  return signing(ledgering(asking(y)))
    .option('trail', { type: 'string', array: true, describe: 'Only these trails (ARN)' })
    .option('window', { type: 'string', describe: 'The last 24h (default), 7d, 2w ...' })
    .option('since', { type: 'string', describe: 'Begin of the window, UTC: 2026-11-19T06:00:00Z' })
    .option('until', { type: 'string', describe: 'End of the window (default: now)' })
    .option('logs', { type: 'string', describe: 'all (default), none, or sample:5 of each digest' })
    .option('dry-run', {
      type: 'boolean',
      describe: 'Only say how many objects, requests and US dollars it would take; read none',
      conflicts: ['out', 'resume', 'offline', 'sign-key', 'sign-kms'],
    })
    .option('offline', {
      type: 'string',
      describe: 'Repeat the finished run in this folder from a copy of the buckets in its objects/',
      conflicts: ['out', 'resume', 'ledger', 'ledger-key', 'sign-key', 'sign-kms'],
    })
    .option('format', { choices: ['table', 'json'] as const, default: 'table' as const });
}

export function bundled<T>(y: Argv<T>) {
  return trustingStamps(y)
    .positional('bundle', { type: 'string', demandOption: true, describe: 'Folder or zip' })
    .option('key', { type: 'string', describe: 'Public key (PEM) that must have signed' });
}
