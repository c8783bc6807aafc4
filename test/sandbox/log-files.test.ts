/** Log files and digests as CloudTrail delivers them: whose, when, how signed, how linked. */
import { checkPrimeSync, createHash, createPublicKey } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  CloudTrailClient,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyCount, primes, privateKey } from '../../src/sandbox/history/signing-primes.ts';
import { parseEstate, type Sandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import {
  closed,
  digestAt,
  digestFolder,
  get,
  historyDocument,
  keysOf,
  logFolder,
  member,
  noon,
  organizationId,
  owner,
  problemsOf,
  s3,
  sha256,
  startHistory,
  trailArn,
} from './log-support.ts';
import { config } from './support.ts';

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(sandbox => sandbox.stop()));
});
async function start(document: EstateDocument, now?: () => Date): Promise<Sandbox> {
  const sandbox = await startHistory(document, now);
  running.push(sandbox);
  return sandbox;
}
const ago = (hours: number) =>
  new Date(Date.parse(noon) - hours * 3_600_000).toISOString().replace('.000', '');

describe('a healthy organization trail', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startHistory(
      historyDocument({ since: '-6h', logsPerHour: 2 }, {}, ['us-east-1', 'eu-north-1']),
    );
  });
  afterAll(() => sandbox.stop());

  test.each([
    [owner, 'us-east-1'],
    [member, 'us-east-1'],
    [member, 'eu-north-1'],
    [owner, 'ap-east-1'],
    [closed, 'us-east-1'],
  ])('%s in %s: every digest is signed, linked and starts once', async (account, region) => {
    const problems = await problemsOf(sandbox, account, { region });
    expect(problems).toEqual([expect.stringMatching(/Z starts$/)]);
  });

  test('a digest has the fields AWS documents, and covers one hour without a gap', async () => {
    const client = s3(sandbox);
    const keys = await keysOf(client, digestFolder(member));
    const digests = await Promise.all(keys.map(key => digestAt(client, key)));
    expect(keys.length).toBeGreaterThanOrEqual(5);
    expect(Object.keys(digests[1]?.body ?? {})).toEqual([
      'awsAccountId',
      'digestStartTime',
      'digestEndTime',
      'digestS3Bucket',
      'digestS3Object',
      'digestPublicKeyFingerprint',
      'digestSignatureAlgorithm',
      'newestEventTime',
      'oldestEventTime',
      'previousDigestS3Bucket',
      'previousDigestS3Object',
      'previousDigestHashValue',
      'previousDigestHashAlgorithm',
      'previousDigestSignature',
      'logFiles',
    ]);
    expect(digests[0]?.body.digestStartTime).toBe(ago(6));
    const stamp =
      /^AWSLogs\/o-test000001\/444455556666\/CloudTrail-Digest\/us-east-1\/(\d{4})\/(\d\d)\/(\d\d)\/444455556666_CloudTrail-Digest_us-east-1_org_trail_us-east-1_(\d{8}T\d{6})Z\.json\.gz$/;
    digests.forEach(({ key, body }, index) => {
      const [, year, month, day, time] = stamp.exec(key) ?? [];
      expect(body.digestEndTime?.replace(/[-:Z]/g, '')).toBe(time);
      expect(`${year}${month}${day}`).toBe(time?.slice(0, 8));
      const next = digests[index + 1];
      if (next === undefined) return;
      expect(next.body.digestStartTime).toBe(body.digestEndTime);
      expect(Date.parse(next.body.digestEndTime ?? '') - Date.parse(body.digestEndTime ?? '')).toBe(
        3_600_000,
      );
    });
  });

  test('each log file is named by one digest, until the hour is over', async () => {
    const client = s3(sandbox);
    const keys = await keysOf(client, digestFolder(member));
    const named = (await Promise.all(keys.map(key => digestAt(client, key)))).flatMap(({ body }) =>
      body.logFiles.map(log => log.s3Object),
    );
    const logs = await keysOf(client, logFolder(member));
    expect(new Set(named).size).toBe(named.length);
    expect(logs.filter(key => named.includes(key)).sort()).toEqual([...named].sort());
    expect(logs.length - named.length).toBeLessThanOrEqual(3);
    expect(logs.length).toBe(12);
  });

  test('a log file holds events of its account and region, and the digest tells their times', async () => {
    const client = s3(sandbox);
    const [, key = ''] = await keysOf(client, digestFolder(member));
    const { body } = await digestAt(client, key);
    const log = body.logFiles[0] ?? {};
    expect(log.s3Object).toMatch(
      /CloudTrail\/us-east-1\/2026\/11\/20\/444455556666_CloudTrail_us-east-1_20261120T\d\d[0-5][05]Z_[A-Za-z0-9]{16}\.json\.gz$/,
    );
    const { Records } = JSON.parse(gunzipSync((await get(client, log.s3Object ?? '')).body).toString());
    expect(Records).toHaveLength(2);
    const times = Records.map((record: { eventTime: string }) => record.eventTime);
    expect([times[0], times[1]]).toEqual([log.oldestEventTime, log.newestEventTime]);
    expect(new Set(Records.map((record: { eventID: string }) => record.eventID)).size).toBe(2);
    for (const record of Records)
      expect(record).toMatchObject({
        eventVersion: '1.11',
        awsRegion: 'us-east-1',
        recipientAccountId: member,
        userIdentity: { accountId: member },
        sourceIPAddress: expect.stringMatching(/^192\.0\.2\./),
        eventID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      });
  });

  test('a closed account has empty digests in the regions that are on by default', async () => {
    const client = s3(sandbox);
    expect(await keysOf(client, logFolder(closed))).toEqual([]);
    expect(await keysOf(client, digestFolder(closed, 'ap-east-1'))).toEqual([]);
    const keys = await keysOf(client, digestFolder(closed));
    const { body } = await digestAt(client, keys[1] ?? '');
    expect(body).toMatchObject({ logFiles: [], newestEventTime: null, oldestEventTime: null });
  });

  test('a region nobody enabled but its owner has objects of the owner alone', async () => {
    const keys = await keysOf(s3(sandbox), `AWSLogs/${organizationId}/`);
    const accounts = keys.filter(key => key.includes('/ap-east-1/')).map(key => key.split('/')[2]);
    expect(new Set(accounts)).toEqual(new Set([owner]));
  });

  test('objects and status are of the same clock', async () => {
    const status = await new CloudTrailClient(config(sandbox)).send(
      new GetTrailStatusCommand({ Name: trailArn }),
    );
    const end = (await keysOf(s3(sandbox), digestFolder(owner))).at(-1)?.slice(-24, -8) ?? '';
    const iso = end.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const delay = (status.LatestDigestDeliveryTime?.getTime() ?? 0) - Date.parse(iso);
    expect(delay).toBeGreaterThan(400_000);
    expect(delay).toBeLessThan(600_000);
    expect(status.LatestDeliveryTime?.getTime()).toBeGreaterThan(Date.parse(noon) - 1_800_000);
    expect(status.StartLoggingTime).toEqual(new Date(ago(6)));
  });
});

