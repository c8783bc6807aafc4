/**
 * What stands against requests on a trail's bucket or key: its own policy, and the SCPs and RCPs of its account. Pure.
 * SCPs bind the principals of an account, RCPs its resources whoever asks; neither reaches the management account.
 */
import type { TrailBucket } from '../../src/aws/bucket-owner.ts';
import { policyPath, RCP, SCP } from '../../src/aws/control-policies.ts';
import { keyPolicy, type TrailKey } from '../../src/aws/kms.ts';
import { bucketSetting, getBucketPolicy } from '../../src/aws/s3.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { must, type Read, Unreadable } from '../../src/model/read.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type Exemption, isTolerable } from '../../src/policy/exemptions.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Defences, RequestClass } from '../../src/policy/request-class.ts';
import { pathStep, type UnreadablePolicy } from './policy-words.ts';

/** A bucket or key policy, parsed. `policies` is empty where there is none, or where AWS handed out no policy. */
export interface ResourcePolicy {
  readonly policies: readonly Policy[];
  readonly unreadable: readonly UnreadablePolicy[];
}

export interface Standing {
  readonly defences: Defences;
  /** The path that was walked, as sentences. */
  readonly reasoning: readonly string[];
}

const none: ResourcePolicy = { policies: [], unreadable: [] };

/** Whom a protecting Deny may spare: the configured break-glass and AWS services; unconfigured, whoever is named narrowly. */
export function exceptions(read: Read): Pick<RequestClass, 'breakGlass' | 'tolerates'> {
  const { breakGlass } = read.parameters;
  if (breakGlass.length === 0) return { tolerates: isTolerable };
  return { breakGlass, tolerates: services };
}

/** The SCPs and RCPs of an account, with a resource policy beside them. Neither binds the management account. */
export function defencesOf(read: Read, accountId: string, resource: ResourcePolicy = none): Standing {
  const resourcePolicies = resource.policies;
  if (accountId === read.population.organization?.managementAccount) {
    const reasoning = [`SCPs and RCPs do not bind the management account ${accountId}.`];
    return { defences: { resourcePolicies, unreadable: resource.unreadable }, reasoning };
  }
  if (read.population.organization !== null && accountIn(read.population, accountId) === undefined) {
    const note = `Account ${accountId} is not among the accounts of the organization, so its SCPs and RCPs are not known.`;
    throw new Unreadable({ note, gaps: read.population.unread });
  }
  const scps = policyPath(read, accountId, SCP);
  const rcps = policyPath(read, accountId, RCP);
  return {
    defences: {
      resourcePolicies,
      ...(scps === null ? {} : { scps: { account: accountId, levels: scps.levels } }),
      ...(rcps === null ? {} : { rcps: rcps.levels }),
      unreadable: [...resource.unreadable, ...(scps?.unreadable ?? []), ...(rcps?.unreadable ?? [])],
    },
    reasoning: [pathStep('SCPs', scps), pathStep('RCPs', rcps)],
  };
}

/** No policy at all reads as one without statements. */
export function bucketPolicy(read: Read, named: TrailBucket): ResourcePolicy {
  const answer = bucketSetting(read, named, getBucketPolicy);
  if (answer === undefined) return none;
  return parsed(must(answer.Policy, 'Policy'), 'the bucket policy');
}

export function trailKeyPolicy(read: Read, named: TrailKey): ResourcePolicy {
  return parsed(keyPolicy(read, named), 'the key policy');
}

function parsed(text: string, name: string): ResourcePolicy {
  const result = parsePolicy(text, 'resource', name);
  if (result.ok) return { policies: [result.policy], unreadable: [] };
  return { policies: [], unreadable: [{ policy: name, fault: result.fault }] };
}

/**
 * Judges by the resource policy alone, and once more with SCPs and RCPs where that is not enough to pass: a bucket
 * that protects itself is not in doubt because the organization could not be read. What passes so still fails if the
 * organization, where it can be read, stands against requests that must get through. `name`: of the check and its subject.
 */
export function firstByItself(
  read: Read,
  name: string,
  owner: string,
  resource: ResourcePolicy,
  judge: (standing: Standing, read: Read) => Verdict,
): Verdict {
  const defences = { resourcePolicies: resource.policies, unreadable: resource.unreadable };
  const alone = judge({ defences, reasoning: [] }, read);
  const wholly = (r: Read) => judge(defencesOf(r, owner, resource), r);
  if (alone.status !== 'pass') return wholly(read);
  // Derived, so that a pass does not rest on what it does not take.
  const { value: whole } = read.derive(`first-by-itself/${name}`, r => r.attempt(wholly));
  if (!whole.ok || whole.value.status !== 'fail') return alone;
  read.cite(whole.evidence);
  return whole.value;
}

/** AWS services may stay spared; so may whoever cannot exist. */
export function services({ breadth }: Exemption): boolean {
  return breadth === 'service' || breadth === 'nobody';
}
