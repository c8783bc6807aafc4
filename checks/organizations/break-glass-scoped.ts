import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { organization } from '../../src/aws/organizations.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, notApplicable, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { describeStatement } from '../../src/policy/explain.ts';
import { type Exception, faultOf, guardsOf, guardsUnseen, isDeclared } from '../shared/exceptions.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 'organizations/break-glass-scoped',
  version: 1,
  title: 'SCPs that guard trails spare break-glass roles and nobody else',
  severity: 'high',
  aspect: 'configured',
  decides:
    'A guarding statement is a Deny of an SCP that by itself, but for its exceptions, denies one of the eleven actions of ' +
    'organizations/trail-tampering-denied on every trail or store of an account above which it is attached. Each of its ' +
    'exceptions is an aws:PrincipalArn of one exact role or user, or an exact path in any account; is among the configured ' +
    'breakGlass; and can spare somebody: a role of the management account, of a foreign account or of one that the policy ' +
    'is not attached above is dead text. Exceptions by tag, name pattern, user id, account or organization fail; those for ' +
    'AWS services are left alone. Exact exceptions while no breakGlass is configured are unknown, and named. Without any ' +
    'exception it passes, without any guarding statement it is not applicable, and where no account that SCPs bind was looked ' +
    'at it is unknown.',
  why: 'An exception wider than one well-kept role is the way past the guard, and dead text fails in the emergency it is for.',
  fix:
    'Name the role exactly (ArnNotEquals on aws:PrincipalArn), declare it as breakGlass in the configuration, and update ' +
    'the policy: aws organizations update-policy --policy-id POLICY_ID --content file://scp.json.',
  links: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  ],
  map: 'scp_protects_audit_trail',
  subject: organization,
  needs: controlPolicyCalls,
  judge(_organization, read) {
    const { statements, exceptions, unreadable } = guardsOf(read);
    const faults = exceptions.flatMap(exception => {
      const fault = faultOf(read, exception);
      return fault === null ? [] : [`${exception.exemption.value} in ${where(exception)} ${fault}`];
    });
    const declared = read.parameters.breakGlass;
    const strange = exceptions.filter(e => faultOf(read, e) === null && !isDeclared(read, e));
    const values = [...new Set(exceptions.map(({ exemption }) => exemption.value))].sort();
    const seen = [observed('exceptions', [...declared], values)];
    const steps = exceptions.map(e => `${where(e)} spares ${e.exemption.value} (${e.exemption.breadth}).`);
    const undeclared = declared.length > 0 ? strange : [];
    const wrong = [
      ...faults,
      ...undeclared.map(e => `${e.exemption.value} in ${where(e)} is not among the configured breakGlass`),
    ];
    if (wrong.length > 0) return fail(`${few(wrong, '; ')}.`, seen, steps);
    const unseen = guardsUnseen(read);
    if (unseen !== null) return undetermined(unseen.note, unseen.gaps);
    if (unreadable.length > 0) {
      return undetermined(`The SCP ${few(unreadable)} cannot be read and may hold exceptions.`);
    }
    if (statements === 0)
      return notApplicable('No SCP statement guards every trail, so there is no exception to judge.');
    const guarding = `${statements} guarding ${statements === 1 ? 'statement' : 'statements'}`;
    if (values.length === 0) return pass(`Exceptions in ${guarding}: none.`, seen, steps);
    if (declared.length > 0)
      return pass(`Exceptions in ${guarding}, all configured: ${few(values)}.`, seen, steps);
    return undetermined(
      `Spared are ${few(values)}, and the configuration declares no breakGlass to compare with.`,
    );
  },
});

function where({ exemption }: Exception): string {
  return describeStatement(exemption.source);
}
