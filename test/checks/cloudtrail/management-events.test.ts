import check from '../../../checks/cloudtrail/management-events.ts';
import { getEventSelectors, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { equals, fresh, notEquals } from '../../selectors/cases.ts';
import { advanced, classic, management, s3, selector } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import { excluded, MANAGEMENT, refuse, world } from '../../support/evidence.ts';
import { absence, oneRegion, payments, recording, selects, stopped } from '../../support/recording.ts';

const rest = { 'cloudtrail.GetTrailStatus': 'the selectors alone decide' };

testCheck(
  check,
  {
    pass: {
      'one advanced selector, and one result however many accounts and regions show the trail': {
        world: world(),
        results: 1,
        note: 'Recorded in full by AdvancedEventSelectors[0] "Management events": management events, read and write.',
      },
      'a fresh trail': recording(fresh),
      'prowler multi_region_enabled_logging_management_events: the name of a selector decides nothing':
        recording(advanced(management({}, 'Everything we do'))),
      'service-screener HasManagementEventsCaptured: a list is looked into': recording(classic({})),
      'security_trail_enabled of steampipe: two selectors, one for reads and one for writes': recording(
        classic({ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }),
      ),
      'an exclusion that another selector makes good': recording(
        advanced(
          management({ eventSource: notEquals('kms.amazonaws.com') }),
          management({ eventSource: equals('kms.amazonaws.com') }),
        ),
      ),
      'one region, which another check judges': {
        world: recording(fresh, oneRegion),
        note: 'The trail records us-east-1 alone.',
      },
      'a selector that is not understood does no harm beside one that records all': {
        world: recording(advanced(management(), management({ mood: equals('good') }))),
        note: 'AdvancedEventSelectors[1] is not understood',
      },
    },
    fail: {
      'prowler: ExcludeManagementEventSources is not ignored': {
        world: recording(classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] })),
        note: 'Not recorded: kms.amazonaws.com management events, read and write.',
      },
      'cloud-custodian check-cloudtrail: eventSource exclusions are not ignored': {
        world: recording(advanced(management({ eventSource: notEquals('rdsdata.amazonaws.com') }))),
        note: 'Not recorded: rdsdata.amazonaws.com management events, read and write.',
      },
      'an exclusion of a service that no list of ours names': {
        world: recording(advanced(management({ eventSource: notEquals('glue.amazonaws.com') }))),
        note: 'glue.amazonaws.com',
      },
      'an exclusion of one event': {
        world: recording(advanced(management({ eventName: notEquals('StopLogging') }))),
        note: 'with eventName StopLogging',
      },
      'cloudsploit cloudtrailManagementEvents: reads alone': {
        world: recording(classic({ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true })),
        note: 'Not recorded: management events, write.',
        harmless: rest,
      },
      'steampipe multi_region_read_write_enabled: data events without readOnly are none': {
        world: recording(advanced(s3())),
        note: 'Not recorded at all: management events, read and write.',
      },
      'prowler: the name Management events selector on data events': recording(
        advanced(s3({}, 'Management events selector')),
      ),
      'prowler: a trail that is off records nothing': {
        world: world(stopped),
        note: 'The trail does not log, whatever its selectors say.',
      },
      'another trail records it, which is told and does not count': {
        world: world({
          trails: [payments],
          answers: [selects(classic({ ReadWriteType: 'WriteOnly' }), 'payments')],
        }),
        subject: 'trail/payments',
        note:
          'Not recorded: management events, read. The events are recorded for the same accounts by ' +
          'arn:aws:cloudtrail:us-east-1:111122223333:trail/org-trail, but each trail is judged alone.',
      },
      "an account's trail is no help to the organization's": {
        world: world({
          trails: [payments],
          answers: [selects(classic({ ReadWriteType: 'WriteOnly' }), 'org-trail')],
        }),
        subject: 'org-trail',
        note: /management events, read\.$/,
      },
      'the other trail is off': {
        world: world({
          trails: [payments],
          status: (_scope, arn) => ({ IsLogging: arn.endsWith('payments') }),
          answers: [selects(classic({ ReadWriteType: 'WriteOnly' }), 'payments')],
        }),
        subject: 'trail/payments',
        note: /management events, read\.$/,
      },
      'what the other trail selects could not be read': {
        world: world({
          trails: [payments],
          answers: [
            selects(classic({ ReadWriteType: 'WriteOnly' }), 'payments'),
            refuse(getEventSelectors, ({ accountId }) => accountId === MANAGEMENT),
          ],
        }),
        subject: 'trail/payments',
        note: /management events, read\.$/,
      },
      "the other trail's owner is left out": {
        world: world({
          accounts: { [MANAGEMENT]: excluded },
          trails: [payments],
          answers: [selects(classic({ ReadWriteType: 'WriteOnly' }), 'payments')],
        }),
        subject: 'trail/payments',
        note: /management events, read\.$/,
      },
    },
    'not-applicable': { 'no trails': world({ trail: null }) },
    unknown: {
      'the selectors are denied': world({ answers: [refuse(getEventSelectors)] }),
      'AWS returns no selectors at all': recording({}),
      'a selector that is not understood decides': {
        world: recording(advanced(selector({ mood: equals('good') }))),
        note: 'is not understood',
      },
      'whether it logs is denied': world({ answers: [refuse(getTrailStatus)] }),
      'AWS leaves IsLogging out': world({ status: { IsLogging: undefined } }),
    },
  },
  { absence },
);
