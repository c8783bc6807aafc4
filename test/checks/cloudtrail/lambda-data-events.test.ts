import check from '../../../checks/cloudtrail/lambda-data-events.ts';
import { getEventSelectors } from '../../../src/aws/cloudtrail.ts';
import { equals, fresh, lambdaValues } from '../../selectors/cases.ts';
import { advanced, classic, lambda, s3 } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import { MANAGEMENT, refuse, WORKLOAD, world } from '../../support/evidence.ts';
import { absence, oneRegion, payments, recording, selects, stopped } from '../../support/recording.ts';

const arn = (name: string, accountId = WORKLOAD, region = 'us-east-1') =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;
const sensitive = (...sensitiveFunctions: string[]) => ({ parameters: { sensitiveFunctions } });
const arnIs = (...values: string[]) => advanced(lambda({ 'resources.ARN': equals(...values) }));
const ownOfOneRegion = { trail: null, trails: [{ ...payments, IsMultiRegionTrail: false }] };
const nothingAsked = { 'cloudtrail.GetEventSelectors': 'nothing is asked of the trail' };

testCheck(
  check,
  {
    pass: {
      'every function': {
        world: world(),
        results: 1,
        note: 'Recorded in full by AdvancedEventSelectors[2] "Lambda functions": Lambda function events, write.',
      },
      'every function (basic)': recording(lambdaValues('arn:aws:lambda')),
      'writes alone: Invoke is one': recording(advanced(lambda({ readOnly: equals('false') }))),
      'the function that is named': recording(lambdaValues(arn('pay')), sensitive(arn('pay'))),
      'one region, in which every named function lies': recording(arnIs(arn('pay')), {
        ...ownOfOneRegion,
        ...sensitive(arn('pay')),
      }),
      "a function of another account is another trail's": recording(arnIs(arn('pay')), {
        trail: null,
        trails: [payments],
        ...sensitive(arn('pay'), arn('else', MANAGEMENT)),
      }),
    },
    fail: {
      'a fresh trail': {
        world: recording(fresh),
        note: 'Not recorded at all: Lambda function events, write.',
      },
      'prowler invoke_api_operations: reads alone': recording(advanced(lambda({ readOnly: equals('true') }))),
      'prowler invoke_api_operations: another function': {
        world: recording(arnIs(arn('one')), sensitive(arn('two'))),
        note: `of ${arn('two')}.`,
      },
      'helloworld is not helloworld2': recording(
        lambdaValues(arn('pay')),
        sensitive(arn('pay'), arn('pay2')),
      ),
      'prowler invoke_api_operations: a trail that is off': { world: world(stopped), note: 'does not log' },
      'prowler invoke_api_operations: a trail of one region does not cover a function elsewhere': {
        world: recording(arnIs(arn('pay', WORKLOAD, 'eu-west-1')), {
          ...ownOfOneRegion,
          ...sensitive(arn('pay', WORKLOAD, 'eu-west-1')),
        }),
        note: 'The trail records us-east-1 alone.',
      },
      'all functions, and the trail records one region': recording(lambdaValues('arn:aws:lambda'), oneRegion),
      'Invoke alone leaves InvokeExecution out': recording(advanced(lambda({ eventName: equals('Invoke') }))),
      'another kind of resource': recording(advanced(s3())),
      'ScoutSuite: the ARNs of another partition': recording(lambdaValues('arn:aws-cn:lambda')),
      'the organization trail records it, which does not count': {
        world: world({ trails: [payments], answers: [selects(classic({}), 'payments')] }),
        subject: 'trail/payments',
        note: 'org-trail, but each trail is judged alone.',
      },
      'an account that nobody could list may have the function': recording(fresh, {
        unlisted: true,
        ...sensitive(arn('pay', '999988887777')),
      }),
    },
    'not-applicable': {
      'nothing is called sensitive': { world: world(sensitive()), harmless: nothingAsked },
      'no function of the accounts that the trail records': {
        world: world({ trail: null, trails: [payments], ...sensitive(arn('pay', MANAGEMENT)) }),
        harmless: nothingAsked,
      },
      'no function of the organization': {
        world: world(sensitive(arn('pay', '999988887777'))),
        harmless: nothingAsked,
      },
    },
    unknown: {
      'the selectors are denied': world({ answers: [refuse(getEventSelectors)] }),
      'a selector that is not understood decides': recording(advanced(lambda({ mood: equals('good') }))),
    },
  },
  { absence },
);
