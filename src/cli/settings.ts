/** Flags over the configuration file: what a run is really to do. */
import { checks } from '../../checks/index.ts';
import type { AnyCheck } from '../model/check.ts';
import { UsageError } from '../model/error.ts';
import { type Config, configSchema, DEFAULT_ROLE, loadConfig } from './config.ts';
import type { Io } from './io.ts';
import { selectChecks } from './select-checks.ts';

export interface CollectFlags {
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  readonly resume?: string | undefined;
  readonly role?: string | undefined;
  readonly externalId?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly account?: readonly string[] | undefined;
  readonly onlyRegion?: readonly string[] | undefined;
  readonly check?: readonly string[] | undefined;
  readonly concurrency?: number | undefined;
}

export interface Settings {
  readonly config: Config;
  readonly checks: readonly AnyCheck[];
}

export function settingsOf(io: Io, flags: CollectFlags): Settings {
  const file = loadConfig(io.cwd, flags.config);
  const config = checkedFlags(withFlags(file, flags));
  const include = flags.check ?? config.checks?.include ?? [];
  return { config, checks: selectChecks(checks, { include, exclude: config.checks?.exclude ?? [] }) };
}

function withFlags(file: Config, flags: CollectFlags): Config {
  const role = {
    ...file.role,
    ...(flags.role === undefined ? {} : { name: flags.role }),
    ...(flags.externalId === undefined ? {} : { externalId: flags.externalId }),
  };
  return {
    ...file,
    ...(Object.keys(role).length === 0 ? {} : { role: role as NonNullable<Config['role']> }),
    ...(flags.endpoint === undefined ? {} : { endpoint: flags.endpoint }),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
    ...(flags.account === undefined ? {} : { accounts: { ...file.accounts, include: [...flags.account] } }),
    ...(flags.onlyRegion === undefined
      ? {}
      : { regions: { ...file.regions, include: [...flags.onlyRegion] } }),
  };
}

/** A flag is held to the same rules as the field that it overrides. */
function checkedFlags(config: Config): Config {
  const withRole =
    config.role && config.role.name === undefined
      ? { ...config, role: { ...config.role, name: DEFAULT_ROLE } }
      : config;
  const checked = configSchema.safeParse(withRole);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UsageError(
    'BAD_USAGE',
    `${issue?.path.join('.') ?? 'A flag'}: ${issue?.message ?? 'not valid'}`,
    {
      hint: 'See: trailproof audit --help',
    },
  );
}
