/** The usual corrections of a trail: on, everywhere, validated, with Insights, with a tag. Pure. */
import { getInsightSelectors, type Trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { command } from './command.ts';
import { block, map } from './hcl.ts';
import { mendTrail } from './trail.ts';

type Mend = (trail: Subject<Trail>, read: Read) => Remedy;

export const startTrail: Mend = (trail, read) => {
  const { region } = trailHome(trail);
  const start = command('cloudtrail start-logging', { name: trail.id, region });
  return mendTrail(
    trail,
    read,
    { logging: true, afterwards: [start] },
    'A second trail of the same events is charged for, so see first whether this one was stopped because another took over. ' +
      'If the bucket or the key refuses it, nothing arrives although it logs: watch LatestDeliveryError. What happened while ' +
      'it was off stays unrecorded.',
  );
};

/** AWS takes a multi-region trail with events of global services alone. */
export const widenTrail: Mend = (trail, read) =>
  mendTrail(
    trail,
    read,
    {
      fields: { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true },
      options: { 'is-multi-region-trail': true, 'include-global-service-events': true },
    },
    'More events arrive, from every enabled region: storage grows, and where another trail records the same, the second copy ' +
      'of management events is charged for. Whoever reads a fixed path of one region sees the others only when told.',
  );

export const validateTrail: Mend = (trail, read) =>
  mendTrail(
    trail,
    read,
    { fields: { LogFileValidationEnabled: true }, options: { 'enable-log-file-validation': true } },
    'Digest files appear beside the logs, below CloudTrail-Digest/: readers that take every object for a log file stumble. A ' +
      'bucket policy that demands one encryption header may refuse them: watch LatestDigestDeliveryError. Files that were ' +
      'delivered before stay unproven.',
  );

export const enableInsights: Mend = (trail, read) => {
  const present =
    read.find(getInsightSelectors, trailHome(trail), { TrailName: trail.id })?.InsightSelectors ?? [];
  const selectors = (['ApiCallRateInsight', 'ApiErrorRateInsight'] as const).map(InsightType => {
    const categories = present.find(selector => selector.InsightType === InsightType)?.EventCategories;
    // Without EventCategories a selector means management events (CloudTrail API reference, InsightSelector).
    if (categories === undefined) return { InsightType };
    return { InsightType, EventCategories: [...new Set<string>(['Management', ...categories])].sort() };
  });
  const { region } = trailHome(trail);
  // Terraform's resource knows no EventCategories and would drop those for data events.
  const plain = selectors.every(selector => !('EventCategories' in selector));
  return mendTrail(
    trail,
    read,
    {
      fields: { HasInsightSelectors: true },
      afterwards: [
        command('cloudtrail put-insight-selectors', {
          'trail-name': trail.id,
          'insight-selectors': selectors,
          region,
        }),
      ],
      more: {
        read: plain ? 'insight_selector' : null,
        terraform: plain
          ? selectors.map(({ InsightType }) => block('insight_selector', [['insight_type', InsightType]]))
          : [],
        cloudFormation: { InsightSelectors: selectors },
      },
    },
    'Insights are charged for by the number of events analysed, for each type. They need management events: the call rate ' +
      'those that write, the error rate reads or writes. The first findings take up to 36 hours.',
  );
};

/** The name of the account says whose the trail is; nothing better was read. */
export const tagTrail: Mend = (trail, read) => {
  const { accountId, region } = trailHome(trail);
  const owner = accountIn(read.population, accountId)?.name ?? accountId;
  return mendTrail(
    trail,
    read,
    {
      afterwards: [
        command('cloudtrail add-tags', {
          'resource-id': trail.id,
          'tags-list': [{ Key: 'owner', Value: owner }],
          region,
        }),
      ],
      more: {
        read: 'tags',
        terraform: [['tags', map({ owner })]],
        cloudFormation: { Tags: [{ Key: 'owner', Value: owner }] },
      },
    },
    'Policies that compare tags (aws:ResourceTag) may let in or shut out somebody, and a tag policy of the organization may ' +
      'demand other keys or values; put the team in the place of the account if that is who answers for the trail.',
  );
};
