/** What CloudTrail puts into a bucket for a trail, as requests, and whether they are let in. Pure. */
import { type Trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { arnOf } from '../../src/aws/partition.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import type { Context, Request } from '../../src/policy/context.ts';
import { type Decision, decideRcps, decideResourcePolicy } from '../../src/policy/decide.ts';
import { describeStatement } from '../../src/policy/explain.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Defences } from '../../src/policy/request-class.ts';
import { byCloudTrail, inWords, logFolder, type Source } from './sources.ts';

/** One request in the ways in which CloudTrail may make it. */
export type Variants = readonly [Request, ...Request[]];

/** What every request has that asks for this bucket. */
function onBucket(read: Read, { accountId, region }: Scope): Context {
  return {
    'aws:ResourceAccount': accountId,
    's3:ResourceAccount': accountId,
    'aws:ResourceOrgID': read.population.organization?.id ?? null,
    'aws:RequestedRegion': region,
    's3:TlsVersion': '1.3',
  };
}

export function aclRequest(read: Read, bucketArn: string, at: Scope, source: Source): Request {
  return byCloudTrail(source, 's3:GetBucketAcl', bucketArn, onBucket(read, at));
}

/** A log file, and a digest where the trail makes them, below one folder of AWSLogs/. */
export function putRequests(
  read: Read,
  bucketArn: string,
  at: Scope,
  subject: Subject<Trail>,
  source: Source,
  folder: string,
): readonly Variants[] {
  const files = filesIn(bucketArn, subject, folder);
  return putsOf(read, at, source, files, encryptions(subject.data.KmsKeyId)).map(([first, ...more]) => [
    must(first, 'a request'),
    ...more,
  ]);
}

/** The same puts for a trail of somebody else, who encrypts as this trail does, with a key of his own, or without one. */
export function foreignPuts(
  read: Read,
  bucketArn: string,
  at: Scope,
  subject: Subject<Trail>,
  source: Source,
  folder: string,
): readonly Request[] {
  const { partition, region } = must(arnOf(source.arn), 'an ARN');
  const theirs = `arn:${partition}:kms:${region}:${source.account}:key/00000000-0000-4000-8000-000000000000`;
  const headers = [...new Set([subject.data.KmsKeyId, theirs, undefined])].flatMap(encryptions);
  return putsOf(read, at, source, filesIn(bucketArn, subject, folder), headers).flat();
}

/** Of each file, the put with each of the headers. */
function putsOf(
  read: Read,
  at: Scope,
  source: Source,
  files: readonly string[],
  headers: readonly Context[],
): Request[][] {
  const common = { ...onBucket(read, at), 's3:x-amz-acl': 'bucket-owner-full-control' };
  return files.map(file =>
    headers.map(more => byCloudTrail(source, 's3:PutObject', file, { ...common, ...more })),
  );
}

function filesIn(bucketArn: string, subject: Subject<Trail>, folder: string): readonly string[] {
  const { region } = trailHome(subject);
  const account = must(folder.split('/').at(-1), 'an account');
  const kinds = ['CloudTrail'];
  if (must(subject.data.LogFileValidationEnabled, 'LogFileValidationEnabled'))
    kinds.push('CloudTrail-Digest');
  return kinds.map(kind => {
    const name = `${account}_${kind}_${region}_20261120T0600Z.json.gz`;
    return `${bucketArn}/${logFolder(subject)}${folder}/${kind}/${region}/2026/11/20/${name}`;
  });
}

/** Without a key AWS does not say whether CloudTrail names AES256 or leaves the header out. */
function encryptions(key: string | undefined): readonly Context[] {
  const algorithm = 's3:x-amz-server-side-encryption';
  const keyId = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  const none = { 's3:x-amz-server-side-encryption-customer-algorithm': null };
  // An absent KmsKeyId means SSE-S3 (CloudTrail API reference, Trail).
  if (key !== undefined) return [{ ...none, [algorithm]: 'aws:kms', [keyId]: key }];
  return ['AES256', null].map(value => ({ ...none, [algorithm]: value, [keyId]: null }));
}

/** pass: let in; fail: kept out; the note is a fragment. */
export function letIn(variants: Variants, policies: readonly Policy[], rcps: Defences['rcps']): Verdict {
  const verdicts = variants.map(request =>
    decideBoth(request, decideResourcePolicy(policies, request), rcps),
  );
  const [first = undetermined('No request was made up.')] = verdicts;
  if (verdicts.every(verdict => verdict.status === first.status)) return first;
  return undetermined(
    `Whether ${inWords(variants[0])} is let in hangs on the encryption header that it sends.`,
  );
}

function decideBoth(request: Request, own: Decision, rcps: Defences['rcps']): Verdict {
  const what = inWords(request);
  const rcp = rcps === undefined ? null : decideRcps(rcps, request);
  const by = (decision: Decision) => decision.statements.map(describeStatement).join(' and ');
  const seen = (actual: string) => [observed('Policy', what, actual)];
  const denial = [own, rcp].find(decision => decision?.decision === 'explicitly-denied');
  if (denial)
    return fail(`${what} is denied by ${by(denial)}`, seen(by(denial)), [
      `${what}: denied by ${by(denial)}.`,
    ]);
  if (own.decision === 'implicitly-denied')
    return fail(`${what} is not allowed by any statement`, seen('not allowed'), [
      `${what}: no statement allows it.`,
    ]);
  const doubt = [own, rcp].find(decision => decision?.decision === 'unknown');
  if (doubt)
    return undetermined(`Whether ${what} is let in hangs on ${doubt.unknownKeys.join(', ')} (${by(doubt)}).`);
  return pass(`${what} is allowed by ${by(own)}`, seen(by(own)), [`${what}: allowed by ${by(own)}.`]);
}
