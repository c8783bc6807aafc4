import { trail } from '../../src/aws/cloudtrail.ts';
import { readLedger, verificationsOf } from '../../src/aws/ledger.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, undetermined } from '../../src/model/verdict.ts';
import { judgeLastWindow } from '../shared/verifications.ts';

export default defineCheck({
  id: 'cloudtrail/digest-chain',
  version: 2,
  title: 'The digest chain proves every log file of the window',
  severity: 'critical',
  aspect: 'operated',
  decides:
    'Log file validation must be on: without it there is no chain, which fails. What is judged is the newest entry of our ' +
    'own verification ledger (trailproof verify-logs --ledger) for this trail over at least 24 hours that end at most a ' +
    'day ago. A chain found broken by any entry of the last verificationDays days (7 unless configured) fails, until a later ' +
    'one of all that time, of the same chains and of no fewer log files finds it whole: a digest or log file is missing, invalid, not linked, or named by none. It ' +
    'passes when every expected hour of every chain was accounted for and all log files were fetched and hashed. ' +
    'Unknown: no ledger, a damaged one, no such entry, one that ends in the future; an entry of other accounts and regions than the trail records ' +
    'now, of a sample of the log files, or that could not see all. Settings and deliveries never make it pass.',
  why: 'Signed digests that nobody verifies prove nothing: a deleted or edited log file is found only by looking.',
  fix:
    'Verify every chain each day with: trailproof verify-logs --ledger LEDGER --sign-key KEY, and let the audit read it ' +
    'with: trailproof audit --ledger LEDGER --ledger-key PUBLIC_KEY. Where a chain is broken, keep the bucket as it is and see ' +
    'what was deleted or overwritten with: aws s3api list-object-versions --bucket BUCKET --prefix PREFIX.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
  ],
  map: 'digest_chain_verifies',
  subject: trail,
  needs: [readLedger],
  judge(trail, read) {
    const enabled = must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled');
    if (!enabled) {
      const seen = [observed('LogFileValidationEnabled', true, enabled)];
      return fail('LogFileValidationEnabled is false, so there is no chain of digests.', seen);
    }
    const runs = verificationsOf(read, trail);
    if (runs === undefined) {
      return undetermined('No verification of the digests and log files of this trail is on record.');
    }
    return judgeLastWindow(trail, runs, read);
  },
});
