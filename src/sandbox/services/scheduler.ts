/** EventBridge Scheduler: one schedule by its name and group. */
import { AwsError } from '../aws-error.ts';
import { type Operation, present, requiredText, textOf } from '../call.ts';
import { epochSeconds } from '../clock.ts';
import { restJsonService } from '../wire/rest-json.ts';

const getSchedule: Operation = (input, call) => {
  const name = decodeURIComponent(requiredText(input, 'Name'));
  const group = textOf(input, 'groupName') ?? 'default';
  const { id, description } = call.account;
  const schedule = description.schedules.find(
    one => one.name === name && one.group === group && one.region === call.region,
  );
  if (schedule === undefined)
    throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { status: 404 });
  const at = (time: string | undefined) => (time === undefined ? undefined : epochSeconds(time, call.now));
  const { windowMinutes } = schedule;
  return present({
    Arn: `arn:${call.world.partition}:scheduler:${call.region}:${id}:schedule/${group}/${name}`,
    GroupName: group,
    Name: name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    StartDate: at(schedule.startsAt),
    EndDate: at(schedule.endsAt),
    State: schedule.state,
    FlexibleTimeWindow:
      windowMinutes === undefined
        ? { Mode: 'OFF' }
        : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    Target: {
      Arn: schedule.target,
      RoleArn: `arn:${call.world.partition}:iam::${id}:role/scheduler`,
      Input: '{"token":"handed to the target"}',
    },
  });
};

export const scheduler = restJsonService({
  name: 'scheduler',
  throttleCode: 'ThrottlingException',
  routes: [{ method: 'GET', path: /^\/schedules\/(?<Name>[^/]+)$/, operation: 'GetSchedule' }],
  operations: { GetSchedule: getSchedule },
});
