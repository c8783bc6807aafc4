/** The checks that evaluate policies, on the built-in organizations: over HTTP, through the real SDK. */
import { expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import type { Config } from '../../src/cli/config.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { exemplaryConfig, referenceConfig, runAgainst } from '../support/run.ts';

const now = () => new Date('2026-11-20T06:00:00Z');
const judged = checks.filter(({ id }) =>
  [
    'kms/cloudtrail-grant',
    'kms/decrypt-separated',
    'kms/deletion-denied',
    'kms/grant-scoped',
    's3/cloudtrail-write-scoped',
    's3/delete-protection',
    's3/sse-kms-on-put',
    's3/tls-only',
  ].includes(id),
);

/** "s3/tls-only acme-payments-trail" to status and note, without the places that nobody could look into. */
async function resultsOf(estate: 'reference' | 'exemplary', config: Config) {
  const sandbox = await startSandbox({ estate: builtInEstates[estate](), now });
  try {
    const { snapshot } = await runAgainst(sandbox, judged, { now, config });
    const { header, index, population } = snapshot;
    if (population === null) throw new Error('There is no population.');
    const results = evaluate({ ...header, source: index, population }, judged);
    return results
      .filter(({ subject }) => !subject.id.startsWith('urn:'))
      .map(({ check, subject, verdict }) => [`${check} ${subject.name}`, verdict] as const);
  } finally {
    await sandbox.stop();
  }
}

test('exemplary: all of them pass, with the steps that led there', async () => {
  const results = await resultsOf('exemplary', exemplaryConfig);
  expect(results).toHaveLength(8);
  for (const [name, verdict] of results) {
    expect([name, verdict.status]).toEqual([name, 'pass']);
    expect('reasoning' in verdict && verdict.reasoning?.length, name).toBeGreaterThan(0);
  }
});

test('reference: each defect is found, and the request that gets through is named', async () => {
  const results = await resultsOf('reference', referenceConfig);
  const log = 'acme-org-cloudtrail-logs';
  const logKey = 'key/3f0c2a5e-7d41-4b6a-9c58-1e2f3a4b5c6d';
  const paymentsKey = 'key/8a9b0c1d-2e3f-4a5b-8c7d-9e0f1a2b3c4d';
  const foreign = 'acme-audit-222233334444';
  expect(Object.fromEntries(results.map(([name, { status }]) => [name, status]))).toEqual({
    [`kms/cloudtrail-grant ${logKey}`]: 'pass',
    [`kms/cloudtrail-grant ${paymentsKey}`]: 'pass',
    [`kms/decrypt-separated ${logKey}`]: 'pass',
    [`kms/decrypt-separated ${paymentsKey}`]: 'fail',
    [`kms/deletion-denied ${logKey}`]: 'fail',
    [`kms/deletion-denied ${paymentsKey}`]: 'fail',
    [`kms/grant-scoped ${logKey}`]: 'pass',
    [`kms/grant-scoped ${paymentsKey}`]: 'fail',
    [`s3/cloudtrail-write-scoped ${log}`]: 'pass',
    's3/cloudtrail-write-scoped acme-payments-trail': 'pass',
    's3/cloudtrail-write-scoped web-prod-legacy-trail': 'fail',
    [`s3/cloudtrail-write-scoped ${foreign}`]: 'unknown',
    [`s3/delete-protection ${log}`]: 'fail',
    's3/delete-protection acme-payments-trail': 'fail',
    's3/delete-protection web-prod-legacy-trail': 'fail',
    [`s3/delete-protection ${foreign}`]: 'unknown',
    [`s3/sse-kms-on-put ${log}`]: 'pass',
    's3/sse-kms-on-put acme-payments-trail': 'fail',
    's3/sse-kms-on-put web-prod-legacy-trail': 'fail',
    [`s3/sse-kms-on-put ${foreign}`]: 'unknown',
    [`s3/tls-only ${log}`]: 'pass',
    's3/tls-only acme-payments-trail': 'fail',
    's3/tls-only web-prod-legacy-trail': 'fail',
    [`s3/tls-only ${foreign}`]: 'unknown',
  });
  const notes = new Map<string, string>(results.map(([name, { note }]) => [name, note]));
  const said = {
    [`kms/decrypt-separated ${paymentsKey}`]: 'kms:Decrypt is open to acme-security-tooling (333344445555)',
    [`kms/grant-scoped ${paymentsKey}`]:
      'for arn:aws:cloudtrail:us-east-1:999900001111:trail/payments-trail is allowed',
    's3/tls-only acme-payments-trail': 'gets through: s3:ListBucket on arn:aws:s3:::acme-payments-trail by ',
    's3/tls-only web-prod-legacy-trail':
      'gets through: s3:ListBucket on arn:aws:s3:::web-prod-legacy-trail by ',
    's3/sse-kms-on-put acme-payments-trail': 'fail with "AccessDenied"',
    's3/delete-protection acme-payments-trail': 'by arn:aws:iam::222233334444:role/AnyAdministrator',
    's3/cloudtrail-write-scoped web-prod-legacy-trail': 'Any trail may write: s3:PutObject on ',
  };
  for (const [name, words] of Object.entries(said)) expect(notes.get(name), name).toContain(words);
});
