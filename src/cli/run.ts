/** One collecting run, from configuration to snapshot: wires credentials, clients, sessions, planner and disk. */
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { callerCredentials, identifyCaller } from '../aws/caller.ts';
import { discoveryCalls, iamActions, sessionPolicy } from '../aws/calls.ts';
import type { LedgerReader } from '../aws/ledger.ts';
import type { Limiter } from '../aws/limiter.ts';
import { partitionOfRegion } from '../aws/partition.ts';
import { createSessions } from '../aws/sessions.ts';
import { createAsker } from '../collect/ask.ts';
import { askOnce } from '../collect/ask-once.ts';
import { isTooLateToBegin } from '../collect/begin.ts';
import { collect } from '../collect/collect.ts';
import { removeSeal } from '../evidence/manifest.ts';
import { toolVersion } from '../evidence/templates.ts';
import type { AnyCall, Aws, Question } from '../model/call.ts';
import { UsageError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import { canonical } from '../model/json.ts';
import type { Population } from '../model/population.ts';
import type { Scope } from '../model/scope.ts';
import type { Selection, SnapshotHeader } from '../model/snapshot.ts';
import {
  completePath,
  createSnapshotFolder,
  resumeSnapshotFolder,
  SNAPSHOT_FOLDER,
  type Snapshot,
  type SnapshotWriter,
} from '../snapshot/folder.ts';
import { EvidenceIndex } from '../snapshot/index.ts';
import { clientsOf } from './clients-of.ts';
import { type Config, DEFAULT_ROLE, parametersOf } from './config.ts';
import type { Io } from './io.ts';
import { refuseOtherEvidence } from './open-snapshot.ts';
import { checkOutputFolder, makeOutputFolder, type OutputFolder } from './output-folder.ts';
import { createProgressLine } from './progress.ts';

export interface RunOptions {
  readonly io: Io;
  readonly config: Config;
  /** With what their planning reads: see closureOf. */
  readonly calls: readonly AnyCall[];
  /** Where the snapshot goes; undefined: it lives in memory and is gone afterwards. */
  readonly out: string | undefined;
  /** The folder of a run that was killed. */
  readonly resume: string | undefined;
  /** Holds requests back; left out: the published rates of AWS. */
  readonly limiter?: Limiter;
  /** Our own record of verifications; absent: no ledger was named. */
  readonly ledger?: LedgerReader | undefined;
  /** What else is done with the open sessions, once the questions are answered; not done after an interrupt. */
  readonly afterwards?: Sequel;
}

export interface Sequel {
  /** What its requests need beside the calls, for the sessions' policy. */
  readonly permissions: readonly string[];
  /** Before anything is planned: what it throws ends the run. `folder`: the one given with --out or --resume. */
  begin(header: SnapshotHeader, folder: string | undefined): (open: OpenRun) => Promise<void>;
}

export interface OpenRun {
  readonly snapshot: Snapshot;
  readonly folder: string | undefined;
  /** One more question, recorded like all others; asked once, however often it comes. */
  readonly ask: (question: Question) => Promise<Evidence>;
  readonly aws: (scope: Scope) => Aws;
  readonly signal: AbortSignal;
}

export interface Ran {
  readonly snapshot: Snapshot;
  /** The folder that was given with --out or --resume. */
  readonly folder: string | undefined;
  readonly interrupted: boolean;
}

const CHAINED_SESSION_SECONDS = 3600;
const DEFAULT_CONCURRENCY = 48;

export async function run(options: RunOptions): Promise<Ran> {
  const { io, config, calls } = options;
  const out = options.out === undefined ? undefined : checkOutputFolder(io.cwd, options.out);
  const resumed = options.resume === undefined ? undefined : await openRun(resolve(io.cwd, options.resume));
  const progress = createProgressLine(io);
  const runId = resumed?.snapshot.header.runId ?? ulid(io.now().getTime());
  const version = toolVersion();
  const region = config.region ?? io.env.AWS_REGION ?? io.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const concurrency = config.concurrency ?? DEFAULT_CONCURRENCY;

  const clients = clientsOf(io, config, {
    runId,
    maxSockets: concurrency,
    limiter: options.limiter,
    onAttempt: progress.attempt,
  });
  let made: OutputFolder | undefined;
  const abort = new AbortController();
  const stopListening = io.onInterrupt(() => abort.abort());
  try {
    const credentials = callerCredentials(io.env);
    const caller = await identifyCaller(clients, credentials, region);
    const selection = selectionOf(config, calls);
    const header: SnapshotHeader = resumed?.snapshot.header ?? {
      schema: 'snapshot/1',
      tool: { name: 'trailproof', version },
      runId,
      takenAt: io.now().toISOString(),
      caller: { arn: caller.arn, accountId: caller.accountId },
      parameters: parametersOf(config),
      selection,
    };
    if (resumed) {
      refuseOtherSettings(header, selection, caller.accountId, config);
      if (isTooLateToBegin(resumed.snapshot, io.now()))
        throw new UsageError(
          'BAD_SNAPSHOT',
          'The run to be resumed is over a week old and has no answer yet.',
          {
            hint: 'Start a new run.',
          },
        );
      // What was sealed when the run was stopped is not what the folder holds from here on.
      removeSeal(resumed.folder);
    }
    made = out === undefined ? undefined : makeOutputFolder(out);
    const folder = made?.path ?? resumed?.folder;
    const work = options.afterwards?.begin(header, folder);
    const writer =
      resumed?.writer ??
      (made === undefined ? noFolder : createSnapshotFolder(join(made.path, SNAPSHOT_FOLDER), header));
    const index = resumed?.snapshot.index ?? new EvidenceIndex();
    const sessions = createSessions({
      clients,
      caller: { accountId: caller.accountId, credentials },
      partition: caller.partition,
      region,
      role: {
        name: config.role?.name ?? DEFAULT_ROLE,
        externalId: config.role?.externalId ?? null,
        seconds: config.role?.sessionSeconds ?? CHAINED_SESSION_SECONDS,
      },
      runId,
      policy: sessionPolicy([
        ...iamActions([...discoveryCalls, ...calls]),
        ...(options.afterwards?.permissions ?? []),
      ]),
    });
    let population: Population | undefined;
    const asker = createAsker({
      clients,
      sessions,
      clock: io.now,
      population: () => population,
      sessionRegion: region,
      ledger: options.ledger,
    });
    const closed = { complete: false };
    try {
      const collected = await collect({
        header,
        partition: caller.partition,
        globalRegion: partitionOfRegion(region).globalRegion,
        calls,
        index,
        writer,
        asker,
        onPopulation: found => {
          population = found;
        },
        concurrency,
        signal: abort.signal,
        clock: io.now,
        onProgress: progress.update,
      });
      closed.complete = collected.complete && work === undefined;
      if (collected.complete && work !== undefined) {
        await work({
          snapshot: { header, population: collected.population, index },
          folder,
          ask: askOnce(asker, index, writer),
          aws: scope => clients.aws(scope, sessions.credentialsFor(scope.accountId)),
          signal: abort.signal,
        });
        closed.complete = !abort.signal.aborted;
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      writer.close(closed.complete);
    }
    const snapshot = { header, population: population ?? null, index };
    return { snapshot, folder, interrupted: abort.signal.aborted };
  } catch (error) {
    // A run that could not begin leaves nothing behind; a resumed one keeps what it had.
    if (error instanceof UsageError) made?.discard();
    throw error;
  } finally {
    stopListening();
    progress.end();
    clients.destroy();
  }
}

const noFolder: SnapshotWriter = {
  append: () => undefined,
  population: () => undefined,
  close: () => undefined,
};

async function openRun(folder: string) {
  // What was sealed when it was stopped is sealed again at its end: nobody may have changed it in between.
  await refuseOtherEvidence(folder, [completePath]);
  return { folder, ...(await resumeSnapshotFolder(join(folder, SNAPSHOT_FOLDER))) };
}

function selectionOf(config: Config, calls: readonly AnyCall[]): Selection {
  return {
    organization: config.organization?.enabled ?? true,
    organizationAccount: config.organization?.account ?? null,
    accounts: config.accounts?.include ?? [],
    excludedAccounts: config.accounts?.exclude ?? [],
    regions: config.regions?.include ?? [],
    excludedRegions: config.regions?.exclude?.map(({ name, reason }) => ({ id: name, reason })) ?? [],
    calls: calls.map(call => call.id).sort(),
  };
}

/** Half a snapshot under one configuration and half under another would be no snapshot of anything. */
function refuseOtherSettings(
  header: SnapshotHeader,
  selection: Selection,
  accountId: string,
  config: Config,
): void {
  const same =
    canonical(header.selection) === canonical(selection) &&
    canonical(header.parameters) === canonical(parametersOf(config)) &&
    header.caller.accountId === accountId;
  if (same) return;
  throw new UsageError(
    'BAD_USAGE',
    'The run to be resumed was started with other settings or by another account.',
    {
      hint: 'Resume it with the same configuration and flags, or start a new run.',
    },
  );
}
