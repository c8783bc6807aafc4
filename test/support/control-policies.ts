/** The organization's tree and its control policies in a test world: AWS's own two, and by default one SCP for each purpose. */
import {
  describePolicy,
  listPolicies,
  listRoots,
  listTargetsForPolicy,
  RCP,
  SCP,
} from '../../src/aws/control-policies.ts';
import { listParents } from '../../src/aws/organization-paths.ts';
import { listAccounts } from '../../src/aws/organizations.ts';
import type { AnyCall, Call } from '../../src/model/call.ts';
import type { Json } from '../../src/model/json.ts';
import type { PopulationAccount } from '../../src/model/population.ts';

export const ROOT = 'r-ab12';
export const SECURITY = 'ou-ab12-security1';
export const WORKLOADS = 'ou-ab12-workload1';

export interface ControlPolicy {
  readonly name: string;
  readonly type?: typeof SCP | typeof RCP;
  /** Nodes it is attached to: root, units, accounts. */
  readonly targets: readonly string[];
  /** Statements, or the text as AWS hands it out. */
  readonly content: readonly object[] | string;
}

export interface Tree {
  /** Beside AWS's own two; left out: trails, stores and membership guarded at the root, the archive in its unit. */
  readonly policies?: readonly ControlPolicy[];
  readonly policyTypes?: readonly string[];
  /** Units above an account, from the root down. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** false: AWS names no `Paths`. */
  readonly paths?: false;
  /** Where FullAWSAccess is attached, if somebody asks; left out: everywhere. */
  readonly fullAccess?: readonly string[];
  /** A node at which nothing is listed, which AWS does not allow. */
  readonly bare?: string;
  /** Those of AWS's own two that ListPolicies leaves out, which it never does. */
  readonly unlisted?: readonly string[];
}

export const tampering = [
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:UpdateTrail',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
  'cloudtrail:PutEventConfiguration',
  'cloudtrail:DeleteEventDataStore',
  'cloudtrail:UpdateEventDataStore',
  'cloudtrail:StopEventDataStoreIngestion',
  'cloudtrail:PutResourcePolicy',
  'cloudtrail:DeleteResourcePolicy',
];

export function deny(Action: string | readonly string[], change: object = {}): object {
  return { Sid: 'Protect', Effect: 'Deny', Action, Resource: '*', ...change };
}

/** A Deny that spares whoever has one of these ARNs. */
export function denyBut(Action: string | readonly string[], ...spared: readonly string[]): object {
  return deny(Action, spared.length > 0 ? { Condition: { ArnNotLike: { 'aws:PrincipalArn': spared } } } : {});
}

export function scp(name: string, targets: readonly string[], ...content: readonly object[]): ControlPolicy {
  return { name, targets, content };
}

/** No SCP is listed at one node, and nothing denies anything. Another SCP allows, so it is asked where FullAWSAccess stands. */
export function bareAt(bare: string): Tree {
  const compute = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
  return { bare, policies: [scp('OnlyCompute', ['ou-ab12-elsewher'], compute)] };
}

/** What a check says of it. */
export function bareNote(bare: string, kind: 'SCP' | 'RCP' = 'SCP'): string {
  return `No ${kind} is listed at ${bare}, where AWS always keeps one attached, so the list is not whole.`;
}

const destructive = [
  's3:Delete*',
  's3:Put*',
  's3:BypassGovernanceRetention',
  's3:UpdateObjectEncryption',
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:DeleteImportedKeyMaterial',
];

export const protecting: readonly ControlPolicy[] = [
  scp('ProtectAuditTrail', [ROOT], deny(tampering), deny('organizations:LeaveOrganization')),
  scp('ProtectLogArchive', [SECURITY], deny(destructive)),
];

const awsOwn = (policyName: string, type: typeof SCP | typeof RCP) => ({
  Id: `p-${policyName}`,
  Name: policyName,
  Type: type,
  AwsManaged: true,
});

/** What Organizations answers about the tree; undefined: not a question about it. */
export function treeReplies(
  {
    policies = protecting,
    policyTypes = [SCP, RCP],
    units = {},
    paths,
    fullAccess,
    bare,
    unlisted = [],
  }: Tree,
  accounts: readonly PopulationAccount[],
  defaults: Readonly<Record<string, readonly string[]>>,
  organizationId: string,
): readonly (readonly [AnyCall, (input: Json) => unknown])[] {
  const nodesOf = (id: string): readonly string[] => [ROOT, ...(units[id] ?? defaults[id] ?? [])];
  const own = policies.map((policy, index) => ({ ...policy, id: `p-own${String(index).padStart(5, '0')}` }));
  const everywhere = accounts.flatMap(a => [...nodesOf(a.accountId), a.accountId]);
  const statements = (content: ControlPolicy['content']) =>
    typeof content === 'string' ? content : JSON.stringify({ Version: '2012-10-17', Statement: content });
  const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
  const parent = (child: string): string | undefined => {
    const all = accounts.map(a => [...nodesOf(a.accountId), a.accountId]);
    const path = all.find(nodes => nodes.includes(child));
    return path?.[path.indexOf(child) - 1];
  };
  return [
    on(listAccounts, () => ({
      Accounts: accounts.map(({ accountId, name, state }) => ({
        Id: accountId,
        Name: name ?? '',
        State: state ?? 'ACTIVE',
        ...(paths === false
          ? {}
          : { Paths: [`${[organizationId, ...nodesOf(accountId), accountId].join('/')}/`] }),
      })),
    })),
    on(listRoots, () => ({
      Roots: [
        { Id: ROOT, Name: 'Root', PolicyTypes: policyTypes.map(Type => ({ Type, Status: 'ENABLED' })) },
      ],
    })),
    on(listPolicies, ({ Filter }) => ({
      Policies: [
        ...[awsOwn('FullAWSAccess', SCP), awsOwn('RCPFullAWSAccess', RCP)].filter(
          ({ Name, Type }) => Type === Filter && !unlisted.includes(Name),
        ),
        ...own
          .filter(({ type }) => (type ?? SCP) === Filter)
          .map(({ id, name, type }) => ({ Id: id, Name: name, Type: type ?? SCP, AwsManaged: false })),
      ],
    })),
    on(describePolicy, ({ PolicyId }) => {
      if (PolicyId === 'p-FullAWSAccess') return { Policy: { Content: statements([allowAll]) } };
      if (PolicyId === 'p-RCPFullAWSAccess')
        return { Policy: { Content: statements([{ ...allowAll, Principal: '*' }]) } };
      const policy = own.find(({ id }) => id === PolicyId);
      return policy && { Policy: { PolicySummary: { Id: policy.id }, Content: statements(policy.content) } };
    }),
    on(listTargetsForPolicy, ({ PolicyId }) => {
      const targets = own.find(({ id }) => id === PolicyId)?.targets ?? fullAccess ?? everywhere;
      return { Targets: [...new Set(targets)].filter(id => id !== bare).map(TargetId => ({ TargetId })) };
    }),
    on(listParents, ({ ChildId }) => {
      const Id = parent(ChildId);
      return Id && { Parents: [{ Id, Type: Id === ROOT ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
    }),
  ];
}

function on<I extends Json, O>(
  call: Call<I, O>,
  reply: (input: I) => unknown,
): readonly [AnyCall, (input: Json) => unknown] {
  return [call, input => reply(input as I)];
}
