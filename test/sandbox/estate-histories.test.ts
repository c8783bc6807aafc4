/** What the trails of the built-in estates have delivered: chains that hold, and the one deed that was done to them. */
import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { builtInEstates, type Estate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { keysOf, noon, problemsOf, s3 } from './log-support.ts';
import { config, type Keys } from './support.ts';

async function withEstate(estate: Estate, use: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ estate, now: () => new Date(noon) });
  try {
    await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

async function auditorIn(sandbox: Sandbox, account: string): Promise<Keys> {
  const { Credentials } = await new STSClient(config(sandbox)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/TrailproofAudit`,
      RoleSessionName: 'test',
      ExternalId: 'trailproof-demo',
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

test('reference: one log file of web-prod was written again, and nothing else is wrong', () =>
  withEstate(builtInEstates.reference(), async sandbox => {
    const bucket = 'acme-org-cloudtrail-logs';
    const organization = 'o-a1b2c3d4e5';
    const from = { bucket, organization, keys: await auditorIn(sandbox, '222233334444') };
    const started = expect.stringMatching(/ starts$/);
    expect(await problemsOf(sandbox, '555566667777', { from })).toEqual([
      started,
      expect.stringMatching(/555566667777_CloudTrail_us-east-1_20261120T0\d\d\dZ_\w{16}\.json\.gz hash$/),
    ]);
    expect(await problemsOf(sandbox, '444455556666', { from, region: 'eu-west-1' })).toEqual([started]);
    const client = s3(sandbox, 'us-east-1', from.keys);
    // Its keys are shown in an opt-in region to an account that has enabled it, which nobody else here has.
    const optIn = `AWSLogs/${organization}/555566667777/CloudTrail-Digest/ap-east-1/`;
    expect((await keysOf(client, optIn, bucket)).length).toBeGreaterThanOrEqual(25);
    const refused = `AWSLogs/${organization}/444455556666/CloudTrail/eu-west-1/`;
    expect(await keysOf(client, refused, bucket)).toEqual([]);
    const suspended = `AWSLogs/${organization}/777788889999/`;
    const kept = await keysOf(client, suspended, bucket);
    expect(kept.length).toBeGreaterThan(24 * 17);
    expect(kept.filter(key => key.includes('/CloudTrail/'))).toEqual([]);
  }));

test('reference: the files of payments-trail end 23 days ago, and their key is disabled', () =>
  withEstate(builtInEstates.reference(), async sandbox => {
    const client = s3(sandbox, 'us-east-1', await auditorIn(sandbox, '222233334444'));
    const Bucket = 'acme-payments-trail';
    const prefix = 'AWSLogs/444455556666/CloudTrail-Digest/us-east-1/';
    const keys = await keysOf(client, prefix, Bucket);
    expect(keys.length).toBeGreaterThanOrEqual(23);
    expect(keys.at(-1)?.slice(prefix.length, prefix.length + 10)).toBe('2026/10/28');
    await expect(client.send(new GetObjectCommand({ Bucket, Key: keys[0] }))).rejects.toMatchObject({
      name: 'KMS.DisabledException',
    });
  }));

test('exemplary: eight days of digests, and the status follows from them', () =>
  withEstate(builtInEstates.exemplary(), async sandbox => {
    const bucket = 'exemplary-org-trail-logs';
    const keys = await auditorIn(sandbox, '321098765432');
    const from = { bucket, organization: 'o-exemplary01', keys };
    expect(await problemsOf(sandbox, '543210987654', { from })).toEqual([expect.stringMatching(/ starts$/)]);
    const digests = `AWSLogs/o-exemplary01/543210987654/CloudTrail-Digest/us-east-1/`;
    expect((await keysOf(s3(sandbox, 'us-east-1', keys), digests, bucket)).length).toBeGreaterThanOrEqual(
      191,
    );
    const owner = await auditorIn(sandbox, '210987654321');
    const status = await new CloudTrailClient(config(sandbox, owner)).send(
      new GetTrailStatusCommand({ Name: 'org-trail' }),
    );
    const age = Date.parse(noon) - (status.LatestDigestDeliveryTime?.getTime() ?? 0);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(3_600_000);
  }));

test('scale: any of 1,700 chains holds', () =>
  withEstate(builtInEstates.scale({ accounts: 100, regions: 17, seed: 1 }), async sandbox => {
    const bucket = 'scale-org-cloudtrail-logs';
    const from = { bucket, organization: 'o-scale00001', keys: await auditorIn(sandbox, '100000000002') };
    const client = s3(sandbox, 'us-east-1', from.keys);
    const folder = 'AWSLogs/o-scale00001/100000000050/CloudTrail-Digest/us-east-1/';
    expect((await keysOf(client, folder, bucket)).length).toBeGreaterThanOrEqual(25);
    expect(await problemsOf(sandbox, '100000000050', { from })).toEqual([expect.stringMatching(/ starts$/)]);
  }));
