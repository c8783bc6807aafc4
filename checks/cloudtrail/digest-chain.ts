import { trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, undetermined } from '../../src/model/verdict.ts';

export default defineCheck({
  id: 'cloudtrail/digest-chain',
  version: 1,
  title: 'The digest chain proves every log file of the window',
  severity: 'critical',
  aspect: 'operated',
  decides:
    'Log file validation must be on: without it there is no chain, which fails. Whether the chain is whole, linked and ' +
    'signed, and each log file as its digest has it, is shown only by verifying the files; this version reads no record ' +
    'of such a verification, so it is unknown. Settings and deliveries never make it pass.',
  why: 'Signed digests that nobody verifies prove nothing: a deleted or edited log file is found only by looking.',
  fix:
    'Verify the files, account by account and region by region, with: aws cloudtrail validate-logs --trail-arn TRAIL_ARN ' +
    '--start-time START --account-id ACCOUNT; it ends with 0 even where digests are missing, so read what it prints.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
  ],
  map: 'digest_chain_verifies',
  subject: trail,
  needs: [],
  judge(trail) {
    const enabled = must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled');
    if (!enabled) {
      const seen = [observed('LogFileValidationEnabled', true, enabled)];
      return fail('LogFileValidationEnabled is false, so there is no chain of digests.', seen);
    }
    return undetermined('No verification of the digests and log files of this trail is on record.');
  },
});
