/** An account whose own trail records too little: that trail, everywhere and on. Pure. */
import { statusAt, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import type { PopulationAccount } from '../../src/model/population.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { listed } from '../../src/model/subject.ts';
import { command } from './command.ts';
import { mendTrail } from './trail.ts';

/** null: it owns no trail. Then an organization trail is missing, or refused by its bucket, which is no setting of the account. */
export function completeOwnTrail({ accountId }: PopulationAccount, read: Read): Remedy | null {
  const own = listed(read, trail).subjects.filter(
    subject => subject.accountId === accountId && subject.data.IsOrganizationTrail === false,
  );
  const nearest = own.find(subject => subject.data.IsMultiRegionTrail === true) ?? own[0];
  if (nearest === undefined) return null;
  const { region } = trailHome(nearest);
  const start = command('cloudtrail start-logging', { name: nearest.id, region });
  const off = statusAt(read, trailHome(nearest), nearest.id).IsLogging === false;
  return mendTrail(
    nearest,
    read,
    {
      fields: { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true },
      options: { 'is-multi-region-trail': true, 'include-global-service-events': true },
      logging: true,
      afterwards: off ? [start] : [],
    },
    'Its bucket and key must still accept it: watch LatestDeliveryError. Once the organization trail reaches the account, a ' +
      'second copy of management events is charged for, and this trail can go.',
  );
}
