import check from '../../../checks/organizations/management-account-exposure.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { describePolicy } from '../../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy } from '../../../src/aws/kms.ts';
import { getBucketPolicy } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { bareAt, deny, ROOT, SECURITY, scp } from '../../support/control-policies.ts';
import {
  ARCHIVE,
  absent,
  BUCKET,
  excluded,
  homeLeftOut,
  KEY,
  MANAGEMENT,
  on,
  refuse,
  type Spec,
  TRAIL,
  world,
} from '../../support/evidence.ts';

const own = KEY.replace(ARCHIVE, MANAGEMENT);
const keyPolicy = (AWS: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }],
  });

/** Without a bucket policy strangers are kept out by its silence, the owner's own by the SCP. */
function exposed(spec: Spec = {}, keyOpenTo = `arn:aws:iam::${ARCHIVE}:root`) {
  return world({
    ...spec,
    answers: [
      ...(spec.answers ?? []),
      on(getBucketPolicy, () => absent('NoSuchBucketPolicy')),
      on(getKeyPolicy, () => ({ Policy: keyPolicy(keyOpenTo) })),
    ],
  });
}

testCheck(check, {
  pass: {
    'bucket and key lie elsewhere, guarded by SCP': {
      world: exposed(),
      note: `No SCP keeps the principals of acme-management (${MANAGEMENT}) from stopping its organization trail, but bucket (${ARCHIVE}) and key (${ARCHIVE})`,
    },
    'guarded at the root': exposed({
      tree: { policies: [scp('All', [ROOT], deny(['s3:*', 'kms:*']))] },
    }),
  },
  fail: {
    'the bucket lies there as well': {
      world: exposed({ bucketOwner: MANAGEMENT }),
      note: 'the bucket lies there as well',
    },
    'the key lies there as well': {
      world: exposed({
        trail: { KmsKeyId: own },
        key: { AWSAccountId: MANAGEMENT, Arn: own },
      }),
      note: 'the key lies there as well',
    },
    'no key of its own': {
      world: exposed({ trail: { KmsKeyId: undefined } }),
      note: 'encrypts with no key of its own',
    },
    'nothing guards the bucket': {
      world: exposed({ tree: { policies: [scp('Keys', [SECURITY], deny('kms:*'))] } }),
      note: /^No SCP keeps .*, and of org-trail the bucket is open to s3:/,
    },
    'nothing guards the key': {
      world: exposed({ tree: { policies: [scp('Logs', [SECURITY], deny('s3:*'))] } }),
      note: 'the key is open to kms:',
    },
    'the key policy lets the management account in': exposed({}, `arn:aws:iam::${MANAGEMENT}:root`),
  },
  'not-applicable': {
    'no organization trail': { world: exposed({ trail: null }), note: 'it has no organization trail' },
    'the account stands alone': exposed({ organization: null }),
  },
  unknown: {
    'no SCP is listed above the archive': {
      world: exposed({ tree: bareAt(SECURITY) }),
      note: `No SCP is listed at ${SECURITY}, where AWS always keeps one attached`,
    },
    'the trails of the management account are denied': exposed({
      answers: [refuse(describeTrails, ({ accountId }) => accountId === MANAGEMENT)],
    }),
    'the management account is left out': {
      world: exposed({ accounts: { [MANAGEMENT]: excluded } }),
      note: `The management account ${MANAGEMENT} was not looked at`,
    },
    "the organization trail's home region is left out": {
      world: exposed({ accounts: homeLeftOut }),
      note: TRAIL,
    },
    'a policy is denied': exposed({ answers: [refuse(describePolicy)] }),
    'the key is denied': exposed({ answers: [refuse(describeKey)] }),
    'nobody in sight owns the bucket': { world: exposed({ bucketOwner: null }), note: BUCKET },
  },
});
