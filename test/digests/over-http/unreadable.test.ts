/** What cannot be read is neither valid nor invalid: exit code 3, never 0 and never 4, and the rest is proven. */
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { EstateDocument } from '../../../src/sandbox/schema/estate.ts';
import {
  CHAINS,
  type Deed,
  type HistoryDocument,
  MANAGEMENT,
  MEMBER,
  organization,
  outcomeOf,
  served,
  tampered,
  verifyLogs,
} from '../../support/attacked.ts';
import { demoRole, testIo } from '../../support/run.ts';

type Fault = Parameters<Sandbox['addFault']>[0];

const TARGET = `${MEMBER} us-east-1`;
const FOLDER = `AWSLogs/o-attacked01/${MEMBER}`;
const unread = (...findings: readonly string[]) => ({
  code: 3,
  findings: { [TARGET]: findings },
  proven: CHAINS - 1,
  broken: 0,
  unread: 1,
});

async function seen(document: EstateDocument, ...faults: readonly Fault[]) {
  const sandbox = await served(document);
  try {
    for (const fault of faults) sandbox.addFault(fault);
    return outcomeOf(await verifyLogs(sandbox));
  } finally {
    await sandbox.stop();
  }
}

/** What may not be done: by the audit role, and by the caller itself in its own account. */
function without(actions: readonly string[], history: HistoryDocument = {}): EstateDocument {
  const document = organization(history);
  const deniedActions = [...actions];
  return {
    ...document,
    callers: document.callers?.map(caller => ({ ...caller, deniedActions })) ?? [],
    rolesInEveryAccount: document.rolesInEveryAccount?.map(role => ({ ...role, deniedActions })) ?? [],
  };
}

describe('objects', () => {
  test.each<[string, Deed, string]>([
    ['a log file is denied', { kind: 'deny' }, 'log unreadable denied'],
    ['a digest is denied', { kind: 'deny', object: 'digest' }, 'digest unreadable denied'],
    ['a log file is archived', { kind: 'archive' }, 'log unreadable archived'],
    ['a digest is archived', { kind: 'archive', object: 'digest' }, 'digest unreadable archived'],
  ])('%s', async (_what, deed, finding) => {
    expect(await seen(organization(tampered(deed)))).toEqual(unread(finding));
  });

  test('s3:GetObject is denied altogether', async () => {
    const { code, proven, broken } = await seen(without(['s3:GetObject']));
    expect({ code, proven, broken }).toEqual({ code: 3, proven: 0, broken: 0 });
  });

  test('the key may not be used', async () => {
    const { code, proven, broken, findings } = await seen(without(['kms:Decrypt']));
    expect({ code, proven, broken }).toEqual({ code: 3, proven: 0, broken: 0 });
    expect(findings[TARGET]?.[0]).toMatch(/^\d+ x digest unreadable denied$/);
  });

  test('the key is disabled', async () => {
    const document = organization();
    const accounts = document.accounts.map(one => ({
      ...one,
      ...(one.keys === undefined
        ? {}
        : { keys: one.keys.map(key => ({ ...key, state: 'Disabled' as const })) }),
    }));
    const { code, proven, broken, unread: all } = await seen({ ...document, accounts });
    expect({ code, proven, broken, all }).toEqual({ code: 3, proven: 0, broken: 0, all: CHAINS });
  });

  describe.each<[string, Fault['kind'], string]>([
    ['SlowDown', 'throttle', 'throttled'],
    ['an internal error', 'error', 'unreachable'],
    ['a connection that breaks', 'reset', 'unreachable'],
    ['an answer that ends too early', 'truncate', 'unreachable'],
    ['a session that has expired', 'expired', 'unreachable'],
  ])('%s', (_what, kind, code) => {
    const name = `${MEMBER}_CloudTrail-Digest_us-east-1_org_trail_us-east-1_20261120T05`;
    const key = `${FOLDER}/CloudTrail-Digest/us-east-1/2026/11/20/${name}`;
    const fault: Fault = { service: 's3', operation: 'GetObject', key, kind };

    test('that ends: asked again, and proven', async () => {
      const whole = { code: 0, findings: {}, proven: CHAINS };
      expect(await seen(organization(), { ...fault, times: 1 })).toMatchObject(whole);
    });

    test('that does not end', async () => {
      expect(await seen(organization(), fault)).toEqual(unread(`digest unreadable ${code}`));
    });
  });
});

