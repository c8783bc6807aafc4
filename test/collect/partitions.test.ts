import { describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { partitionOfRegion } from '../../src/aws/partition.ts';
import { auditOf } from '../../src/evaluate/audit.ts';
import { loadChecklist } from '../../src/evidence/templates.ts';
import { parseEstate, startSandbox } from '../../src/sandbox/index.ts';
import { demoRole, runAgainst } from '../support/run.ts';

const management = '111122223333';
const archive = '222233334444';

/** Two accounts, one trail, in any partition; without `organization` two accounts that know nothing of each other. */
function estateIn(partition: string, home: string, organization = true) {
  const keyId = '1a2b3c4d-1111-4222-8333-444455556666';
  return parseEstate(
    {
      name: partition,
      partition,
      callers: [
        {
          account: management,
          user: 'auditor',
          accessKeyId: 'AKIAEXAMPLE000000001',
          secretAccessKey: 'a-secret-of-your-own',
        },
      ],
      ...(organization
        ? {
            organization: {
              id: 'o-a1b2c3d4e5',
              rootId: 'r-ab12',
              managementAccount: management,
              trustedServices: ['cloudtrail.amazonaws.com'],
            },
          }
        : {}),
      rolesInEveryAccount: [{ name: demoRole.name, trusts: [management], externalId: demoRole.externalId }],
      accounts: [
        {
          id: management,
          name: 'management',
          trails: [
            {
              name: 'main',
              homeRegion: home,
              bucket: 'main-trail-logs',
              multiRegion: true,
              organization,
              logFileValidation: true,
              kmsKeyId: `arn:${partition}:kms:${home}:${archive}:key/${keyId}`,
              status: { startedAt: '2024-01-01T00:00:00Z', lastDelivery: '-6m', lastDigest: '-40m' },
            },
          ],
        },
        {
          id: archive,
          name: 'log-archive',
          buckets: [{ name: 'main-trail-logs', region: home, versioning: 'Enabled' }],
          keys: [{ id: keyId, region: home, describableBy: [management] }],
        },
      ],
    },
    partition,
  );
}

async function audited(estate: ReturnType<typeof estateIn>, home: string) {
  const sandbox = await startSandbox({ estate });
  try {
    const config = { role: demoRole, region: home };
    const { snapshot } = await runAgainst(sandbox, checks, { config });
    return auditOf(snapshot, checks, loadChecklist());
  } finally {
    await sandbox.stop();
  }
}

const verdictOf = (audit: Awaited<ReturnType<typeof audited>>, check: string) =>
  audit.results.filter(r => r.check === check).map(r => r.verdict.status);

describe('each partition in its own words', () => {
  test.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-eusc', 'eusc-de-east-1'],
  ])('%s', async (partition, home) => {
    const audit = await audited(estateIn(partition, home), home);
    expect(audit.population).toMatchObject({ partition, globalRegion: partitionOfRegion(home).globalRegion });
    expect(audit.reconciliation.accounts).toMatchObject({ expected: 2, evaluated: 2, balances: true });
    expect(audit.scorecards.map(card => card.trail.id)).toEqual([
      `arn:${partition}:cloudtrail:${home}:${management}:trail/main`,
    ]);
    for (const check of [
      'cloudtrail/logging',
      'cloudtrail/kms-encryption',
      's3/log-archive-account',
      'kms/region',
    ]) {
      expect(verdictOf(audit, check), check).toEqual(['pass']);
    }
    const unknown = audit.results.filter(r => r.verdict.status === 'unknown').map(r => r.check);
    // Nobody has verified a digest, and nobody has declared a verifier.
    expect(unknown).toEqual(['cloudtrail/digest-chain', 'cloudtrail/digest-verification-automated']);
  });
});

test('an account that stands alone is audited by itself', async () => {
  const audit = await audited(estateIn('aws', 'us-east-1', false), 'us-east-1');
  expect(audit.population.organization).toBeNull();
  expect(audit.reconciliation.accounts).toMatchObject({ expected: 1, evaluated: 1, balances: true });
  expect(verdictOf(audit, 'cloudtrail/organization-trail')).toEqual(['not-applicable']);
  expect(verdictOf(audit, 'cloudtrail/account-covered')).toEqual(['pass']);
  // The bucket belongs to somebody whom this account cannot ask.
  expect(verdictOf(audit, 's3/log-archive-account')).toEqual(['fail']);
  expect(verdictOf(audit, 's3/versioning')).toEqual(['unknown']);
  // The key's owner lets it be described from here.
  expect(verdictOf(audit, 'kms/usable')).toEqual(['pass']);
});

test('organization: enabled: false keeps to the caller’s account', async () => {
  const sandbox = await startSandbox({ estate: estateIn('aws', 'us-east-1') });
  try {
    const { snapshot } = await runAgainst(sandbox, checks, {
      config: { role: demoRole, organization: { enabled: false } },
    });
    expect(snapshot.population?.accounts.map(a => a.accountId)).toEqual([management]);
  } finally {
    await sandbox.stop();
  }
});
