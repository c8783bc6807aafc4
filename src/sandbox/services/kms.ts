/** KMS: keys, their policies, rotation and aliases, and signing with P-256 keys; other accounts see only what the estate lets them. */
import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import {
  type Call,
  documentText,
  type Input,
  numberOf,
  type Operation,
  paged,
  present,
  requiredText,
  textOf,
} from '../call.ts';
import { epochSeconds } from '../clock.ts';
import { key as keySchema } from '../schema/key.ts';
import { publicKeyOf, signDigest } from '../signing-keys.ts';
import { stableUuid } from '../stable-ids.ts';
import { jsonService } from '../wire/json.ts';
import { addKey, type OwnedKey } from '../world.ts';

const describeKey: Operation = (input, call) => ({
  KeyMetadata: metadata(findKey(input, call, 'anyone allowed'), call),
});

const getKeyPolicy: Operation = (input, call) => {
  const id = requiredText(input, 'KeyId');
  if (id.includes('alias/')) throw new AwsError('NotFoundException', `Invalid keyId ${id}`);
  const { description, account } = findKey(input, call, 'owner only');
  const name = textOf(input, 'PolicyName') ?? 'default';
  if (name !== 'default') throw new AwsError('NotFoundException', 'No such policy exists');
  const policy = description.policy ?? defaultPolicy(account, call.world.partition);
  return {
    Policy: documentText(policy, 2),
    PolicyName: 'default',
  };
};

const getKeyRotationStatus: Operation = (input, call) => {
  const id = requiredText(input, 'KeyId');
  if (id.includes('alias/')) throw new AwsError('NotFoundException', `Invalid keyId ${id}`);
  const { arn, description } = findKey(input, call, 'anyone allowed');
  if (description.spec !== 'SYMMETRIC_DEFAULT' || description.origin !== 'AWS_KMS')
    throw new AwsError('UnsupportedOperationException', '');
  // A key waiting for its deletion reports false; a disabled one keeps its flag, though nothing rotates.
  const enabled = description.rotation.enabled && description.state !== 'PendingDeletion';
  const period = description.rotation.periodDays;
  return present({
    KeyId: arn,
    KeyRotationEnabled: enabled,
    RotationPeriodInDays: enabled ? period : undefined,
    NextRotationDate: enabled ? epochSeconds(`+${Math.ceil(period / 2)}d`, call.now) : undefined,
  });
};

const listAliases: Operation = (input, call) => {
  const wanted = textOf(input, 'KeyId') === undefined ? undefined : findKey(input, call, 'owner only');
  const keys = new Set(call.account.keys.get(call.region)?.values());
  const aliases = [...keys]
    .filter(key => wanted === undefined || key === wanted)
    .flatMap(key =>
      (key.description.aliases ?? []).map(name => ({
        AliasName: name,
        AliasArn: `arn:${call.world.partition}:kms:${call.region}:${call.account.id}:${name}`,
        TargetKeyId: key.description.id,
        CreationDate: epochSeconds(key.description.createdAt, call.now),
        LastUpdatedDate: epochSeconds(key.description.createdAt, call.now),
      })),
    );
  aliases.sort((a, b) => (a.AliasName < b.AliasName ? -1 : 1));
  const { items, next } = paged(call, aliases, {
    token: textOf(input, 'Marker'),
    max: numberOf(input, 'Limit'),
    size: 50,
    invalidToken: 'InvalidMarkerException',
  });
  return present({ Aliases: items, NextMarker: next, Truncated: next !== undefined });
};

const getPublicKey: Operation = (input, call) => {
  const key = findKey(input, call, 'owner only');
  if (key.description.spec !== SIGNING_SPEC)
    throw new AwsError(
      'UnsupportedOperationException',
      `${key.arn} key spec is ${key.description.spec} which is not valid for GetPublicKey.`,
    );
  checkUsable(key);
  return {
    KeyId: key.arn,
    PublicKey: publicKeyOf(key.arn).toString('base64'),
    CustomerMasterKeySpec: key.description.spec,
    KeySpec: key.description.spec,
    KeyUsage: key.description.usage,
    SigningAlgorithms: [SIGNING_ALGORITHM],
  };
};

/** The sandbox signs with ECC_NIST_P256 alone. */
const sign: Operation = (input, call) => {
  const key = findKey(input, call, 'owner only');
  const { spec, usage } = key.description;
  const algorithm = requiredText(input, 'SigningAlgorithm');
  const message = Buffer.from(requiredText(input, 'Message'), 'base64');
  const type = textOf(input, 'MessageType') ?? 'RAW';
  if (usage !== 'SIGN_VERIFY')
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} key usage is ${usage} which is not valid for Sign.`,
    );
  if (spec !== SIGNING_SPEC || algorithm !== SIGNING_ALGORITHM)
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with key spec ${spec}.`,
    );
  checkUsable(key);
  if (type === 'DIGEST' ? message.length !== 32 : message.length > 4096)
    throw new AwsError('ValidationException', `${type} is invalid length for algorithm ${algorithm}.`);
  const digest = type === 'DIGEST' ? message : createHash('sha256').update(message).digest();
  return {
    KeyId: key.arn,
    Signature: signDigest(key.arn, digest).toString('base64'),
    SigningAlgorithm: algorithm,
  };
};

