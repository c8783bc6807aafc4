import check from '../../../checks/cloudtrail/kms-events.ts';
import { getEventSelectors } from '../../../src/aws/cloudtrail.ts';
import { equals, fresh, notEquals } from '../../selectors/cases.ts';
import { advanced, classic, data, management } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import { refuse, world } from '../../support/evidence.ts';
import { absence, oneRegion, payments, recording, selects, stopped } from '../../support/recording.ts';

const withoutKms = classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] });

testCheck(
  check,
  {
    pass: {
      'all management events': {
        world: world(),
        results: 1,
        note: 'Recorded in full by AdvancedEventSelectors[0] "Management events": kms.amazonaws.com management events, read and write.',
      },
      'a fresh trail': recording(fresh),
      'Security Hub CloudTrail.1: an exclusion of the RDS Data API does KMS no harm': recording(
        classic({ ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] }),
      ),
      'KMS and nothing else': recording(advanced(management({ eventSource: equals('kms.amazonaws.com') }))),
      'reads from one selector and writes from another': recording(
        classic(
          { ReadWriteType: 'ReadOnly' },
          { ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] },
        ),
      ),
    },
    fail: {
      'KMS is excluded (basic)': {
        world: recording(withoutKms),
        note: 'Not recorded at all: kms.amazonaws.com management events, read and write.',
      },
      'cloud-custodian: KMS is excluded (advanced)': recording(
        advanced(management({ eventSource: notEquals('kms.amazonaws.com') })),
      ),
      'the guide: KMS among the data events records nothing': recording(
        advanced(management({ eventSource: notEquals('kms.amazonaws.com') }), data('AWS::KMS::Key')),
      ),
      'writes alone: Decrypt is a read': {
        world: recording(classic({ ReadWriteType: 'WriteOnly' })),
        note: 'Not recorded: kms.amazonaws.com management events, read.',
      },
      'Decrypt alone is left out': {
        world: recording(advanced(management({ eventName: notEquals('Decrypt') }))),
        note: 'with eventName Decrypt',
      },
      'one region': { world: recording(fresh, oneRegion), note: 'The trail records us-east-1 alone.' },
      'a trail that is off': { world: world(stopped), note: 'The trail does not log' },
      'the organization trail records it, which does not count': {
        world: world({ trails: [payments], answers: [selects(withoutKms, 'payments')] }),
        subject: 'trail/payments',
        note: 'trail/org-trail, but each trail is judged alone.',
      },
    },
    unknown: {
      'the selectors are denied': world({ answers: [refuse(getEventSelectors)] }),
      'AWS leaves the flag for all regions out': world({ trail: { IsMultiRegionTrail: undefined } }),
      'a selector that is not understood decides': recording(
        advanced(
          management({ eventSource: notEquals('kms.amazonaws.com') }),
          management({ mood: equals('x') }),
        ),
      ),
    },
  },
  { absence },
);
