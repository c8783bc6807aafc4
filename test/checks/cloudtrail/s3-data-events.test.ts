import check from '../../../checks/cloudtrail/s3-data-events.ts';
import { getEventSelectors } from '../../../src/aws/cloudtrail.ts';
import { equals, fresh, s3Values } from '../../selectors/cases.ts';
import { advanced, classic, lambda, management, s3 } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import { BUCKET, refuse, world } from '../../support/evidence.ts';
import { absence, oneRegion, payments, recording, selects, stopped } from '../../support/recording.ts';

const butLogs = advanced(s3({ 'resources.ARN': { NotStartsWith: [`arn:aws:s3:::${BUCKET}/`] } }));
const sensitive = (...sensitiveBuckets: string[]) => ({ parameters: { sensitiveBuckets } });

testCheck(
  check,
  {
    pass: {
      'every object': {
        world: world(),
        results: 1,
        note: 'Recorded in full by AdvancedEventSelectors[1] "S3 objects": S3 object events, read and write.',
      },
      'every object (basic)': recording(s3Values('arn:aws:s3')),
      'all but the log bucket, which is said': {
        world: recording(butLogs),
        note: `S3 object events, read and write, outside ${BUCKET}. The log bucket itself is left out, as it should be`,
      },
      'cloudsploit objectLevelReadEventLogging: each bucket by a selector of its own': recording(
        advanced(
          s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::pay/'] } }),
          s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::hr/'] } }),
        ),
        sensitive('pay', 'hr'),
      ),
      'ScoutSuite 1674: the last selector does not win': recording(
        classic(
          { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
          { DataResources: [] },
        ),
      ),
      'ScoutSuite: advanced selectors are read': recording(advanced(management(), s3())),
    },
    fail: {
      'prowler s3_dataevents_write_enabled: reads alone': {
        world: recording(advanced(management(), s3({ readOnly: equals('true') }))),
        note: 'Not recorded: S3 object events, write.',
      },
      'prowler s3_dataevents_read_enabled: writes alone (basic)': recording(
        classic({
          ReadWriteType: 'WriteOnly',
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] }],
        }),
      ),
      'prowler: resources.ARN is not ignored': recording(
        advanced(s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::hr/'] } })),
        sensitive('pay'),
      ),
      'prowler: eventName is not ignored': recording(advanced(s3({ eventName: equals('GetObject') }))),
      'prowler: arn:aws:s3:::*/* is not every object': recording(
        s3Values('arn:aws:s3:::*/*'),
        sensitive('pay'),
      ),
      'prowler: a trail that is off records nothing': {
        world: world(stopped),
        note: 'The trail does not log',
      },
      'prowler: one pass anywhere is not enough': {
        world: world({ trails: [payments], answers: [selects(fresh, 'payments')] }),
        subject: 'trail/payments',
        note: /^Not recorded at all: S3 object events, read and write\. The events are recorded for the same accounts by .*org-trail, but each trail is judged alone\.$/,
      },
      'the other trail leaves its own log bucket out': {
        world: world({ trails: [payments], answers: [selects(fresh, 'payments'), selects(butLogs)] }),
        subject: 'trail/payments',
        note: 'org-trail, but each trail is judged alone.',
      },
      'steampipe: logs does not stand for logs-2': {
        world: recording(s3Values('arn:aws:s3:::logs/'), sensitive('logs', 'logs-2')),
        note: 'Not recorded: S3 object events, read and write, in logs-2.',
      },
      'cloudsploit cloudtrailDataEvents: another kind of resource': recording(advanced(lambda())),
      'without its slash the log bucket takes others with it': recording(
        advanced(s3({ 'resources.ARN': { NotStartsWith: [`arn:aws:s3:::${BUCKET}`] } })),
      ),
      'another bucket is left out': recording(
        advanced(s3({ 'resources.ARN': { NotStartsWith: ['arn:aws:s3:::pay/'] } })),
      ),
      'the log bucket is called sensitive and left out': recording(butLogs, sensitive(BUCKET)),
      'ScoutSuite: the ARNs of another partition': recording(s3Values('arn:aws-us-gov:s3')),
      'all buckets, and the trail records one region': {
        world: recording(s3Values('arn:aws:s3'), oneRegion),
        note: 'The trail records us-east-1 alone.',
      },
    },
    'not-applicable': {
      'nothing is called sensitive': {
        world: world(sensitive()),
        harmless: { 'cloudtrail.GetEventSelectors': 'nothing is asked of the trail' },
      },
    },
    unknown: {
      'the selectors are denied': world({ answers: [refuse(getEventSelectors)] }),
      'where the named bucket lies was not read': {
        world: recording(s3Values('arn:aws:s3'), { ...oneRegion, ...sensitive('pay') }),
        note: 'The trail records us-east-1 alone. Whether what is wanted lies there was not read.',
      },
      'a value without a documented form decides': recording(s3Values('arn:aws:s3:::pay'), sensitive('pay')),
      'what records all but the log bucket is not understood': recording(
        advanced(
          s3({ 'resources.ARN': { NotStartsWith: [`arn:aws:s3:::${BUCKET}/`] }, mood: equals('good') }),
        ),
      ),
      'what records the rest is not understood': recording(
        advanced(
          s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::a/'] } }),
          s3({ 'resources.ARN': { NotStartsWith: [`arn:aws:s3:::${BUCKET}/`] }, mood: equals('good') }),
        ),
      ),
    },
  },
  { absence },
);