test('digests come with the clock, and what has come stays what it was', async () => {
  let now = new Date(noon);
  const sandbox = await start(historyDocument({ since: '-3h' }), () => now);
  const client = s3(sandbox);
  const before = await keysOf(client, digestFolder(member));
  const oldest = await get(client, before[0] ?? '');
  now = new Date(Date.parse(noon) + 5 * 3_600_000);
  const after = await keysOf(client, digestFolder(member));
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(before.length + 5);
  expect(await get(client, before[0] ?? '')).toEqual(oldest);
  expect(await problemsOf(sandbox, member)).toHaveLength(1);
});

test('a digest is there eight minutes after its hour, and not before', async () => {
  let now = new Date(noon);
  const sandbox = await start(historyDocument({ since: '-3h' }), () => now);
  const client = s3(sandbox);
  const newest = (await keysOf(client, digestFolder(member))).at(-1) ?? '';
  const { body } = await digestAt(client, newest);
  const end = Date.parse(body.digestEndTime ?? '') + 3_600_000;
  const next = newest.replace(/\d{8}T\d{6}Z/, new Date(end).toISOString().replace(/[-:]|\.000/g, ''));
  now = new Date(end + 400_000);
  await expect(get(client, next)).rejects.toMatchObject({ name: 'NoSuchKey' });
  now = new Date(end + 600_000);
  expect((await digestAt(client, next)).body.previousDigestS3Object).toBe(newest);
});

