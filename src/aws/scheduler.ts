/** EventBridge Scheduler: the schedule that the declared verifier is started by. */
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { defineCall } from '../model/call.ts';
import type { Verifier } from '../model/parameters.ts';
import type { Read } from '../model/read.ts';
import { arnOf } from './partition.ts';
import { declaredVerifier, verifierScope } from './verifier.ts';

type NamedSchedule = { readonly Name: string; readonly GroupName: string };

/** Absent: there is no such schedule. What it hands to its target may hold a secret and is not kept. */
export const getSchedule = defineCall({
  id: 'scheduler.GetSchedule',
  permission: 'scheduler:GetSchedule',
  absentOn: ['ResourceNotFoundException'],
  stages: [
    {
      where: 'once',
      needs: [],
      ask: read => {
        const verifier = declaredVerifier(read);
        if (verifier === null || verifier.schedule === null) return [];
        return [{ scope: verifierScope(verifier), input: scheduleNamed(verifier.schedule) }];
      },
    },
  ],
  send: async (aws, input: NamedSchedule) => {
    const { Target, ...schedule } = await aws.client(SchedulerClient).send(new GetScheduleCommand(input));
    return { ...schedule, Target: Target === undefined ? undefined : { Arn: Target.Arn } };
  },
});

/** undefined: AWS knows no such schedule. */
export function scheduleOf(read: Read, verifier: Verifier, schedule: string) {
  return read.find(getSchedule, verifierScope(verifier), scheduleNamed(schedule));
}

/** A name, a group and a name, or an ARN that ends in both. */
function scheduleNamed(text: string): NamedSchedule {
  const [name = text, group = 'default'] = (arnOf(text)?.resource ?? text).split('/').reverse();
  return { Name: name, GroupName: group };
}