const SIGNING_SPEC = 'ECC_NIST_P256';
const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

function checkUsable({ arn, description: { state } }: OwnedKey): void {
  if (state === 'Disabled') throw new AwsError('DisabledException', `${arn} is disabled.`);
  if (state !== 'Enabled') throw new AwsError('KMSInvalidStateException', `${arn} is ${state}.`);
}

type Audience = 'owner only' | 'anyone allowed';

/** Accepts what KMS accepts: key id, key ARN, alias, alias ARN; an ARN must be of the region called. */
function findKey(input: Input, call: Call, audience: Audience): OwnedKey {
  const given = requiredText(input, 'KeyId');
  const [, partition, region, account, resource] =
    /^arn:([\w-]+):kms:([\w-]+):(\d{12}):(.+)$/.exec(given) ?? [];
  if (given.startsWith('arn:') && (partition !== call.world.partition || region !== call.region))
    throw new AwsError('NotFoundException', `Invalid arn ${region ?? given}`);
  const owner = account === undefined ? call.account : call.world.accounts.get(account);
  const name = (resource ?? given).replace(/^key\//, '');
  const found = owner?.keys.get(call.region)?.get(name) ?? managedKey(name, call, owner?.id);
  if (owner?.id !== call.account.id) {
    const allowed =
      audience === 'anyone allowed' && found?.description.describableBy?.includes(call.account.id) === true;
    // Whether the key exists is not told to strangers.
    if (!allowed) throw denied(given, call);
  }
  if (found !== undefined) return found;
  const arn = given.startsWith('arn:')
    ? given
    : `arn:${call.world.partition}:kms:${call.region}:${call.account.id}:${name.startsWith('alias/') ? name : `key/${name}`}`;
  const what = name.startsWith('alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`;
  throw new AwsError('NotFoundException', what);
}

/** DescribeKey on a predefined alias makes AWS create the key behind it. No auditor may cause that, so it is counted. */
function managedKey(name: string, call: Call, owner: string | undefined): OwnedKey | undefined {
  if (!name.startsWith('alias/aws/') || owner !== call.account.id || call.operation !== 'DescribeKey')
    return undefined;
  const id = stableUuid('managed', call.account.id, call.region, name);
  const description = keySchema.parse({
    id,
    region: call.region,
    aliases: [name],
    manager: 'AWS',
    createdAt: call.now.toISOString(),
  });
  const key = {
    description,
    account: owner,
    arn: `arn:${call.world.partition}:kms:${call.region}:${owner}:key/${id}`,
  };
  addKey(call.account.keys, key);
  call.managedKeyCreated();
  return key;
}

function metadata({ description: key, account, arn }: OwnedKey, call: Call) {
  const encrypts = key.usage === 'ENCRYPT_DECRYPT';
  const external = key.origin === 'EXTERNAL';
  return present({
    AWSAccountId: account,
    KeyId: key.id,
    Arn: arn,
    CreationDate: epochSeconds(key.createdAt, call.now),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    DeletionDate:
      key.state === 'PendingDeletion' && key.deletionDate !== undefined
        ? epochSeconds(key.deletionDate, call.now)
        : undefined,
    PendingDeletionWindowInDays: key.state === 'PendingReplicaDeletion' ? 30 : undefined,
    ValidTo: external && key.validTo !== undefined ? epochSeconds(key.validTo, call.now) : undefined,
    Origin: key.origin,
    ExpirationModel: external
      ? key.validTo === undefined
        ? 'KEY_MATERIAL_DOES_NOT_EXPIRE'
        : 'KEY_MATERIAL_EXPIRES'
      : undefined,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: encrypts && key.spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : undefined,
    SigningAlgorithms:
      key.usage === 'SIGN_VERIFY' && key.spec === SIGNING_SPEC ? [SIGNING_ALGORITHM] : undefined,
    MultiRegion: key.multiRegion !== undefined,
    MultiRegionConfiguration:
      key.multiRegion === undefined
        ? undefined
        : {
            MultiRegionKeyType: key.multiRegion,
            PrimaryKey: { Arn: arn, Region: key.region },
            ReplicaKeys: [],
          },
  });
}

function defaultPolicy(account: string, partition: string) {
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: root,
    Action: 'kms:*',
    Resource: '*',
  };
  return { Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] };
}

function denied(resource: string, call: Call): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${call.principal.arn} is not authorized to perform: kms:${call.operation} on resource: ${resource} because no resource-based policy allows the kms:${call.operation} action`,
    { status: 400 },
  );
}

export const kms = jsonService({
  name: 'kms',
  target: 'TrentService',
  namespace: 'com.amazonaws.kms',
  operations: {
    DescribeKey: describeKey,
    GetKeyPolicy: getKeyPolicy,
    GetKeyRotationStatus: getKeyRotationStatus,
    GetPublicKey: getPublicKey,
    ListAliases: listAliases,
    Sign: sign,
  },
});
