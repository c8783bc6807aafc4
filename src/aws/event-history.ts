/** Event History: what was done to a trail, to tell a chain that began anew from one whose past was deleted. */
import { CloudTrailClient, type Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { defineCall } from '../model/call.ts';
import { everyPage } from './pages.ts';

/** What begins or ends a chain. */
export const trailEvents = [
  'CreateTrail',
  'DeleteTrail',
  'StartLogging',
  'StopLogging',
  'UpdateTrail',
] as const;

/** Event History goes back 90 days and speaks for one account and one region; two requests a second. */
export const lookupEvents = defineCall({
  id: 'cloudtrail.LookupEvents',
  permission: 'cloudtrail:LookupEvents',
  stages: [],
  send: async (
    aws,
    input: { readonly EventName: string; readonly StartTime: string; readonly EndTime: string },
  ) => {
    const pages = paginateLookupEvents(
      { client: aws.client(CloudTrailClient) },
      {
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: input.EventName }],
        StartTime: new Date(input.StartTime),
        EndTime: new Date(input.EndTime),
      },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Events,
      page => page.NextToken,
    );
    return { Events: items.map(essence), $metadata };
  },
});

/** The event itself is in the log; kept is what a chain is held against. */
function essence({ EventName, EventTime, CloudTrailEvent }: Event) {
  return { EventName, EventTime, CloudTrailEvent };
}
