/** A service control policy made and attached, given only if the check would then pass. Pure. */
import { describePolicy, listPolicies, listTargetsForPolicy, SCP } from '../../src/aws/control-policies.ts';
import type { Json } from '../../src/model/json.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Target } from '../../src/policy/request-class.ts';
import { command } from './command.ts';
import { logical, type Part, remedy } from './compose.ts';
import { encoded, expression, identifier } from './hcl.ts';
import { type Supposed, supposing } from './supposing.ts';

export interface ControlPolicy {
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Json[];
  /** The root, a unit or an account. */
  readonly target: string;
}

/** AWS refuses a longer one (Organizations user guide, quotas). */
const MOST_CHARACTERS = 10_240;

/** Spares the configured break-glass and nobody else; with none configured, nobody at all. */
export function denyBut(
  read: Read,
  Sid: string,
  actions: readonly string[],
  resources: readonly string[],
): Json {
  const { breakGlass } = read.parameters;
  const Condition = { ArnNotLike: { 'aws:PrincipalArn': [...breakGlass] } };
  const statement = { Sid, Effect: 'Deny', Action: [...new Set(actions)], Resource: [...new Set(resources)] };
  return breakGlass.length > 0 ? { ...statement, Condition } : statement;
}

/** One statement for each kind of resource. */
export function denyTargets(read: Read, prefix: string, targets: readonly Target[]): readonly Json[] {
  return targets.map(({ actions, resources }, at) => denyBut(read, `${prefix}${at + 1}`, actions, resources));
}

export function attachPolicy(
  read: Read,
  judge: (read: Read) => Verdict,
  policy: ControlPolicy,
  mayBreak: string,
  also: { readonly part: Part; readonly supposed: Supposed } | null = null,
): Remedy | null {
  const content = { Version: '2012-10-17', Statement: policy.statements };
  if (JSON.stringify(content).length > MOST_CHARACTERS) return null;
  const supposed: Supposed = (call, scope, input, answered) =>
    also?.supposed(call, scope, input, answered) ?? added(policy, content)(call, scope, input, answered);
  if (judge(supposing(read, supposed)).status !== 'pass') return null;
  // First what the new policy will forbid.
  const before = also ? [also.part] : [];
  return remedy(read, [...before, policyPart(read, policy, content, before)], mayBreak);
}

/** The organization's answers with one policy more. */
function added({ name, target }: ControlPolicy, content: Json): Supposed {
  return (call, _scope, input, answered) => {
    const { Filter, PolicyId } = input as { readonly Filter?: string; readonly PolicyId?: string };
    if (call.id === listPolicies.id && Filter === SCP) {
      const { Policies = [] } = answered() as { readonly Policies?: readonly object[] };
      return { Policies: [...Policies, { Id: name, Name: name, Type: SCP, AwsManaged: false }] };
    }
    if (PolicyId !== name) return undefined;
    if (call.id === describePolicy.id) return { Policy: { Content: JSON.stringify(content) } };
    return call.id === listTargetsForPolicy.id ? { Targets: [{ TargetId: target }] } : undefined;
  };
}

function policyPart(
  read: Read,
  { name, description, target }: ControlPolicy,
  content: Json,
  before: readonly Part[],
): Part {
  const first = before.flatMap(part => part.managed.map(one => `${one.type}.${one.name}`));
  const { managementAccount } = must(read.population.organization, 'an organization');
  const label = identifier(name);
  return {
    scope: { accountId: managementAccount, region: read.population.globalRegion },
    kept: [
      `The policy ${name} is made anew and attached to ${target}; those that are there stay as they are.`,
    ],
    commands: [
      `POLICY_ID=$(${command('organizations create-policy', { type: SCP, name, description, content: JSON.stringify(content) })} --query Policy.PolicySummary.Id --output text)`,
      `aws organizations attach-policy --policy-id "$POLICY_ID" --target-id ${target}`,
    ],
    managed: [
      {
        type: 'aws_organizations_policy',
        name: label,
        body: [
          ['name', name],
          ['description', description],
          ['type', SCP],
          ['content', encoded(content)],
        ],
      },
      {
        type: 'aws_organizations_policy_attachment',
        name: label,
        body: [
          ['policy_id', expression(`aws_organizations_policy.${label}.id`)],
          ['target_id', target],
          ['depends_on', first.length > 0 ? expression(`[${first.join(', ')}]`) : undefined],
        ],
      },
    ],
    stacked: [
      {
        id: logical('Policy', name),
        type: 'AWS::Organizations::Policy',
        existing: false,
        properties: {
          Name: name,
          Description: description,
          Type: SCP,
          TargetIds: [target],
          Content: content,
        },
      },
    ],
  };
}
