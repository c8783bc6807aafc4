/**
 * bin.ts -> main (parse) -> one command file -> run.ts (collect) -> evaluate -> evidence writers
 * Parses, wires and prints; decides no verdict. Commands are loaded when they are called, so that --help is instant.
 */
import yargs from 'yargs';
import { UsageError } from '../model/error.ts';
import {
  bundled,
  collecting,
  ledgering,
  listOptions,
  mayBeFalse,
  reporting,
  sealing,
  verifying,
} from './flags.ts';
import { EXIT, type Io } from './io.ts';
import { listOfIds } from './select-frameworks.ts';
import { type Asked, tellError } from './tell-error.ts';

export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.complete;
  let asked: Asked = {};
  try {
    const parser = commands(io, exit => {
      code = exit;
    }).middleware(args => {
      asked = args;
    });
    await parser.parseAsync([...argv], {}, (_error, _arguments, output) => {
      if (output !== '') io.stdout.write(`${output}\n`);
    });
    return code;
  } catch (error) {
    if (!(error instanceof Shown)) return tellError(error, io, asked);
    io.stdout.write(`${error.message}\n`);
    return EXIT.complete;
  }
}

function commands(io: Io, exit: (code: number) => void) {
  const parser = yargs()
    .scriptName('trailproof')
    .usage(
      'Proves that the CloudTrail audit log of an AWS organization is complete, protected and untouched.',
    )
    .command(
      'audit',
      'Collect, judge and report',
      y =>
        sealing(reporting(ledgering(collecting(y))))
          .option('verify-logs', {
            type: 'string',
            describe: 'First verify the digests and log files of this window, such as 24h; needs --ledger',
            conflicts: 'resume',
          })
          .example(
            '$0 audit --config trailproof.yaml --out evidence',
            'audit the organization and keep the evidence',
          )
          .example(
            '$0 audit --format ndjson | jq -c \'select(.severity.level=="critical")\'',
            'feed findings to a ticket system',
          )
          .example('$0 audit --resume evidence', 'go on with a run that was killed'),
      async args => exit(await (await import('./audit.ts')).auditCommand(io, args)),
    )
    .command(
      'collect',
      'Ask AWS and keep the answers, without judging',
      y =>
        ledgering(collecting(y)).example('$0 collect --out evidence', 'make a snapshot to be judged later'),
      async args => exit(await (await import('./collect.ts')).collectCommand(io, args)),
    )
    .command(
      'export <dir>',
      'Make a bundle from a snapshot, offline',
      y =>
        sealing(reporting(y))
          .positional('dir', {
            type: 'string',
            demandOption: true,
            describe: 'A folder made by collect or audit',
          })
          .option('out', { type: 'string', demandOption: true, describe: 'New folder for the bundle' })
          .option('control', {
            type: 'string',
            requiresArg: true,
            coerce: listOfIds,
            describe:
              'A PDF of its own for each of these requirements, such as pci-dss:10.3.4; a framework, or all',
          })
          .example('$0 export evidence --control pci-dss:10.3.4 --out sheet', 'the sheet of one requirement')
          .example('$0 export evidence --framework pci-dss --out pci --zip', 'what one assessor asked for'),
      async args => exit(await (await import('./export.ts')).exportCommand(io, args)),
    )
    .command(
      'evaluate <dir>',
      'Judge a snapshot, offline',
      y =>
        reporting(y)
          .positional('dir', {
            type: 'string',
            demandOption: true,
            describe: 'A folder made by collect or audit',
          })
          .option('out', { type: 'string', describe: 'Write the report to this new folder' })
          .example('$0 evaluate evidence --format table', 'judge the snapshot again'),
      async args => exit(await (await import('./evaluate.ts')).evaluateCommand(io, args)),
    )
    .command(
      'verify <bundle>',
      'Check a bundle: every hash, the signature, the time stamp, what stands in the files',
      y =>
        bundled(y)
          .option('format', { choices: ['text', 'json'] as const, default: 'text' as const })
          .example('$0 verify evidence.zip --key public-key.pem', 'whole, and signed by that key')
          .example('$0 verify evidence', 'whole; whoever signed it'),
      async args => exit(await (await import('./verify.ts')).verifyCommand(io, args)),
    )
    .command(
      'verify-logs',
      'Verify every digest chain and log file of the organization',
      y =>
        verifying(y)
          .example('$0 verify-logs --window 24h --out verification', 'every hour of every chain')
          .example('$0 verify-logs --ledger ledger --sign-key key.pem', 'since the last time, and on record')
          .example('$0 verify-logs --resume verification', 'go on with a run that was killed')
          .example('$0 verify-logs --offline verification', 'the same again, without AWS'),
      async args => exit(await (await import('./verify-logs.ts')).verifyLogsCommand(io, args)),
    )
    .command(
      'replay <bundle>',
      'Judge the evidence of a bundle again and compare every byte',
      y => bundled(y).example('$0 replay evidence.zip', 'the same verdicts, or the first difference'),
      async args => exit(await (await import('./replay.ts')).replayCommand(io, args)),
    )
    .command(
      'diff <earlier> <later>',
      'Show what changed from one bundle to a later one',
      y =>
        y
          .positional('earlier', { type: 'string', demandOption: true, describe: 'Folder or zip' })
          .positional('later', { type: 'string', demandOption: true, describe: 'Folder or zip' })
          .option('format', { choices: ['text', 'json'] as const, default: 'text' as const })
          .example('$0 diff october november', 'new, reopened, closed, unknown; settings; accounts'),
      async args => exit(await (await import('./diff.ts')).diffCommand(io, args)),
    )
    .command(
      'sample <bundle>',
      'Draw judgements to test again by hand',
      y =>
        y
          .positional('bundle', { type: 'string', demandOption: true, describe: 'Folder or zip' })
          .option('seed', {
            type: 'string',
            demandOption: true,
            describe: 'Any text; the same gives the same',
          })
          .option('n', { type: 'number', demandOption: true, describe: 'How many' })
          .option('stratify', {
            choices: ['check', 'account', 'status'] as const,
            describe: 'At least one of each',
          })
          .option('format', { choices: ['text', 'json'] as const, default: 'text' as const })
          .example('$0 sample evidence --seed 2026-q4 --n 25 --stratify status', 'of each status'),
      async args => exit(await (await import('./sample.ts')).sampleCommand(io, args)),
    )
    .command(
      'explain <finding>',
      'Show the whole reasoning behind one verdict, and how to mend it',
      y =>
        y
          .positional('finding', {
            type: 'string',
            demandOption: true,
            describe: 'A finding id, or how it begins',
          })
          .option('snapshot', { type: 'string', default: '.', describe: 'A folder made by audit or collect' })
          .option('format', { choices: ['text', 'json'] as const, default: 'text' as const })
          .example('$0 explain ctf1-7c1f0b6e --snapshot evidence', 'evidence, statements that decided, fix'),
      async args => exit(await (await import('./explain.ts')).explainCommand(io, args)),
    )
    .command(
      'checks [id]',
      'List the checks, or explain one',
      y =>
        y
          .positional('id', { type: 'string', describe: 'A check, such as cloudtrail/logging' })
          .option('format', { choices: ['table', 'json'] as const, default: 'table' as const })
          .example('$0 checks kms/rotation', 'what it decides, why, and how to fix it'),
      async args => exit(await (await import('./checks.ts')).checksCommand(io, args)),
    )
    .command(
      'frameworks [id]',
      'List the compliance frameworks, or what is evidence for one',
      y =>
        y
          .positional('id', { type: 'string', describe: 'A framework, such as pci-dss' })
          .option('format', { choices: ['table', 'json'] as const, default: 'table' as const })
          .example('$0 frameworks soc2', 'its requirements, the checks that bear on them, and why'),
      async args => exit(await (await import('./frameworks.ts')).frameworksCommand(io, args)),
    )
    .command(
      'sandbox',
      'Serve an AWS organization on this machine',
      y =>
        y
          .option('estate', {
            type: 'string',
            default: 'reference',
            describe: 'reference, exemplary, scale, or a JSON file',
          })
          .option('port', { type: 'number', default: 0, describe: '0: any free port' })
          .option('latency', { type: 'number', describe: 'Milliseconds before each answer' })
          .option('rates', { choices: ['real', 'off'] as const, describe: 'Throttle as AWS does' })
          .option('accounts', { type: 'number', default: 100, describe: 'Accounts of the estate scale' })
          .option('regions', { type: 'number', default: 17, describe: 'Regions of the estate scale' })
          .option('seed', { type: 'number', default: 1, describe: 'Seed of the estate scale' })
          .option('print', { type: 'boolean', default: false, describe: 'Print the estate as JSON and end' })
          .example('$0 sandbox --estate my.json --port 4566', 'serve an organization of your own'),
      async args => exit(await (await import('./sandbox.ts')).sandboxCommand(io, args)),
    )
    .command(
      'demo',
      'Serve the reference organization, audit it, write the bundle',
      y =>
        y.option('out', {
          type: 'string',
          default: 'trailproof-demo',
          describe: 'Folder for the bundle; an earlier demo in it is replaced',
        }),
      async args => exit(await (await import('./demo.ts')).demoCommand(io, args)),
    );
  return parser
    .demandCommand(1, 1, 'Name a command.', 'Name one command.')
    .strict()
    .version(false)
    .option('version', { type: 'boolean', describe: 'Show the version' })
    .middleware(async args => {
      if (args.version !== true) return;
      const { toolVersion } = await import('../evidence/templates.ts');
      throw new Shown(toolVersion());
    }, true)
    .check(args => {
      refuseTwice(args);
      refuseNegated(args);
      return true;
    })
    .alias('help', 'h')
    .wrap(Math.min(100, io.stdout.columns ?? 100))
    .epilogue(
      'Exit codes: 0 clean, 1 findings, 2 usage, credentials or disk, 3 incomplete,\n' +
        '4 evidence not as it was, 5 bundle not signed, stamped or packed, 70 defect.\n' +
        'Nothing is ever written to AWS. `trailproof checks ID` names the calls that a check needs.',
    )
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      if (error) throw error;
      // It says some things in lines of its own, which would be shown as escapes.
      const sentence = message.split(/\s*\n\s*/).join(' ');
      throw new UsageError('BAD_USAGE', sentence, { hint: 'See: trailproof --help' });
    });
}

/** yargs makes a list of an option that is given twice; what takes no list must not be handed one. */
function refuseTwice(args: Readonly<Record<string, unknown>>): void {
  const twice = Object.keys(args).find(name => Array.isArray(args[name]) && !listOptions.includes(name));
  if (twice === undefined) return;
  throw new UsageError('BAD_USAGE', `--${twice} can be given once.`, { hint: 'See: trailproof --help' });
}

/** yargs takes `--no-out` for an option; only of what would be taken over it says something. */
function refuseNegated(args: Readonly<Record<string, unknown>>): void {
  const negated = Object.keys(args).find(name => args[name] === false && !mayBeFalse.includes(name));
  if (negated === undefined) return;
  throw new UsageError('BAD_USAGE', `There is no --no-${negated}: leave --${negated} out.`, {
    hint: 'See: trailproof --help',
  });
}

/** Ends parsing with text to show; no failure. */
class Shown extends Error {}
