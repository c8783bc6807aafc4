import check from '../../../checks/cloudtrail/insights.ts';
import { getInsightSelectors } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, refuse, world } from '../../support/evidence.ts';

const rate = 'ApiCallRateInsight';
const errors = 'ApiErrorRateInsight';

function selectors(...InsightSelectors: { InsightType?: string; EventCategories?: string[] }[]) {
  return world({ answers: [on(getInsightSelectors, () => ({ InsightSelectors }))] });
}

testCheck(
  check,
  {
    pass: {
      'both types': { world: world(), results: 1 },
      'both types, for data events as well': selectors(
        { InsightType: rate, EventCategories: ['Management', 'Data'] },
        { InsightType: errors, EventCategories: ['Management'] },
      ),
    },
    fail: {
      'none: InsightNotEnabledException is an answer': world({
        answers: [on(getInsightSelectors, () => absent('InsightNotEnabledException'))],
      }),
      'prowler cloudtrail_insights_exist: one type is not both': {
        world: selectors({ InsightType: rate }),
        note: 'Off for management events: ApiErrorRateInsight.',
      },
      'one type for data events alone': selectors(
        { InsightType: rate },
        { InsightType: errors, EventCategories: ['Data'] },
      ),
      'an empty list': selectors(),
    },
    unknown: {
      'it is denied': world({ answers: [refuse(getInsightSelectors)] }),
      'AWS leaves the list out': world({ answers: [on(getInsightSelectors, () => ({}))] }),
    },
  },
  { absence: { EventCategories: 'InsightSelector: absent means management events' } },
);