test('explicit delivery times win, and a refused delivery leaves no objects', async () => {
  const status = {
    lastDigest: '-41m',
    lastDelivery: '-2h',
    deliveryError: 'AccessDenied',
    startedAt: '2023-01-01T00:00:00Z',
  };
  const sandbox = await start(historyDocument({ since: '-6h' }, { status }));
  const answer = await new CloudTrailClient(config(sandbox)).send(
    new GetTrailStatusCommand({ Name: trailArn }),
  );
  expect(answer).toMatchObject({
    LatestDigestDeliveryTime: new Date('2026-11-20T11:19:00Z'),
    LatestDeliveryTime: new Date(ago(2)),
    StartLoggingTime: new Date('2023-01-01T00:00:00Z'),
  });
  const client = s3(sandbox);
  expect(await keysOf(client, logFolder(owner))).toHaveLength(4);
  const { body } = await digestAt(client, (await keysOf(client, digestFolder(owner))).at(-1) ?? '');
  expect(body.logFiles).toEqual([]);
  expect(await problemsOf(sandbox, owner)).toHaveLength(1);
});

test('no history, no objects; no validation, no digests; no trusted access, no members', async () => {
  const bare = historyDocument({});
  const { history: _, ...trail } = bare.accounts[0]?.trails?.[0] ?? { name: '', homeRegion: '', bucket: '' };
  Object.assign(bare.accounts[0] ?? {}, { trails: [trail] });
  expect(await keysOf(s3(await start(bare)))).toEqual([]);

  const unvalidated = await keysOf(s3(await start(historyDocument({}, { logFileValidation: false }))));
  expect(unvalidated.filter(key => key.includes('CloudTrail-Digest'))).toEqual([]);
  expect(unvalidated.length).toBeGreaterThan(50);

  const alone = historyDocument({ since: '-3h' });
  Object.assign(alone.organization ?? {}, { trustedServices: [] });
  const accounts = (await keysOf(s3(await start(alone)))).map(key => key.split('/').slice(0, 3).join('/'));
  expect(new Set(accounts)).toEqual(
    new Set([`AWSLogs/${owner}/CloudTrail-Digest`, `AWSLogs/${owner}/CloudTrail`]),
  );
});

test('in another partition its ARNs are in the events', async () => {
  const document = { ...historyDocument({ since: '-3h' }), partition: 'aws-us-gov' as const };
  const client = s3(await start(document));
  const [key = ''] = await keysOf(client, logFolder(member));
  const text = gunzipSync((await get(client, key)).body).toString();
  expect(text).toContain(`arn:aws-us-gov:iam::${member}:role/`);
  expect(text).not.toContain('arn:aws:');
});

test('a single-region trail records its home region, under its prefix', async () => {
  const sandbox = await start(
    historyDocument({ since: '-3h' }, { multiRegion: false, organization: false, prefix: 'a/b' }, [
      'us-east-1',
      'eu-west-1',
    ]),
  );
  const folders = (await keysOf(s3(sandbox))).map(key => key.split('/').slice(0, 6).join('/'));
  expect(new Set(folders)).toEqual(
    new Set(['CloudTrail', 'CloudTrail-Digest'].map(kind => `a/b/AWSLogs/${owner}/${kind}/us-east-1`)),
  );
});

