import { getInsightSelectors, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { enableInsights } from '../remedies/trail-settings.ts';

const bothTypes = ['ApiCallRateInsight', 'ApiErrorRateInsight'] as const;

export default defineCheck({
  id: 'cloudtrail/insights',
  version: 1,
  title: 'Both kinds of CloudTrail Insights are on',
  severity: 'low',
  aspect: 'configured',
  decides:
    'GetInsightSelectors lists ApiCallRateInsight and ApiErrorRateInsight, each for management events (a selector without ' +
    'EventCategories means management events). InsightNotEnabledException means that there are none, which fails.',
  why: 'Insights show unusual rates of calls and errors, such as those of a stolen key that is being tried out.',
  fix:
    'Switch both on with: aws cloudtrail put-insight-selectors --trail-name TRAIL_ARN --insight-selectors ' +
    '\'[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]\'.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_InsightSelector.html',
  ],
  map: 'insights_enabled',
  subject: trail,
  needs: [getInsightSelectors],
  judge(trail, read) {
    const answer = read.find(getInsightSelectors, trailHome(trail), { TrailName: trail.id });
    if (answer === undefined) {
      return fail('Insights are not enabled (InsightNotEnabledException).', [
        observed('InsightSelectors', [...bothTypes], []),
      ]);
    }
    const management = must(answer.InsightSelectors, 'InsightSelectors').filter(
      // Absent means management events (CloudTrail API reference, InsightSelector: EventCategories).
      selector => selector.EventCategories === undefined || selector.EventCategories.includes('Management'),
    );
    const types = management.map(selector => must(selector.InsightType, 'InsightType')).sort();
    const missing = bothTypes.filter(type => !types.includes(type));
    const seen = [observed('InsightSelectors', [...bothTypes], types)];
    if (missing.length === 0) return pass(`On for management events: ${types.join(' and ')}.`, seen);
    return fail(`Off for management events: ${missing.join(' and ')}.`, seen);
  },
  remedy: enableInsights,
});
