/** STS: who calls, and the audit role's sessions. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { defineCall } from '../model/call.ts';

/** Cannot be denied. Asked once, before anything else. */
export const getCallerIdentity = defineCall({
  id: 'sts.GetCallerIdentity',
  permission: 'sts:GetCallerIdentity',
  stages: [],
  send: (aws, _input: Record<string, never>) => aws.client(STSClient).send(new GetCallerIdentityCommand({})),
});

/** Recorded for each account; sent by sessions.ts, which keeps the credentials out of the record. */
export const ASSUME_ROLE = { id: 'sts.AssumeRole', permission: 'sts:AssumeRole' } as const;