test('two trails into one bucket have chains and log files of their own', async () => {
  const document = historyDocument({ since: '-4h' });
  const trails = document.accounts[0]?.trails ?? [];
  const first = trails[0] ?? { name: '', homeRegion: '', bucket: '' };
  document.accounts[0]?.trails?.push({ ...first, name: 'org_trail_2' });
  const client = s3(await start(document));
  const digests = await Promise.all(
    (await keysOf(client, digestFolder(member))).map(key => digestAt(client, key)),
  );
  const of = (name: string) => digests.filter(({ key }) => key.includes(`_${name}_us-east-1_2026`));
  expect(of('org_trail').length).toBeGreaterThan(2);
  expect(of('org_trail_2').length).toBeGreaterThan(2);
  for (const name of ['org_trail', 'org_trail_2']) {
    const chain = of(name);
    chain.slice(1).forEach(({ body }, index) => {
      expect(body.previousDigestS3Object).toBe(chain[index]?.key);
      expect(body.previousDigestHashValue).toBe(sha256(chain[index]?.text ?? ''));
    });
  }
  const named = digests.flatMap(({ body }) => body.logFiles.map(log => log.s3Object));
  expect(new Set(named).size).toBe(named.length);
});

describe('what interrupts a chain', () => {
  const eventsOf = async (sandbox: Sandbox, EventName?: string) => {
    const client = new CloudTrailClient(config(sandbox));
    const { Events } = await client.send(
      new LookupEventsCommand(
        EventName === undefined
          ? {}
          : { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: EventName }] },
      ),
    );
    return (Events ?? []).map(event => `${event.EventName} ${event.EventTime?.toISOString().slice(0, 19)}Z`);
  };

  test('a restart: a last digest that ends with StopLogging, a first that starts with StartLogging', async () => {
    const sandbox = await start(historyDocument({ since: '-12h', restarts: [{ hoursAgo: 6, offHours: 2 }] }));
    const client = s3(sandbox);
    const digests = await Promise.all(
      (await keysOf(client, digestFolder(member))).map(key => digestAt(client, key)),
    );
    const last = digests.findIndex(({ body }) => body.digestEndTime === ago(6));
    const { body: first } = digests[last + 1] ?? {};
    expect(last).toBeGreaterThan(3);
    expect(first).toMatchObject({
      digestStartTime: ago(4),
      previousDigestS3Bucket: null,
      previousDigestS3Object: null,
      previousDigestHashValue: null,
      previousDigestHashAlgorithm: null,
      previousDigestSignature: null,
    });
    expect(await problemsOf(sandbox, member)).toHaveLength(2);
    expect(await eventsOf(sandbox, 'StopLogging')).toEqual([`StopLogging ${ago(6)}`]);
    expect(await eventsOf(sandbox, 'StartLogging')).toEqual([
      `StartLogging ${ago(4)}`,
      `StartLogging ${ago(12)}`,
    ]);
    const logs = (await keysOf(client, logFolder(member))).map(key => key.slice(-42, -25));
    expect(logs.filter(time => time > '20261120T0605Z' && time < '20261120T0755Z')).toEqual([]);
  });

  test('a trail that is off: its last digest ends when it was stopped', async () => {
    const sandbox = await start(
      historyDocument({ since: '-12h' }, { status: { logging: false, stoppedAt: '-4h' } }),
    );
    const client = s3(sandbox);
    const { body } = await digestAt(client, (await keysOf(client, digestFolder(member))).at(-1) ?? '');
    expect(body.digestEndTime).toBe(ago(4));
    expect(await eventsOf(sandbox, 'StopLogging')).toEqual([`StopLogging ${ago(4)}`]);
    expect(await problemsOf(sandbox, member)).toHaveLength(1);
  });

  test('an unexplained restart of one chain', async () => {
    const restarts = [{ hoursAgo: 6, offHours: 2, explained: false, account: member }];
    const sandbox = await start(historyDocument({ since: '-12h', restarts }));
    expect(await problemsOf(sandbox, member)).toHaveLength(2);
    expect(await problemsOf(sandbox, owner)).toHaveLength(1);
    expect(await eventsOf(sandbox)).toEqual([
      `StartLogging ${ago(12)}`,
      expect.stringMatching(/^CreateTrail/),
    ]);
  });

  test('a trail that was renamed: two names, two chains, four events', async () => {
    const sandbox = await start(
      historyDocument({ since: '-12h', formerName: 'old_trail', renamedHoursAgo: 5 }),
    );
    const client = s3(sandbox);
    const digests = await Promise.all(
      (await keysOf(client, digestFolder(member))).map(key => digestAt(client, key)),
    );
    const former = digests.filter(({ key }) => key.includes('_old_trail_us-east-1_'));
    const present = digests.filter(({ key }) => key.includes('_org_trail_us-east-1_'));
    expect(former.length + present.length).toBe(digests.length);
    expect(former.at(-1)?.body.digestEndTime).toBe(ago(5));
    expect(present[0]?.body).toMatchObject({
      digestStartTime: ago(5).replace(':00Z', ':45Z'),
      previousDigestSignature: null,
    });
    expect((await eventsOf(sandbox)).map(event => event.split(' ')[0])).toEqual([
      'StartLogging',
      'CreateTrail',
      'DeleteTrail',
      'StartLogging',
      'CreateTrail',
    ]);
  });

  test('a trail that had been started long before got its digests by UpdateTrail', async () => {
    const sandbox = await start(
      historyDocument({ since: '-12h' }, { status: { startedAt: '2024-01-01T00:00:00Z' } }),
    );
    expect(await eventsOf(sandbox)).toEqual([`UpdateTrail ${ago(12)}`]);
  });

  test('events are of the owner and the home region, by pages, by time, and name the trail', async () => {
    const sandbox = await start(historyDocument({ since: '-12h', restarts: [{ hoursAgo: 6, offHours: 2 }] }));
    const client = new CloudTrailClient(config(sandbox));
    const first = await client.send(new LookupEventsCommand({ MaxResults: 3 }));
    const rest = await client.send(new LookupEventsCommand({ MaxResults: 3, NextToken: first.NextToken }));
    expect([first.Events?.length, rest.Events?.length, rest.NextToken]).toEqual([3, 1, undefined]);
    const event = first.Events?.[0];
    expect(event?.Resources?.map(one => one.ResourceName)).toEqual([trailArn, 'org_trail']);
    expect(JSON.parse(event?.CloudTrailEvent ?? '')).toMatchObject({
      eventName: 'StartLogging',
      eventID: event?.EventId,
      requestParameters: { name: trailArn },
    });
    const between = await client.send(
      new LookupEventsCommand({ StartTime: new Date(ago(7)), EndTime: new Date(ago(5)) }),
    );
    expect(between.Events?.map(one => one.EventName)).toEqual(['StopLogging']);
    const byArn = { AttributeKey: 'ResourceName' as const, AttributeValue: trailArn };
    expect((await client.send(new LookupEventsCommand({ LookupAttributes: [byArn] }))).Events).toHaveLength(
      4,
    );
    await expect(
      client.send(new LookupEventsCommand({ LookupAttributes: [byArn, byArn] })),
    ).rejects.toMatchObject({ name: 'InvalidLookupAttributesException' });
    await expect(
      client.send(new LookupEventsCommand({ StartTime: new Date(ago(1)), EndTime: new Date(ago(2)) })),
    ).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
    const elsewhere = new CloudTrailClient(config(sandbox, undefined, 'ap-east-1'));
    expect((await elsewhere.send(new LookupEventsCommand({}))).Events).toEqual([]);
  });
});

