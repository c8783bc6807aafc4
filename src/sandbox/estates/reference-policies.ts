/** The SCPs of the estate `reference`: each the way such policies commonly go wrong. */
import type { EstateDocument } from '../schema/estate.ts';
import { denyBut, policy, tamperingActions } from './policies.ts';
import {
  breakGlass,
  management,
  nonProduction,
  production,
  security,
  suspended,
  workloads,
} from './reference-names.ts';

export const trailPolicies: NonNullable<NonNullable<EstateDocument['organization']>['policies']> = [
  {
    id: 'p-audittrl1',
    name: 'ProtectAuditTrail',
    description: 'Nobody but break-glass stops or changes a trail',
    // As many organizations have it: the four actions of AWS's sample, and no more.
    content: policy(denyBut('ProtectAuditTrail', tamperingActions.slice(0, 4), breakGlass)),
    targets: [security, workloads],
  },
  {
    id: 'p-keeplogng',
    name: 'KeepLogging',
    description: 'From AWS documentation: stopping is denied, deleting is not',
    // Dead text: no SCP binds the management account, so nobody is spared.
    content: policy(
      denyBut('KeepLogging', ['cloudtrail:StopLogging'], `arn:aws:iam::${management}:role/BreakGlass`),
    ),
    targets: [nonProduction],
  },
  {
    id: 'p-storeprod',
    name: 'ProtectEventDataStores',
    description: 'Nobody changes an event data store',
    // Void: every role is spared.
    content: policy(denyBut('ProtectStores', tamperingActions.slice(4), 'arn:aws:iam::*:role/*')),
    targets: [production],
  },
  {
    id: 'p-wrongunit',
    name: 'ProtectEverything',
    description: 'All eleven actions, attached where nobody works any more',
    content: policy({ Sid: 'ProtectEverything', Effect: 'Deny', Action: tamperingActions, Resource: '*' }),
    targets: [suspended],
  },
];
