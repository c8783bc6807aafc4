import {
  bucket,
  bucketSetting,
  getBucketLifecycleConfiguration,
  type LifecycleRule,
} from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { fail, pass } from '../../src/model/verdict.ts';
import { keepLogs } from '../remedies/keep-logs.ts';
import { tooEarly } from '../shared/lifecycle.ts';
import { logFolder, servedBy } from '../shared/sources.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/retention',
  version: 1,
  title: 'No lifecycle rule removes or archives logs too early',
  severity: 'high',
  aspect: 'configured',
  decides:
    'No enabled lifecycle rule that can reach log files expires current versions before retentionDays (365 unless ' +
    'configured) or moves them to GLACIER or DEEP_ARCHIVE before immediateDays (90 unless configured); GLACIER_IR is read ' +
    'at once. A rule reaches logs unless its prefix rules it out: tags and sizes may match at any time. A date is judged by ' +
    'what it leaves to a log written now. Without lifecycle configuration logs are kept for ever, which passes. ' +
    'Expiration of noncurrent versions is told only: logs are written once. Archive tiers inside INTELLIGENT_TIERING take ' +
    'at least 90 days and are not looked at.',
  why: 'A lifecycle rule deletes more quietly than any intruder: it makes no DeleteObject event.',
  fix:
    'Correct the rule with: aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration ' +
    'file://rules.json, which replaces all rules.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
  ],
  map: 'bucket_retention_lifecycle',
  subject: bucket,
  needs: [getBucketLifecycleConfiguration],
  judge(bucket, read) {
    const lifecycle = bucketSetting(read, bucket.data, getBucketLifecycleConfiguration);
    if (lifecycle === undefined) return pass('There is no lifecycle configuration: logs are kept for ever.');
    const folders = servedBy(read, bucket.data.trails).map(logFolder);
    const rules = must(lifecycle.Rules, 'Rules')
      .filter(rule => must(rule.Status, 'Status') === 'Enabled')
      .filter(rule => folders.some(folder => reaches(prefixOf(rule), folder)));
    const wrong = rules.flatMap(rule =>
      wrongIn(rule, read).map(what => `rule "${rule.ID ?? 'without id'}" ${what}`),
    );
    if (wrong.length > 0) return fail(`Too early: ${few(wrong, '; ')}.`);
    const noncurrent = rules.flatMap(rule => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? []);
    const told =
      noncurrent.length === 0
        ? ''
        : `; versions that were replaced or deleted go after ${Math.min(...noncurrent)} days`;
    return pass(`None of ${rules.length} enabled rules that reach logs acts too early${told}.`);
  },
  remedy(bucket, read) {
    return keepLogs(bucket.data, read);
  },
});

function wrongIn(rule: LifecycleRule, read: Read): readonly string[] {
  const { retentionDays, immediateDays } = read.parameters;
  const { expiration, moves } = tooEarly(rule, read);
  return [
    ...(expiration ? [`expires logs ${said(expiration)}, before ${retentionDays} days`] : []),
    ...moves.map(move => `moves logs to ${move.StorageClass} ${said(move)}, before ${immediateDays} days`),
  ];
}

function said({ Days, Date: date }: { Days?: number | undefined; Date?: string | undefined }): string {
  return Days === undefined ? `on ${date}` : `after ${Days} days`;
}

/** No prefix anywhere: the rule is for the whole bucket (S3 API reference, LifecycleRuleFilter). */
function prefixOf(rule: LifecycleRule): string {
  return rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? '';
}

/** Whether a key `<logs>[o-id/]<account>/CloudTrail...` can begin with the rule's prefix. */
function reaches(rule: string, logs: string): boolean {
  if (logs.startsWith(rule)) return true;
  if (!rule.startsWith(logs)) return false;
  const service = /^(?:o-[a-z0-9]+\/)?\d{12}\/(.+)$/.exec(rule.slice(logs.length))?.[1];
  return service === undefined || service.startsWith('CloudTrail') || 'CloudTrail'.startsWith(service);
}
