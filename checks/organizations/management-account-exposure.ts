import type { Trail } from '../../src/aws/cloudtrail.ts';
import { trail } from '../../src/aws/cloudtrail.ts';
import { key } from '../../src/aws/kms.ts';
import { organization } from '../../src/aws/organizations.ts';
import { bucket } from '../../src/aws/s3.ts';
import { accountLabel } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import {
  allOf,
  fail,
  notApplicable,
  observed,
  observedIn,
  pass,
  reasoningIn,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { organizationTrails } from '../shared/log-archive.ts';
import { getsThrough } from '../shared/policy-words.ts';
import {
  bucketTampering,
  bucketTamperingCalls,
  keyTampering,
  keyTamperingCalls,
  type Protection,
} from '../shared/protection.ts';
import { few, reasons, sentence } from '../shared/wording.ts';

export default defineCheck({
  id: 'organizations/management-account-exposure',
  version: 1,
  title: 'Log bucket and key lie guarded outside the management account',
  severity: 'high',
  aspect: 'configured',
  decides:
    'No SCP binds the management account, so whoever rules it can stop, redirect or delete the organization trail: that is ' +
    'said in every verdict, and IAM there alone forbids it. Passes only when, of every organization trail in it, bucket and ' +
    'customer managed key belong to other accounts and are closed to tampering by anybody but break-glass, the management ' +
    'account included (as in s3/delete-protection and kms/deletion-denied). A trail without a key of its own fails. Roles ' +
    'in other accounts that trust the management account, and its power to detach SCPs, are not looked at. Unknown where that ' +
    'account, or the home region of such a trail, is not part of the audit. Not applicable without an organization trail.',
  why: 'The one account that no guard from above reaches must not also hold the records of what was done in it.',
  fix:
    'Move bucket and key to the Log Archive account and guard them there: aws cloudtrail update-trail --name TRAIL_ARN ' +
    '--s3-bucket-name BUCKET --kms-key-id KEY_ARN.',
  links: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html',
  ],
  map: 'scp_protects_audit_trail',
  subject: organization,
  needs: [...trail.needs, ...bucketTamperingCalls, ...keyTamperingCalls],
  judge({ data: { managementAccount } }, read) {
    const label = accountLabel(read.population, managementAccount);
    const exposed = `no SCP keeps the principals of ${label} from stopping its organization trail`;
    const trails = organizationTrails(read);
    if (trails.length === 0) {
      return notApplicable(
        `No SCP binds ${label}, and it has no organization trail that could be stopped there.`,
      );
    }
    const combined = allOf(read, trails, (t, r) => guardedElsewhere(t, r, managementAccount));
    const notes = reasons(combined);
    const seen = combined.deciding.flatMap(observedIn);
    const steps = combined.deciding.flatMap(reasoningIn);
    if (combined.status === 'pass') return pass(sentence(`${exposed}, but ${notes}`), seen, steps);
    if (combined.status === 'fail') return fail(sentence(`${exposed}, and ${notes}`), seen, steps);
    return undetermined(
      sentence(`${exposed}, and it is not known what guards the rest: ${notes.replace(/\.$/, '')}`),
      combined.gaps,
    );
  },
});

/** Notes are fragments. */
function guardedElsewhere(subject: Subject<Trail>, read: Read, management: string): Verdict {
  const { name, data } = subject;
  const bucketName = must(data.S3BucketName, 'S3BucketName');
  const held = must(
    listed(read, bucket).subjects.find(b => b.name === bucketName),
    'the bucket',
  ).data;
  const ofBucket = bucketTampering(read, held);
  // An absent KmsKeyId means SSE-S3 (CloudTrail API reference, Trail).
  if (data.KmsKeyId === undefined) {
    return fail(`${name} encrypts with no key of its own`, [observed('KmsKeyId', 'a key elsewhere', null)]);
  }
  const used = must(
    listed(read, key).subjects.find(k => k.data.keyId === data.KmsKeyId),
    'a customer managed key',
  ).data;
  const ofKey = keyTampering(read, used);
  const faults = [...faultsOf('bucket', ofBucket, management), ...faultsOf('key', ofKey, management)];
  const steps = [...ofBucket.reasoning, ...ofKey.reasoning];
  const owners = [observed('owners', `not ${management}`, [ofBucket.owner, ofKey.owner])];
  if (faults.length > 0) return fail(`of ${name} ${few(faults, ', ')}`, owners, steps);
  for (const { coverage } of [ofBucket, ofKey]) {
    if (coverage.covered === 'unknown') return undetermined(coverage.why);
  }
  const kept = `bucket (${ofBucket.owner}) and key (${ofKey.owner}) of ${name} lie elsewhere and are closed to tampering`;
  return pass(kept, owners, steps);
}

function faultsOf(what: string, { owner, coverage }: Protection, management: string): readonly string[] {
  if (owner === management) return [`the ${what} lies there as well`];
  return coverage.covered === false ? [`the ${what} is open to ${getsThrough(coverage)}`] : [];
}
