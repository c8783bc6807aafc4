/** The estate of the verification's benchmark: one account, one trail of one region, 300 log files a day. */
import type { EstateDocument } from '../src/sandbox/schema/estate.ts';

export const HOME = 'us-east-1';
export const bucketOfLogs = {
  account: '111122223333',
  trail: 'bench-trail',
  name: 'bench-cloudtrail-logs',
} as const;

const LOGS_PER_DAY = 300;
/** Unpacked; the records of the sandbox are much alike, so they pack better than real ones. */
const LOG_BYTES = 20_000;

export function singleTrail(): EstateDocument {
  const { account, trail, name } = bucketOfLogs;
  return {
    name: 'bench-verify-logs',
    callers: [
      { account, user: 'bench', accessKeyId: 'AKIABENCHBENCHBENCH1', secretAccessKey: 'bench-secret-key' },
    ],
    accounts: [
      {
        id: account,
        name: 'bench',
        buckets: [{ name, region: HOME }],
        trails: [
          {
            name: trail,
            homeRegion: HOME,
            bucket: name,
            logFileValidation: true,
            history: { since: '-30h', logsPerHour: LOGS_PER_DAY / 24, logBytes: LOG_BYTES },
          },
        ],
      },
    ],
  };
}