test('backfill: log files only a later digest names, in a chain of its own', async () => {
  const backfill = [
    { hoursAgo: 9, logs: 2 },
    { hoursAgo: 7, logs: 1, account: member },
    { hoursAgo: 1.5, afterHours: 3 },
  ];
  const sandbox = await start(historyDocument({ since: '-12h', backfill, keyRotation: 6.9 }));
  const client = s3(sandbox);
  const keys = await keysOf(client, digestFolder(member));
  const filling = await Promise.all(
    keys.filter(key => key.endsWith('_backfill.json.gz')).map(key => digestAt(client, key)),
  );
  expect(filling.map(({ body }) => body.logFiles.length)).toEqual([2, 1]);
  expect(filling[1]?.body.previousDigestS3Object).toBe(filling[0]?.key);
  const standard = await Promise.all(
    keys.filter(key => !key.includes('_backfill')).map(key => digestAt(client, key)),
  );
  const named = standard.flatMap(({ body }) => body.logFiles.map(log => log.s3Object));
  const filled = filling.flatMap(({ body }) => body.logFiles.map(log => log.s3Object ?? ''));
  expect(filled.filter(key => named.includes(key))).toEqual([]);
  const logs = await keysOf(client, logFolder(member));
  expect(filled.every(key => logs.includes(key))).toBe(true);
  expect(await problemsOf(sandbox, member, { backfill: true })).toEqual([expect.stringMatching(/starts$/)]);
  expect(await problemsOf(sandbox, member)).toHaveLength(1);
  expect(await problemsOf(sandbox, owner, { backfill: true })).toHaveLength(1);
  // Made after the keys changed, for an hour before they did: signed with the key of its own time.
  const sameHour = standard.find(({ body }) => body.digestEndTime === filling[0]?.body.digestEndTime);
  expect(filling[0]?.body.digestPublicKeyFingerprint).not.toBe(sameHour?.body.digestPublicKeyFingerprint);
});

