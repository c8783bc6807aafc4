import check from '../../../checks/cloudtrail/network-activity-events.ts';
import { getEventSelectors, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { equals, fresh } from '../../selectors/cases.ts';
import { advanced, management, network, selector } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import { refuse, world } from '../../support/evidence.ts';
import { recording, stopped } from '../../support/recording.ts';

const contradiction = {
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['NetworkActivity'] },
    { Field: 'eventSource', Equals: ['kms.amazonaws.com'] },
    { Field: 'eventSource', Equals: ['s3.amazonaws.com'] },
  ],
};

testCheck(check, {
  pass: {
    'of one source': {
      world: world(),
      results: 1,
      note: 'Network activity is recorded of kms.amazonaws.com.',
    },
    'of several, one in part': {
      world: recording(
        advanced(
          management(),
          network('s3.amazonaws.com', { errorCode: equals('VpceAccessDenied') }),
          network('kms.amazonaws.com'),
        ),
      ),
      note: 'Network activity is recorded of kms.amazonaws.com, s3.amazonaws.com in part.',
    },
    'a selector that contradicts itself beside one that does not': recording(
      advanced(contradiction, network('s3.amazonaws.com')),
    ),
  },
  fail: {
    'it is asked for, and the trail is off': { world: world(stopped), note: 'The trail does not log' },
    'it is asked for by a selector that contradicts itself': {
      world: recording(advanced(management(), contradiction)),
      note: 'AdvancedEventSelectors[1] contradicts itself and records nothing.',
    },
  },
  'not-applicable': {
    'a fresh trail': {
      world: recording(fresh),
      note: 'No selector asks for network activity events, which are optional and cost extra.',
      harmless: { 'cloudtrail.GetTrailStatus': 'nothing is asked for' },
    },
    'advanced selectors for other events, one of them called NetworkActivity': {
      world: recording(advanced(management({}, 'NetworkActivity'))),
      harmless: { 'cloudtrail.GetTrailStatus': 'nothing is asked for' },
    },
  },
  unknown: {
    'the selectors are denied': world({ answers: [refuse(getEventSelectors)] }),
    'whether it logs is denied': world({ answers: [refuse(getTrailStatus)] }),
    'a part that is not understood records nothing for certain': recording(
      advanced(management(), network('kms.amazonaws.com', { mood: equals('good') })),
    ),
    'a selector without the source that AWS demands': recording(
      advanced(selector({ eventCategory: equals('NetworkActivity') })),
    ),
  },
});
