import check from '../../../checks/cloudtrail/organization-trail.ts';
import { describeTrails, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { listServiceAccess } from '../../../src/aws/organizations.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  excluded,
  homeLeftOut,
  MANAGEMENT,
  notEvaluable,
  on,
  ownTrail,
  refuse,
  region,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const european = ownTrail(MANAGEMENT, 'second', { IsOrganizationTrail: true, HomeRegion: 'eu-west-1' });

testCheck(
  check,
  {
    pass: {
      'one stands': { world: world(), results: 1, note: TRAIL },
      'a second one that is off does no harm': world({
        trails: [european],
        status: (_scope, arn) => ({ IsLogging: arn === TRAIL }),
      }),
      'the home region of a second one is left out': world({
        trail: { HomeRegion: 'eu-west-1', TrailARN: european.TrailARN },
        trails: [ownTrail(MANAGEMENT, 'third', { IsOrganizationTrail: true })],
        accounts: homeLeftOut,
      }),
      'another region could not be read': world({
        answers: [refuse(describeTrails, scope => scope.region === 'eu-west-1')],
      }),
      'the home region is not opt-in, another one is': world({
        accounts: { [MANAGEMENT]: { regions: [region('us-east-1'), region('eu-west-1', { optIn: true })] } },
      }),
    },
    fail: {
      'there is none': {
        world: world({ trail: null }),
        note: `The management account ${MANAGEMENT} owns no organization trail`,
      },
      'only trails of single accounts': world({
        trail: null,
        trails: [ownTrail(MANAGEMENT, 'own'), ownTrail(WORKLOAD, 'own')],
      }),
      'LZA 703: trusted access was withdrawn, so that it records one account alone': {
        world: world({ answers: [on(listServiceAccess, () => ({ EnabledServicePrincipals: [] }))] }),
        note: 'Trusted access for cloudtrail.amazonaws.com is not enabled',
      },
      'no trusted access, whatever the trails are': world({
        answers: [
          on(listServiceAccess, () => ({
            EnabledServicePrincipals: [{ ServicePrincipal: 'sso.amazonaws.com' }],
          })),
          refuse(describeTrails),
        ],
      }),
      'a trail of one account has its home in a region that is left out': world({
        trail: null,
        trails: [ownTrail(MANAGEMENT, 'own')],
        accounts: homeLeftOut,
      }),
      'it is off': { world: world({ status: { IsLogging: false } }), note: 'IsLogging is false' },
      'it records one region': {
        world: world({ trail: { IsMultiRegionTrail: false } }),
        note: 'IsMultiRegionTrail is false',
      },
      'its home region is opt-in': {
        world: world({
          accounts: {
            [MANAGEMENT]: { regions: [region('us-east-1', { optIn: true }), region('eu-west-1')] },
          },
        }),
        note: 'its home region us-east-1 is opt-in',
      },
    },
    'not-applicable': {
      'a small estate may use trails of single accounts': {
        world: world({ parameters: { smallEstateAccounts: 3 } }),
        note: '3 accounts, no more than 3',
      },
      'every account keeps a trail declared as regulated': world({
        accounts: { '222233334444': { state: 'CLOSED', ...excluded } },
        parameters: {
          smallEstateAccounts: 1,
          regulatedTrails: [TRAIL, `arn:aws:cloudtrail:us-east-1:${WORKLOAD}:trail/own`],
        },
      }),
      'the account stands alone': world({ organization: null }),
    },
    unknown: {
      'the management account cannot be looked into': world({
        accounts: { [MANAGEMENT]: notEvaluable(MANAGEMENT) },
      }),
      'the management account is left out': world({ accounts: { [MANAGEMENT]: excluded } }),
      'its home region is left out of the audit, so that a copy is all that is seen': {
        world: world({ accounts: homeLeftOut }),
        note: `${TRAIL} was not judged: its home region us-east-1 is not part of this audit.`,
      },
      'one is off, and the home region of another is left out': world({
        trails: [european],
        status: (_scope, arn) => ({ IsLogging: arn === TRAIL }),
        accounts: homeLeftOut,
      }),
      'no trail is seen, and one region could not be read': world({
        trail: null,
        answers: [refuse(describeTrails, scope => scope.region === 'eu-west-1')],
      }),
      'trusted access could not be read': world({ answers: [refuse(listServiceAccess)] }),
      'the status could not be read': world({ answers: [refuse(getTrailStatus)] }),
    },
  },
  {
    harmless: {
      [`cloudtrail.DescribeTrails/${MANAGEMENT}/eu-west-1`]:
        'one organization trail, seen at its home, is enough',
      [`cloudtrail.GetTrailStatus/${MANAGEMENT}/eu-west-1`]: 'a second trail need not be known',
    },
  },
);