describe('signing keys', () => {
  const shown = async (sandbox: Sandbox, region: string, hoursAgo: number, forHours: number) => {
    const client = new CloudTrailClient(config(sandbox, undefined, region));
    const span = { StartTime: new Date(ago(hoursAgo)), EndTime: new Date(ago(hoursAgo - forHours)) };
    return (await client.send(new ListPublicKeysCommand(span))).PublicKeyList ?? [];
  };

  test('every prime is one, and every key another', () => {
    for (const prime of primes) expect(checkPrimeSync(prime())).toBe(true);
    const moduli = [0, 1, 48, 49, 50, 600, keyCount - 1].map(
      number => privateKey(number).export({ format: 'jwk' }).n,
    );
    expect(new Set(moduli).size).toBe(moduli.length);
    for (const modulus of moduli) expect(Buffer.from(modulus ?? '', 'base64url')).toHaveLength(256);
  });

  test('are of their region, overlap, and last thirty days', async () => {
    const sandbox = await start(historyDocument({}, {}, ['us-east-1', 'eu-west-1', 'eu-north-1']));
    const here = await shown(sandbox, 'us-east-1', 0, 0);
    expect(here.length).toBeGreaterThanOrEqual(1);
    const many = await shown(sandbox, 'us-east-1', 24 * 90, 24 * 90);
    expect(many.length).toBeGreaterThanOrEqual(5);
    for (const key of many) {
      const [from = 0, to = 0] = [key.ValidityStartTime?.getTime(), key.ValidityEndTime?.getTime()];
      expect(to - from).toBe(30 * 86_400_000);
      expect(from).toBeLessThanOrEqual(Date.parse(noon));
      const der = Buffer.from(key.Value ?? []);
      expect(key.Fingerprint).toBe(createHash('md5').update(der).digest('hex'));
      expect(createPublicKey({ key: der, format: 'der', type: 'pkcs1' }).asymmetricKeyDetails).toMatchObject({
        modulusLength: 2048,
        publicExponent: 65_537n,
      });
    }
    const elsewhere = await shown(sandbox, 'eu-west-1', 24 * 90, 24 * 90);
    const fingerprints = [...many, ...elsewhere].map(key => key.Fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    const [spki] = await shown(sandbox, 'eu-north-1', 0, 0);
    const der = Buffer.from(spki?.Value ?? []);
    expect(() => createPublicKey({ key: der, format: 'der', type: 'pkcs1' })).toThrow();
    expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('rsa');
  });

  test('a rotation: the keys before and after it sign the digests before and after it', async () => {
    const sandbox = await start(historyDocument({ since: '-12h', keyRotation: 6 }));
    const client = s3(sandbox);
    const digests = await Promise.all(
      (await keysOf(client, digestFolder(member))).map(key => digestAt(client, key)),
    );
    const prints = digests.map(({ body }) => body.digestPublicKeyFingerprint);
    expect(new Set(prints).size).toBe(2);
    const keys = await shown(sandbox, 'us-east-1', 12, 12);
    const newer = keys.find(key => key.ValidityStartTime?.getTime() === Date.parse(ago(6)));
    const firstNew = digests.findIndex(({ body }) => body.digestPublicKeyFingerprint === newer?.Fingerprint);
    expect(firstNew).toBeGreaterThan(4);
    expect(prints.slice(firstNew).every(print => print === newer?.Fingerprint)).toBe(true);
    expect(await problemsOf(sandbox, member)).toHaveLength(1);
  });

  test('a rotation between the end of an hour and its delivery: the new key, though it began later', async () => {
    const probe = s3(await start(historyDocument({ since: '-12h' })));
    const [, , third = ''] = await keysOf(probe, digestFolder(member));
    const end = Date.parse((await digestAt(probe, third)).body.digestEndTime ?? '');
    const keyRotation = (Date.parse(noon) - end - 60_000) / 3_600_000;
    const sandbox = await start(historyDocument({ since: '-12h', keyRotation }));
    const { body } = await digestAt(s3(sandbox), third);
    const signer = (await shown(sandbox, 'us-east-1', 12, 12)).find(
      key => key.Fingerprint === body.digestPublicKeyFingerprint,
    );
    expect(signer?.ValidityStartTime?.getTime()).toBe(end + 60_000);
    expect(await problemsOf(sandbox, member)).toHaveLength(1);
  });

  test('come in pages', async () => {
    const sandbox = await start({ ...historyDocument({}), server: { pageSize: 2 } });
    const client = new CloudTrailClient(config(sandbox));
    const span = { StartTime: new Date(ago(24 * 90)), EndTime: new Date(noon) };
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListPublicKeysCommand({ ...span, NextToken }));
      expect(page.PublicKeyList?.length).toBeLessThanOrEqual(2);
      found.push(...(page.PublicKeyList ?? []).map(key => key.Fingerprint));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThanOrEqual(5);
  });
});

test('a history says only what can be', () => {
  const refusal = (history: Parameters<typeof historyDocument>[0]): string => {
    try {
      parseEstate(historyDocument(history), 'my.json');
      return 'was not refused';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };
  const path = 'my.json: accounts[0].trails[0].history';
  expect(refusal({ formerName: 'old' })).toContain(`${path}.renamedHoursAgo: goes with formerName`);
  expect(refusal({ restarts: [{ hoursAgo: 2, offHours: 2 }] })).toContain(
    `${path}.restarts[0].offHours: must be less than hoursAgo`,
  );
  expect(refusal({ tampering: [{ kind: 'delete-account' }] })).toContain(
    `${path}.tampering[0].account: is missing`,
  );
  expect(refusal({ tampering: [{ kind: 'deny', account: '999999999999' }] })).toContain(
    `${path}.tampering[0].account: no account 999999999999`,
  );
  expect(refusal({ backfill: [{ hoursAgo: 3, region: 'mars-north-1' }] })).toContain(
    `${path}.backfill[0].region: mars-north-1 is no region`,
  );
});
