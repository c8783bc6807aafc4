/** KMS: the keys that trails encrypt with, asked in the account that owns them. */
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { defineCall, type Stage } from '../model/call.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { defineSubject, listed, type Subject } from '../model/subject.ts';
import { describeTrails, ownerOf, trail } from './cloudtrail.ts';
import { arnOf } from './partition.ts';
import { askedAbout } from './scopes.ts';
import { trailsBy } from './trails-by.ts';

/** A key that at least one trail names. */
export interface TrailKey {
  /** As the trail names it: a key ARN, or perhaps an alias ARN. */
  readonly keyId: string;
  /** ARNs of the trails that encrypt with it, sorted. */
  readonly trails: readonly string[];
}

export const key = defineSubject<TrailKey>({
  kind: 'key',
  singular: 'trail key',
  plural: 'trail keys',
  needs: [describeTrails],
  list(read) {
    const subjects = trailKeys(read).map((data): Subject<TrailKey> => {
      const arn = arnOf(data.keyId);
      return {
        kind: 'key',
        id: data.keyId,
        name: arn?.resource ?? data.keyId,
        accountId: arn?.accountId ?? null,
        region: arn?.region ?? null,
        data,
        evidence: [],
      };
    });
    return { subjects, blind: listed(read, trail).blind };
  },
});

/** DescribeKey on an alias of AWS's own creates the key, so it is never asked: its name says whose it is. */
export function isAwsManagedAlias(keyId: string): boolean {
  return (arnOf(keyId)?.resource ?? keyId).startsWith('alias/aws/');
}

interface NamedKey {
  readonly KeyId: string;
  readonly [key: string]: string;
}

function eachKey(): Stage<NamedKey> {
  return {
    where: 'once',
    needs: [describeTrails],
    ask: read =>
      trailKeys(read).flatMap(named => {
        const asked = read.attempt(r => keyScope(r, named));
        return asked.ok ? [{ scope: asked.value, input: { KeyId: named.keyId } }] : [];
      }),
  };
}

/** Takes key ids and key ARNs but no alias, so the key is looked up first. */
function eachDescribedKey(): Stage<NamedKey> {
  return {
    where: 'once',
    needs: [describeKey],
    ask: read =>
      trailKeys(read).flatMap(named => {
        const asked = read.attempt(r => describedKey(r, named));
        return asked.ok ? [asked.value] : [];
      }),
  };
}

/** Works across accounts where the key's policy lets it. */
export const describeKey = defineCall({
  id: 'kms.DescribeKey',
  permission: 'kms:DescribeKey',
  stages: [eachKey()],
  send: (aws, input: NamedKey) => aws.client(KMSClient).send(new DescribeKeyCommand(input)),
});

/** Owner only, and by id or key ARN: an alias is looked up first. */
export const getKeyPolicy = defineCall({
  id: 'kms.GetKeyPolicy',
  permission: 'kms:GetKeyPolicy',
  stages: [eachDescribedKey()],
  send: (aws, input: NamedKey) => aws.client(KMSClient).send(new GetKeyPolicyCommand(input)),
});

/** Absent: a key of this kind cannot rotate by itself. */
export const getKeyRotationStatus = defineCall({
  id: 'kms.GetKeyRotationStatus',
  permission: 'kms:GetKeyRotationStatus',
  absentOn: ['UnsupportedOperationException'],
  stages: [eachDescribedKey()],
  send: (aws, input: NamedKey) => aws.client(KMSClient).send(new GetKeyRotationStatusCommand(input)),
});

export function keyMetadata(read: Read, named: TrailKey) {
  return must(
    read.get(describeKey, keyScope(read, named), { KeyId: named.keyId }).KeyMetadata,
    'KeyMetadata',
  );
}

/** The key itself, whatever alias the trail names it by, and where its owner holds it. */
export function ownedKey(read: Read, named: TrailKey): { readonly arn: string; readonly scope: Scope } {
  const arn = must(keyMetadata(read, named).Arn, 'Arn');
  const { accountId, region } = must(arnOf(arn), 'an account in Arn');
  return { arn, scope: { accountId, region } };
}

/** undefined: keys of this kind do not rotate by themselves. */
export function rotationStatus(read: Read, named: TrailKey) {
  const { scope, input } = describedKey(read, named);
  return read.find(getKeyRotationStatus, scope, input);
}

/** The key's policy document as AWS hands it out. */
export function keyPolicy(read: Read, named: TrailKey): string {
  const { scope, input } = describedKey(read, named);
  return must(read.get(getKeyPolicy, scope, input).Policy, 'Policy');
}

function describedKey(read: Read, named: TrailKey): { scope: Scope; input: NamedKey } {
  return { scope: keyScope(read, named), input: { KeyId: ownedKey(read, named).arn } };
}

/** The owner's account where it is in scope, else that of a trail which uses the key; always the key's own region. */
function keyScope(read: Read, named: TrailKey): Scope {
  const arn = must(arnOf(named.keyId), 'an ARN in KmsKeyId');
  const user = ownerOf(must(named.trails[0], 'a trail'));
  return { accountId: askedAbout(read.population, arn.accountId, user), region: arn.region };
}

function trailKeys(read: Read): readonly TrailKey[] {
  return read.derive('trail-keys', r =>
    // An absent KmsKeyId means SSE-S3 (CloudTrail API reference, Trail).
    trailsBy(r, ({ KmsKeyId }) => (KmsKeyId && isAwsManagedAlias(KmsKeyId) ? undefined : KmsKeyId)).map(
      ({ name, trails }) => ({ keyId: name, trails }),
    ),
  ).value;
}
