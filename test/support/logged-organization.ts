/** An organization whose trail has written for a day and more, served to whoever audits it; and its bucket, downloaded. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { stringify } from 'yaml';
import { auditRole, toolingCaller } from '../../src/sandbox/estates/tooling.ts';
import { parseEstate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { bucket, type HistoryDocument, historyDocument, owner, s3 } from '../sandbox/log-support.ts';

const admin = { accessKeyId: 'AKIAOWNER00000000001', secretAccessKey: 'owner-secret' };

export const auditConfig = stringify({ role: { name: 'TrailproofAudit', externalId: 'trailproof-demo' } });

export function startLogged(
  history: HistoryDocument,
  options: { latencyMs?: number; trail?: Parameters<typeof historyDocument>[1] } = {},
): Promise<Sandbox> {
  const document = historyDocument(history, options.trail, ['us-east-1', 'eu-west-1']);
  const estate = parseEstate(
    {
      ...document,
      callers: [toolingCaller(owner), ...(document.callers ?? [])],
      rolesInEveryAccount: [auditRole(owner)],
    },
    'logged organization',
  );
  return startSandbox({ estate, record: true, latencyMs: options.latencyMs ?? 0 });
}

/** As `aws s3 sync` does: bytes and times, and no metadata. What cannot be read, or leads elsewhere, is left out. */
export async function download(sandbox: Sandbox, into: string): Promise<string[]> {
  const client: S3Client = s3(sandbox, 'us-east-1', admin);
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket }))
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  for (const Key of keys) {
    const got = await client.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(() => undefined);
    const bytes = await got?.Body?.transformToByteArray();
    if (bytes === undefined || Key.endsWith('/') || /(^|\/)\.{0,2}\//.test(Key)) continue;
    const path = join(into, bucket, ...Key.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    if (got?.LastModified) utimesSync(path, got.LastModified, got.LastModified);
  }
  return keys;
}
