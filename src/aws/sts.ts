/** STS: who calls. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { defineCall } from '../model/call.ts';

/** Cannot be denied. Asked once, before anything else. */
export const getCallerIdentity = defineCall({
  id: 'sts.GetCallerIdentity',
  permission: 'sts:GetCallerIdentity',
  stages: [],
  send: (aws, _input: Record<string, never>) => aws.client(STSClient).send(new GetCallerIdentityCommand({})),
});
