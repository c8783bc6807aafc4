/** Describes what a trail has put into its bucket: since when, how much, what interrupted it, and who tampered with it. */
import { z } from 'zod';
import { accountId, regionName, time } from './common.ts';

const hoursAgo = z.number().min(0);

const where = {
  account: accountId.optional().describe('Only in this account; left out: in every account'),
  region: regionName.optional().describe('Only in this region; left out: in every region'),
};

const backfill = z.strictObject({
  hoursAgo: hoursAgo.describe('The hour whose digest left log files out'),
  logs: z.number().int().positive().default(1).describe('How many log files it left out'),
  afterHours: z
    .number()
    .positive()
    .default(2)
    .describe('Hours between the end of that hour and the backfill digest that names them'),
  ...where,
});

const restart = z
  .strictObject({
    hoursAgo: hoursAgo.describe('When logging was stopped'),
    offHours: z.number().positive().describe('For how long'),
    explained: z
      .boolean()
      .default(true)
      .describe('false: LookupEvents knows of no StopLogging and no StartLogging'),
    ...where,
  })
  .refine(({ hoursAgo, offHours }) => offHours < hoursAgo, {
    path: ['offHours'],
    message: 'must be less than hoursAgo: logging has started again',
  });

export const tamperingKinds = [
  'delete-newest-digests',
  'delete-all-digests',
  'delete-account',
  'delete-digests',
  'delete-history',
  'delete-log',
  'truncate-log',
  'edit-log',
  'recompress-log',
  'replace-log',
  'append-member',
  'append-empty-member',
  'append-bytes',
  'edit-digest',
  'swap-signature',
  'wrong-algorithm',
  'wrong-key',
  'expired-key',
  'broken-link-hash',
  'broken-link-signature',
  'copy-digest',
  'move-digest',
  'extra-log',
  'extra-object',
  'odd-name',
  'not-gzip',
  'not-json',
  'inflate-bomb',
  'unknown-field',
  'unknown-hash-algorithm',
  'archive',
  'deny',
  'late',
] as const;

const tampering = z
  .strictObject({
    kind: z.enum(tamperingKinds).describe('What was done'),
    hoursAgo: hoursAgo.default(6).describe('In the hour that held this moment, before the sandbox started'),
    hours: z.number().int().positive().default(3).describe('For runs: how many digests'),
    object: z
      .enum(['log', 'digest'])
      .default('log')
      .describe(
        'For "append-…", "not-…", "inflate-bomb", "archive" and "deny": the log file or the digest of that hour',
      ),
    ...where,
  })
  .refine(({ kind, account }) => kind !== 'delete-account' || account !== undefined, {
    path: ['account'],
    message: 'is missing: "delete-account" names the account',
  });

export const history = z
  .strictObject({
    since: time
      .default('-26h')
      .describe(
        'Where log files and digests begin; a relative time is resolved once, when the sandbox starts',
      ),
    logsPerHour: z
      .number()
      .min(0)
      .max(3600)
      .default(1)
      .describe('Log files an hour in each account and region; 0.5 is one every two hours'),
    logBytes: z
      .number()
      .int()
      .min(1)
      .max(50_000_000)
      .default(2000)
      .describe('Size of a log file before compression, about'),
    backfill: z.array(backfill).default([]).describe('Log files that only a later backfill digest names'),
    restarts: z.array(restart).default([]).describe('When logging was off for a while'),
    keyRotation: hoursAgo
      .optional()
      .describe(
        'CloudTrail changed its signing keys so many hours before the start, in every region of the estate',
      ),
    formerName: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,127}$/, 'must be a trail name')
      .optional()
      .describe('The trail was deleted and made again; its name until then'),
    renamedHoursAgo: hoursAgo.optional().describe('When; goes with formerName'),
    tampering: z.array(tampering).default([]).describe('What somebody did to the objects in the bucket'),
  })
  .refine(
    ({ formerName, renamedHoursAgo }) => (formerName === undefined) === (renamedHoursAgo === undefined),
    {
      path: ['renamedHoursAgo'],
      message: 'goes with formerName: both or neither',
    },
  );

export type HistoryDescription = z.output<typeof history>;
export type Tampering = HistoryDescription['tampering'][number];
export type TamperingKind = Tampering['kind'];