describe('lists', () => {
  const denied = (key: string): Fault => ({ service: 's3', operation: 'ListObjectsV2', key, kind: 'deny' });

  test('of the digests are denied', async () => {
    expect(await seen(organization(), denied(`${FOLDER}/CloudTrail-Digest/us-east-1/`))).toEqual(
      unread('hours unreadable denied'),
    );
  });

  test('of the log files are denied: whether others lie among them cannot be said', async () => {
    expect(await seen(organization(), denied(`${FOLDER}/CloudTrail/us-east-1/`))).toEqual(
      unread('object unreadable denied'),
    );
  });

  test('s3:ListBucket is denied altogether', async () => {
    const { code, proven, broken } = await seen(without(['s3:ListBucket']));
    expect({ code, proven, broken }).toEqual({ code: 3, proven: 0, broken: 0 });
  });
});

describe('what CloudTrail says beside the files', () => {
  test('the public keys of one region are denied: its chains are unread, and the others proven', async () => {
    const fault: Fault = { operation: 'ListPublicKeys', region: 'eu-north-1', kind: 'deny' };
    const { code, proven, unread: open, broken, findings } = await seen(organization(), fault);
    expect({ code, proven, open, broken }).toEqual({ code: 3, proven: 3, open: 3, broken: 0 });
    expect(findings[`${MEMBER} eu-north-1`]?.[0]).toMatch(/^\d+ x digest unreadable no-keys$/);
  });

  test('the public keys are denied in one account alone: another is asked', async () => {
    const fault: Fault = { operation: 'ListPublicKeys', account: MANAGEMENT, kind: 'deny' };
    expect(await seen(organization(), fault)).toMatchObject({ code: 0, proven: CHAINS });
  });

  test('a restart, and the events of the trail are denied', async () => {
    const restarts: HistoryDocument['restarts'] = [
      { hoursAgo: 10, offHours: 2, account: MEMBER, region: 'us-east-1' },
    ];
    expect(await seen(without(['cloudtrail:LookupEvents'], { restarts }))).toEqual(
      unread('digest restarted unexplained-restart'),
    );
  });

  test('the newest digests are gone, and the delivery time is denied', async () => {
    const fault: Fault = { operation: 'GetTrailStatus', account: MEMBER, region: 'us-east-1', kind: 'deny' };
    const history = tampered({ kind: 'delete-newest-digests', hours: 2 });
    expect(await seen(organization(history), fault)).toEqual(
      unread('hours pending grace', 'hours unreadable not-checked', 'hours pending grace'),
    );
  });

  test('no trail can be read', async () => {
    const fault: Fault = { operation: 'DescribeTrails', account: MANAGEMENT, kind: 'deny' };
    expect(await seen(organization(), fault)).toMatchObject({ code: 3, proven: 0 });
  });

  test('an account cannot be looked into: its digests are checked, and what it enabled stays open', async () => {
    const document = organization();
    const sealed = document.rolesInEveryAccount?.map(role => ({ ...role, denied: true })) ?? [];
    const accounts = document.accounts.map(one => (one.id === MEMBER ? { ...one, roles: sealed } : one));
    expect(await seen({ ...document, accounts })).toMatchObject({ code: 3, proven: CHAINS, broken: 0 });
  });

  test('the list of accounts is denied', async () => {
    const { code } = await seen(organization(), { operation: 'ListAccounts', kind: 'deny' });
    expect(code).toBe(3);
  });
});

test('stopped with Ctrl-C: exit code 3, however far it had come', async () => {
  for (const requests of [8, 60, 150]) {
    const sandbox = await served();
    const { io, interrupt } = testIo(sandbox.environment, { now: () => new Date('2026-11-20T12:00:00Z') });
    const timer = setInterval(() => {
      if (sandbox.requests.length >= requests) interrupt();
    }, 1);
    try {
      const argv = [
        'verify-logs',
        '--role',
        demoRole.name,
        '--external-id',
        demoRole.externalId,
        '--concurrency',
        '4',
      ];
      expect(await main(argv, io)).toBe(3);
    } finally {
      clearInterval(timer);
      await sandbox.stop();
    }
  }
});
