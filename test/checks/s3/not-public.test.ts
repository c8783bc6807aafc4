import check from '../../../checks/s3/not-public.ts';
import {
  getAccountPublicAccessBlock,
  getBucketAcl,
  getBucketPolicyStatus,
  getPublicAccessBlock,
} from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, type Reply, refuse, world } from '../../support/evidence.ts';

const publicPolicy = on(getBucketPolicyStatus, () => ({ PolicyStatus: { IsPublic: true } }));
const noBlock = on(getPublicAccessBlock, () => absent('NoSuchPublicAccessBlockConfiguration'));

function acl(group: string) {
  const URI = `http://acs.amazonaws.com/groups/${group}`;
  const Grants = [
    { Grantee: { Type: 'CanonicalUser', ID: 'c0ffee' }, Permission: 'FULL_CONTROL' },
    { Grantee: { Type: 'Group', URI }, Permission: 'READ' },
  ];
  return on(getBucketAcl, () => ({ Grants }));
}

function answering(...answers: Reply[]) {
  return world({ answers });
}

testCheck(check, {
  pass: {
    'neither policy nor ACL opens it': world(),
    'no policy at all': answering(
      on(getBucketPolicyStatus, () => absent('NoSuchBucketPolicy')),
      noBlock,
    ),
    'nothing is open, so that no block is needed': answering(noBlock),
    'a public policy that the bucket takes back': {
      world: answering(publicPolicy),
      note: 'RestrictPublicBuckets of the bucket takes that back',
      harmless: { 's3control.GetPublicAccessBlock': "the bucket's own block is enough" },
    },
    'a public policy that the account takes back': {
      world: answering(
        publicPolicy,
        noBlock,
        on(getAccountPublicAccessBlock, () => ({
          PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
        })),
      ),
      note: 'RestrictPublicBuckets of the account takes that back',
      harmless: { 's3.GetPublicAccessBlock': "the account's block is enough" },
    },
    'a public ACL that is ignored': {
      world: answering(acl('global/AllUsers')),
      harmless: { 's3control.GetPublicAccessBlock': "the bucket's own block is enough" },
    },
    'log delivery is no public group': answering(acl('s3/LogDelivery')),
  },
  fail: {
    'a public policy': {
      world: answering(publicPolicy, noBlock),
      note: 'The policy is public (IsPublic is true), and RestrictPublicBuckets is on for neither',
    },
    'a public ACL': { world: answering(acl('global/AllUsers'), noBlock), note: 'AllUsers READ' },
    'prowler: AuthenticatedUsers are everybody, too': {
      world: answering(acl('global/AuthenticatedUsers'), noBlock),
      note: 'AuthenticatedUsers READ',
    },
    'blocks that only refuse new openings': answering(
      publicPolicy,
      on(getPublicAccessBlock, () => ({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
        },
      })),
    ),
    'a public policy, and the ACL is denied': answering(publicPolicy, noBlock, refuse(getBucketAcl)),
  },
  unknown: {
    'prowler 12872: the ACL is denied': {
      world: answering(refuse(getBucketAcl)),
      note: 's3:GetBucketAcl in 222233334444 eu-west-1 could not be read',
    },
    'agent-bom 3679: the policy status is denied': answering(refuse(getBucketPolicyStatus)),
    "a public policy, and the account's block is denied": answering(
      publicPolicy,
      noBlock,
      refuse(getAccountPublicAccessBlock),
    ),
    'AWS leaves IsPublic out': answering(on(getBucketPolicyStatus, () => ({ PolicyStatus: {} }))),
    'a group without a name': answering(
      on(getBucketAcl, () => ({ Grants: [{ Grantee: { Type: 'Group' }, Permission: 'READ' }] })),
    ),
  },
});
