/**
 * A bucket policy that is enough by itself, under RCPs that shut out what must get through. Not a case of the tables of the
 * two checks: those demand that a failure never turns into a pass for want of evidence, and here it does, because what the
 * check is about holds either way; only whether anybody can still use the bucket is then not known.
 */
import { expect, test } from 'vitest';
import sseKmsOnPut from '../../../checks/s3/sse-kms-on-put.ts';
import tlsOnly from '../../../checks/s3/tls-only.ts';
import { closureOf } from '../../../src/aws/calls.ts';
import { listPolicies, RCP } from '../../../src/aws/control-policies.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import type { AnyCheck } from '../../../src/model/check.ts';
import { deny, SECURITY } from '../../support/control-policies.ts';
import { collect, KEY, type Reply, refuse, TAKEN_AT, world } from '../../support/evidence.ts';
import { ALGORITHM } from '../../support/resource-policies.ts';

function judge(check: AnyCheck, statement: object, answers: readonly Reply[] = []) {
  const content = [deny('s3:*', { Principal: '*', ...statement })];
  const under = world({
    tree: { policies: [{ name: 'Shut', type: RCP, targets: [SECURITY], content }] },
    answers,
  });
  const source = collect(under, closureOf([...check.subject.needs, ...check.needs]));
  const [result] = evaluate({ ...under, source, takenAt: TAKEN_AT }, [check]);
  return { status: result?.verdict.status, note: result?.verdict.note, evidence: result?.evidence };
}

const noKms = { Condition: { StringEquals: { [ALGORITHM]: 'aws:kms' } } };
const listed = expect.stringContaining('organizations.ListPolicies/');

test('an RCP that denies every request fails the bucket all the same', () => {
  expect(judge(tlsOnly, {})).toEqual({
    status: 'fail',
    note: expect.stringContaining('Every request is denied, also over TLS (Deny "Protect" of Shut at '),
    evidence: expect.arrayContaining([listed]),
  });
});

test('an RCP that denies KMS fails the bucket all the same', () => {
  expect(judge(sseKmsOnPut, noKms)).toMatchObject({
    status: 'fail',
    note: `Even a put with aws:kms and the key ${KEY} is denied.`,
    evidence: expect.arrayContaining([listed]),
  });
});

test.each([
  ['is in nobody’s way', tlsOnly, noKms, []],
  ['could not be read', tlsOnly, {}, [refuse(listPolicies)]],
  ['could not be read, nor whether it denies KMS', sseKmsOnPut, noKms, [refuse(listPolicies)]],
])(
  'the bucket policy is enough where the RCP %s, and the pass does not rest on it',
  (_, check, rcp, answers) => {
    const { status, evidence } = judge(check, rcp, answers);
    expect(status).toBe('pass');
    expect(evidence).not.toContainEqual(listed);
  },
);
