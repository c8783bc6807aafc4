import check from '../../../checks/cloudtrail/account-covered.ts';
import { describeTrails, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { questionId } from '../../../src/snapshot/question.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  excluded,
  homeLeftOut,
  MANAGEMENT,
  notEvaluable,
  on,
  ownTrail,
  refuse,
  region,
  TRAIL,
  unobservable,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const workloadOnly = { accounts: { [MANAGEMENT]: excluded, [ARCHIVE]: excluded } };
const own = ownTrail(WORKLOAD, 'own');
const otherRegion = {
  [`cloudtrail.DescribeTrails/${WORKLOAD}/eu-west-1`]: 'its own trail shows in its home region, us-east-1',
};
const statusOfOrganizationTrail = Object.fromEntries(
  ['us-east-1', 'eu-west-1'].map(name => [
    questionId('cloudtrail.GetTrailStatus', { accountId: WORKLOAD, region: name }, { Name: TRAIL }),
    'its own trail is enough',
  ]),
);
const inRegions = 'The account is recorded: the organization trail';

testCheck(
  check,
  {
    pass: {
      'prowler 2438: the organization trail seen from members covers them': { world: world(), results: 3 },
      "the organization trail is the management account's own": {
        world: world(),
        subject: MANAGEMENT,
        note: 'its own trail',
      },
      'a member names the trail and its regions': {
        world: world(),
        subject: WORKLOAD,
        note: `${inRegions} ${TRAIL} logs in all 2 regions.`,
      },
      'a trail of its own, and no organization trail': {
        world: world({ trail: null, trails: [own] }),
        subject: WORKLOAD,
        harmless: otherRegion,
      },
      'a trail of its own makes up for an organization trail in trouble': {
        world: world({ trails: [own], status: (_s, arn) => (arn === TRAIL ? { IsLogging: false } : {}) }),
        subject: WORKLOAD,
        harmless: { ...otherRegion, ...statusOfOrganizationTrail },
      },
      'a region that is left out of the audit is not asked for': {
        world: world({
          ...workloadOnly,
          accounts: {
            ...workloadOnly.accounts,
            [WORKLOAD]: { regions: [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })] },
          },
        }),
        results: 1,
      },
      "the organization trail's home region is left out in its own account alone": {
        world: world({ accounts: homeLeftOut }),
        subject: WORKLOAD,
      },
      'an empty error text is no error': {
        world: world({ status: { LatestDeliveryError: '' } }),
        subject: WORKLOAD,
      },
    },
    fail: {
      'no trail at all: Event History alone': {
        world: world({ trail: null }),
        note: 'Event History alone: no trail that logs was seen in the 2 regions of the account.',
      },
      'every trail is off': { world: world({ status: { IsLogging: false } }), note: 'Event History alone' },
      'the organization trail does not show in one region of the member': {
        world: world({
          answers: [
            on(describeTrails, ({ accountId, region: name }) =>
              accountId === WORKLOAD && name === 'eu-west-1' ? { trailList: [] } : undefined,
            ),
          ],
        }),
        subject: WORKLOAD,
        note: `is not seen in ${WORKLOAD} eu-west-1`,
      },
      'cloudmapper 521: the member sees a delivery error': {
        world: world({
          status: ({ accountId, region: name }) =>
            accountId === WORKLOAD && name === 'eu-west-1' ? { LatestDeliveryError: 'AccessDenied' } : {},
        }),
        subject: WORKLOAD,
        note: `LatestDeliveryError of ${TRAIL} in ${WORKLOAD} eu-west-1 is "AccessDenied"`,
      },
      'prowler cloudtrail_multi_region_enabled: a trail of one region is not enough': {
        world: world({ trail: null, trails: [ownTrail(WORKLOAD, 'own', { IsMultiRegionTrail: false })] }),
        subject: WORKLOAD,
        note: 'recorded in part',
      },
      'a trail of its own that is on and whose bucket or key refuses the logs': {
        world: world({
          trail: null,
          trails: [own],
          status: (_s, arn) => (arn === TRAIL ? {} : { LatestDeliveryError: 'KMS.DisabledException' }),
        }),
        subject: WORKLOAD,
        note: 'is "KMS.DisabledException"',
      },
      'a single-region organization trail': {
        world: world({ trail: { IsMultiRegionTrail: false } }),
        subject: WORKLOAD,
        note: 'recorded in part',
      },
    },
    'not-applicable': {
      'a closed account': {
        world: world({ accounts: { [WORKLOAD]: { ...notEvaluable(WORKLOAD), state: 'CLOSED' } } }),
        subject: WORKLOAD,
      },
    },
    unknown: {
      'the account cannot be looked into': {
        world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: WORKLOAD,
        note: 'cloudtrail:DescribeTrails',
      },
      'custodian 6394: the member may not read the status, which is no proof that it is off': {
        world: world({
          answers: [
            on(getTrailStatus, ({ accountId }) =>
              accountId === WORKLOAD ? unobservable('TrailNotFoundException') : undefined,
            ),
          ],
        }),
        subject: WORKLOAD,
      },
      'a region-deny policy hides one region': {
        world: world({
          answers: [refuse(describeTrails, s => s.accountId === WORKLOAD && s.region === 'eu-west-1')],
        }),
        subject: WORKLOAD,
      },
      'no trail is seen and one region is hidden': {
        world: world({
          trail: null,
          answers: [refuse(describeTrails, s => s.accountId === WORKLOAD && s.region === 'eu-west-1')],
        }),
        subject: WORKLOAD,
      },
      'the list of accounts could not be read': {
        world: world({ unlisted: true }),
        subject: 'urn:trailproof:unread:account',
        note: 'The list of the accounts',
      },
      "the home region of the account's own trail is left out": {
        world: world({
          trail: null,
          trails: [own],
          accounts: {
            [WORKLOAD]: { regions: [region('us-east-1', { disposition: 'excluded' }), region('eu-west-1')] },
          },
        }),
        subject: WORKLOAD,
        note: `${own.TrailARN} was not judged: its home region us-east-1 is not part of this audit.`,
      },
      "the home region of the management account's organization trail is left out": {
        world: world({ accounts: homeLeftOut }),
        subject: MANAGEMENT,
      },
      'no region was looked at': {
        world: world({ accounts: { [WORKLOAD]: { regions: [] } } }),
        subject: WORKLOAD,
      },
    },
  },
  {
    harmless: {
      [`cloudtrail.DescribeTrails/${MANAGEMENT}/eu-west-1`]:
        'its own trail shows in its home region, us-east-1',
    },
    absence: { LatestDeliveryError: 'GetTrailStatus gives it only when S3 refused a delivery' },
  },
);
