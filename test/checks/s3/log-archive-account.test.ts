import check from '../../../checks/s3/log-archive-account.ts';
import { listBuckets } from '../../../src/aws/bucket-owner.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  BUCKET,
  excluded,
  MANAGEMENT,
  notEvaluable,
  ownTrail,
  refuse,
  region,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const undeclared = { parameters: { logArchiveAccount: null } };
const elsewhere = {
  's3.ListBuckets/111122223333': 'another account proves that it owns the bucket',
  's3.ListBuckets/444455556666': 'another account proves that it owns the bucket',
};

testCheck(
  check,
  {
    pass: {
      'the configured account, as its own list shows': {
        world: world(),
        note: 'acme-log-archive (222233334444) owns the bucket, as its own ListBuckets shows',
      },
      "the archive's own trail writes there beside the organization's": {
        world: world({ trails: [ownTrail(ARCHIVE, 'own')] }),
        harmless: { [`cloudtrail.DescribeTrails/${ARCHIVE}`]: 'the organization trail is seen in its owner' },
      },
      'none is configured, and the owner has no trail of its own': {
        world: world(undeclared),
        note: 'no logArchiveAccount is configured, and it owns no trail',
        harmless: elsewhere,
      },
      'prowler 434: trails of members write to the archive': {
        world: world({ trail: null, trails: [ownTrail(WORKLOAD, 'own'), ownTrail(MANAGEMENT, 'own')] }),
        harmless: { 'cloudtrail.DescribeTrails': 'one trail of another account is enough' },
      },
    },
    fail: {
      'the management account': {
        world: world({ bucketOwner: MANAGEMENT }),
        note: 'it is the management account',
      },
      'the account that is recorded': {
        world: world({ trail: null, trails: [ownTrail(WORKLOAD, 'own')], bucketOwner: WORKLOAD }),
        note: 'the configured Log Archive account is acme-log-archive',
      },
      'another account, however it is called': world({
        bucketOwner: WORKLOAD,
        accounts: { [WORKLOAD]: { name: 'log-archive' } },
      }),
      'the archive holds its own trail alone': {
        world: world({ trail: null, trails: [ownTrail(ARCHIVE, 'own')] }),
        note: 'no trail of another account writes there',
      },
      'none is configured, and the owner keeps a trail': {
        world: world({ ...undeclared, trails: [ownTrail(ARCHIVE, 'own')] }),
        note: 'it owns the trail arn:aws:cloudtrail:us-east-1:222233334444:trail/own',
      },
      'the configured account was asked and does not own it, whoever could not be asked': {
        world: world({ bucketOwner: null, accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: BUCKET,
        note: 'The configured Log Archive account 222233334444 does not own acme-cloudtrail-logs',
      },
      'nobody owns it': {
        world: world({ ...undeclared, bucketOwner: null }),
        note: 'is unknown, perhaps outside the organization',
      },
      'nobody owns it, and a closed account is not asked': world({
        ...undeclared,
        bucketOwner: null,
        accounts: { [WORKLOAD]: { ...excluded, state: 'CLOSED' } },
      }),
      'the account stands alone': world({ ...undeclared, organization: null, bucketOwner: MANAGEMENT }),
    },
    'not-applicable': { 'no trails, so no buckets': world({ trail: null }) },
    unknown: {
      'nobody seen owns it, and one account could not be asked': {
        world: world({ ...undeclared, bucketOwner: null, accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: BUCKET,
      },
      'the configured account could not be asked, and nobody else owns it': {
        world: world({ accounts: { [ARCHIVE]: notEvaluable(ARCHIVE) } }),
        subject: BUCKET,
      },
      'the configured account is left out': world({ accounts: { [ARCHIVE]: excluded } }),
      'the configured account is not in the organization': world({
        bucketOwner: null,
        parameters: { logArchiveAccount: '999988887777' },
      }),
      'nobody seen owns it, and one account is left out': world({
        ...undeclared,
        bucketOwner: null,
        accounts: { [WORKLOAD]: excluded },
      }),
      'there may be accounts that nobody could list': world({
        ...undeclared,
        bucketOwner: null,
        unlisted: true,
      }),
      "the archive holds its own trail, and another account's trails could not be read": {
        world: world({
          trails: [ownTrail(ARCHIVE, 'own')],
          answers: [refuse(describeTrails, ({ accountId }) => accountId === MANAGEMENT)],
        }),
        subject: BUCKET,
      },
      'none is configured, and whether the owner keeps a trail could not be read': {
        world: world({
          ...undeclared,
          answers: [refuse(describeTrails, ({ accountId }) => accountId === ARCHIVE)],
        }),
        subject: BUCKET,
      },
      'none is configured, and a region of the owner is left out': {
        world: world({
          ...undeclared,
          accounts: {
            [ARCHIVE]: {
              regions: [
                region('us-east-1'),
                region('eu-west-1'),
                region('ap-southeast-2', { disposition: 'excluded', reason: 'by configuration' }),
              ],
            },
          },
        }),
        note: 'whether it owns a trail in ap-southeast-2 is not known',
      },
      'none is configured, and a region of the owner could not be looked into': world({
        ...undeclared,
        accounts: {
          [ARCHIVE]: {
            regions: [
              region('us-east-1'),
              region('me-south-1', { disposition: 'not-evaluable', reason: 'x' }),
            ],
          },
        },
      }),
      'whether the owner is the management account of an organization could not be read': {
        world: world({ organization: null, unlisted: true, accounts: { [ARCHIVE]: {} } }),
        subject: BUCKET,
        note: 'is the management account of an organization could not be read',
      },
      'all lists of buckets are denied': world({ answers: [refuse(listBuckets)] }),
    },
  },
  { harmless: { 's3.HeadBucket': 'who owns the bucket does not depend on where it lies' } },
);
