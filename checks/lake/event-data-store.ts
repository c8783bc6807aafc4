import { eventDataStore, getEventDataStore, listEventDataStores } from '../../src/aws/lake.ts';
import { organization } from '../../src/aws/organizations.ts';
import { accountIn, accountLabel, regionScopes } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { listed } from '../../src/model/subject.ts';
import { anyOf, fail, notApplicable, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { standStore } from '../remedies/mend-store.ts';
import { few, reasons } from '../shared/wording.ts';

export default defineCheck({
  id: 'lake/event-data-store',
  version: 1,
  title: 'An organization-wide event data store can be queried',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'The management account has an event data store with Status ENABLED, OrganizationEnabled and MultiRegionEnabled true. ' +
    'Other stores alone fail, and the accounts without an enabled store of their own are named. No store anywhere is not ' +
    'applicable, because CloudTrail Lake takes no new customers since 2026-05-31, unless the configuration says lake: ' +
    "required. An organization's store shows in the management account alone, so that a region of that account which could " +
    'not be read leaves it unknown.',
  why: 'After an incident somebody must be able to ask the logs questions within minutes; files in a bucket do not answer.',
  fix:
    'Where CloudTrail Lake is open to you: aws cloudtrail create-event-data-store --name NAME --multi-region-enabled ' +
    '--organization-enabled, in the management account; elsewhere make the logs queryable in CloudWatch or Athena.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-service-availability-change.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-organizations.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html',
  ],
  map: 'lake_event_data_store',
  subject: organization,
  needs: [listEventDataStores, getEventDataStore],
  judge(organization, read) {
    const { managementAccount } = organization.data;
    const { subjects, blind } = listed(read, eventDataStore);
    const judged = anyOf(read, subjects, (store, r) => {
      r.cite(store.evidence);
      const seen = [
        observed('Status', 'ENABLED', must(store.data.Status, 'Status')),
        observed('OrganizationEnabled', true, must(store.data.OrganizationEnabled, 'OrganizationEnabled')),
        observed('MultiRegionEnabled', true, must(store.data.MultiRegionEnabled, 'MultiRegionEnabled')),
      ];
      const wrong = seen.filter(o => o.actual !== o.expected).map(o => `${o.path} ${o.actual}`);
      return wrong.length === 0 ? pass(store.id, seen) : fail(`${store.id} (${wrong.join(', ')})`, seen);
    });
    if (judged.status === 'pass')
      return pass(`${reasons(judged)} holds the events of all accounts and regions.`);
    citeLists(read);
    const gaps = [...new Set([...blind.flatMap(spot => spot.gaps), ...read.population.unread])].sort();
    const management = accountIn(read.population, managementAccount);
    const hidden = blind.some(spot => spot.scope.accountId === managementAccount);
    if (judged.status === 'unknown' || hidden || management?.disposition !== 'evaluated') {
      return undetermined(
        'Whether the management account has a store for all accounts could not be read.',
        gaps,
      );
    }
    if (judged.status === 'fail') {
      const left = accountsWithout(
        subjects.filter(s => s.data.Status === 'ENABLED').map(s => s.accountId),
        read,
      );
      const out = left.length === 0 ? 'new accounts' : few(left);
      return fail(`No store holds all accounts: there is ${reasons(judged)}; left out are ${out}.`);
    }
    if (read.parameters.lake === 'required')
      return fail('There is no event data store, and the configuration requires one.');
    if (gaps.length > 0) {
      return undetermined('No event data store was seen, and some accounts could not be read.', gaps);
    }
    return notApplicable(
      'There is no event data store, and CloudTrail Lake takes no new customers since 2026-05-31: show what answers queries instead.',
    );
  },
  remedy(organization, read) {
    return standStore(organization.data.managementAccount, read);
  },
});

/** Where nothing was found, the lists themselves are the evidence. */
function citeLists(read: Read): void {
  const asked = regionScopes(read.population).filter(scope => read.asked(listEventDataStores, scope, {}));
  for (const scope of asked) read.attempt(r => r.get(listEventDataStores, scope, {}));
}

function accountsWithout(owners: readonly (string | null)[], read: Read): readonly string[] {
  return read.population.accounts
    .filter(a => a.disposition === 'evaluated' && !owners.includes(a.accountId))
    .map(a => accountLabel(read.population, a.accountId));
}
