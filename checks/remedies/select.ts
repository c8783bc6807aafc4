/** A trail that is to record more: other selectors, on and everywhere as far as it takes. Pure. */
import {
  getEventSelectors,
  getTrailStatus,
  statusAt,
  type Trail,
  trailHome,
} from '../../src/aws/cloudtrail.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type AdvancedSelector, selectorItems, selectorProperties } from './advanced-selectors.ts';
import { command } from './command.ts';
import { supposing } from './supposing.ts';
import { mendTrail } from './trail.ts';

export type Again = (trail: Subject<Trail>, read: Read) => Verdict;

/** The least that lets the check pass: the trail on, then everywhere, then other selectors, then all of it. */
export function selectFor(
  trail: Subject<Trail>,
  read: Read,
  again: Again,
  selectors: readonly AdvancedSelector[],
  mayBreak: string,
): Remedy | null {
  const steps = [null, selectors].flatMap(change => [false, true].map(wide => ({ change, wide })));
  const fields = { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true };
  const helps = steps.find(({ change, wide }) => {
    const after = wide ? { ...trail, data: { ...trail.data, ...fields } } : trail;
    return again(after, suppose(trail, read, change)).status === 'pass';
  });
  if (helps === undefined) return null;
  const { change, wide } = helps;
  const { region } = trailHome(trail);
  const off = statusAt(read, trailHome(trail), trail.id).IsLogging === false;
  const put = (chosen: readonly AdvancedSelector[]) =>
    command('cloudtrail put-event-selectors', {
      'trail-name': trail.id,
      'advanced-event-selectors': chosen,
      region,
    });
  const more = {
    read: 'advanced_event_selector',
    terraform: selectorItems(selectors),
    cloudFormation: { AdvancedEventSelectors: selectorProperties(selectors) },
  } as const;
  return mendTrail(
    trail,
    read,
    {
      ...(wide
        ? { fields, options: { 'is-multi-region-trail': true, 'include-global-service-events': true } }
        : {}),
      afterwards: [
        ...(change === null ? [] : [put(change)]),
        ...(off ? [command('cloudtrail start-logging', { name: trail.id, region })] : []),
      ],
      ...(off ? { logging: true } : {}),
      ...(change === null ? {} : { more }),
    },
    change === null ? MORE_EVENTS : mayBreak,
  );
}

export const MORE_EVENTS =
  'More events arrive and are charged for; where another trail records them too, each copy is. If the bucket or the key refuses ' +
  'them, nothing arrives although the trail logs: watch LatestDeliveryError.';

/** The trail on, with other selectors or with its own. */
function suppose(trail: Subject<Trail>, read: Read, selectors: readonly AdvancedSelector[] | null): Read {
  return supposing(read, (call, _scope, input, answered) => {
    const { Name, TrailName } = input as { readonly Name?: string; readonly TrailName?: string };
    if (call.id === getTrailStatus.id && Name === trail.id)
      return { ...(answered() as object), IsLogging: true };
    if (call.id !== getEventSelectors.id || TrailName !== trail.id || selectors === null) return undefined;
    return { TrailARN: trail.id, AdvancedEventSelectors: selectors };
  });
}
