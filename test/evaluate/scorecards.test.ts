import { expect, test } from 'vitest';
import { itemOf, relevance } from '../../src/evaluate/scorecards.ts';
import type { Result } from '../../src/model/audit.ts';
import type { Kind } from '../../src/model/subject.ts';
import { pass, undetermined, type Verdict } from '../../src/model/verdict.ts';

const trail = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/own';
const standsOn = relevance({ id: trail }, new Set(['111122223333']), 'logs', 'arn:aws:kms:...:key/1');

function resultOf(check: string, kind: Kind, id: string, verdict: Verdict): Result {
  const subject = { kind, id, name: id, accountId: null, region: null };
  return { check, severity: 'high', subject, verdict, evidence: [] };
}

const kinds: readonly Kind[] = [
  'trail',
  'bucket',
  'key',
  'account',
  'account-region',
  'organization',
  'event-data-store',
];

test.each(kinds)('a list of subjects of kind %s that could not be made at all counts', kind => {
  const hidden = resultOf('x/b', kind, `urn:trailproof:unread:${kind}`, undetermined('It broke somewhere.'));
  expect(standsOn(hidden)).toBe(true);
  const seen = resultOf('x/a', 'trail', trail, pass('Fine.'));
  const byCheck = new Map([
    ['x/a', [seen]],
    ['x/b', [hidden]],
  ]);
  const checks = ['x/a', 'x/b'].map(check => ({ check, strength: 'direct' as const, reason: 'r' }));
  const requirement = { id: 'C1', title: 'T', checks, undecided: [] };
  expect(itemOf(requirement as Parameters<typeof itemOf>[0], byCheck, standsOn).status).toBe('unknown');
});

test.each(['bucket', 'key', 'trail'] as const)('what hides a %s of somebody else does not', kind => {
  const id = `urn:trailproof:unread:${kind}:444455556666:us-east-1`;
  expect(standsOn(resultOf('x/b', kind, id, undetermined('Not read.')))).toBe(false);
});
