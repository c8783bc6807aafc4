/** Accounts that stand alike share one answer, and it is the answer that each would have got by itself. */
import { describe, expect, test } from 'vitest';
import { exceptions } from '../../../checks/shared/defences.ts';
import { scpCoverage } from '../../../checks/shared/scp-coverage.ts';
import { trailTampering } from '../../../checks/shared/tampering.ts';
import { controlPolicyCalls, policyPath, SCP } from '../../../src/aws/control-policies.ts';
import type { Read } from '../../../src/model/read.ts';
import { type Coverage, coverDenied } from '../../../src/policy/coverage.ts';
import { createReaders } from '../../../src/snapshot/reader.ts';
import {
  type ControlPolicy,
  deny,
  denyBut,
  ROOT,
  scp,
  tampering,
  WORKLOADS,
} from '../../support/control-policies.ts';
import { collect, TAKEN_AT, WORKLOAD, world } from '../../support/evidence.ts';

const others = ['444455556667', '544455556666', '666677778888'];
const ids = [WORKLOAD, ...others];
const [last = '', first = '', another = ''] = others;

function readerOf(policies: readonly ControlPolicy[], breakGlass: readonly string[] = []) {
  const accounts = Object.fromEntries(others.map(id => [id, {}]));
  const of = world({ accounts, tree: { policies }, parameters: { breakGlass } });
  const reader = createReaders({ ...of, source: collect(of, controlPolicyCalls), takenAt: TAKEN_AT })();
  const asked: string[] = [];
  const read: Read = {
    ...reader,
    derive(key, compute) {
      return reader.derive(key, inner => {
        asked.push(key);
        return compute(inner);
      });
    },
  };
  return { read, computed: () => asked.filter(key => key.startsWith('scp-coverage/')).length };
}

function alone(read: Read, account: string): Coverage {
  const { levels, unreadable } = policyPath(read, account, SCP) ?? { levels: [], unreadable: [] };
  const targets = trailTampering.targets(account, 'aws');
  const cls = { targets, principals: { account }, partition: 'aws', owner: account, ...exceptions(read) };
  return coverDenied(cls, { scps: { account, levels }, unreadable });
}

const guard = (change: object, targets = [ROOT]) => [scp('Guard', targets, deny(tampering, change))];
const unlessArn = (value: string) => guard({ Condition: { ArnNotLike: { 'aws:PrincipalArn': value } } });
const variable = (inner: string) => `\${${inner}}`;

describe.each<[string, readonly ControlPolicy[], number, (readonly string[])?]>([
  ['nothing', [], 1],
  ['all denied', guard({}), 1],
  ['a role of any account', unlessArn('arn:aws:iam::*:role/BreakGlass'), 1],
  ['a role of one of them', [scp('Guard', [ROOT], denyBut(tampering, `arn:aws:iam::${WORKLOAD}:role/X`))], 2],
  [
    'everybody in one of them',
    guard({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': another } } }),
    2,
  ],
  ['numbers that begin alike', unlessArn('arn:aws:iam::4444*:role/X'), 4],
  ['numbers that end alike', guard({ Resource: 'arn:aws:cloudtrail:*:*5556666:*' }), 4],
  ['a number with a gap', unlessArn('arn:aws:iam::4444?5556666:role/X'), 4],
  ['any number of twelve places', unlessArn('arn:aws:iam::????????????:role/X'), 1],
  [
    'compared as numbers',
    guard({ Condition: { NumericLessThan: { 'aws:PrincipalAccount': '444455556667' } } }),
    4,
  ],
  ['their own trails', guard({ Resource: `arn:aws:cloudtrail:*:${variable('aws:PrincipalAccount')}:*` }), 1],
  [
    'a variable with a default',
    guard({ Resource: `arn:aws:cloudtrail:*:${variable(`aws:PrincipalTag/a, '4444'`)}*:*` }),
    4,
  ],
  ['attached to one of them', [scp('Guard', [first], deny(tampering))], 2],
  ['attached to two of them', [scp('Guard', [first, last], deny(tampering))], 2],
  ['in a unit', guard({}, [WORKLOADS]), 1],
  ['no policy', [{ name: 'Broken', targets: [ROOT], content: '{' }], 1],
  [
    'a configured role of one of them',
    unlessArn(`arn:aws:iam::${last}:role/X`),
    2,
    [`arn:aws:iam::${last}:role/X`],
  ],
])('%s', (_what, policies, computations, breakGlass) => {
  test('is the same answer, shared or not', () => {
    const { read } = readerOf(policies, breakGlass);
    for (const id of ids)
      expect(plain(scpCoverage(read, id, trailTampering)?.coverage)).toEqual(plain(alone(read, id)));
  });

  test('is computed no more often than it must be', () => {
    const { read, computed } = readerOf(policies, breakGlass);
    for (const id of ids) scpCoverage(read, id, trailTampering);
    expect(computed()).toBe(computations);
  });
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
