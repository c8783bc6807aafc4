import check from '../../../checks/cloudtrail/config-rule-evidence.ts';
import {
  describeConfigRuleEvaluationStatus,
  describeConfigRules,
  getComplianceDetailsByConfigRule,
} from '../../../src/aws/config.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  hoursAgo,
  MANAGEMENT,
  on,
  ownTrail,
  refuse,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { found, ruleName } from '../../support/watch.ts';

function evaluated(...results: readonly ReturnType<typeof found>[]) {
  return world({
    answers: [on(getComplianceDetailsByConfigRule, () => ({ EvaluationResults: [...results] }))],
  });
}

function lastEvaluated(LastSuccessfulEvaluationTime: string | undefined) {
  const status = { ConfigRuleName: ruleName, LastSuccessfulEvaluationTime };
  return world({
    answers: [on(describeConfigRuleEvaluationStatus, () => ({ ConfigRulesEvaluationStatus: [status] }))],
  });
}

const other = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/other`;
const twoRules = on(describeConfigRules, () => ({
  ConfigRules: [
    {
      ConfigRuleName: ruleName,
      Source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED' },
    },
    {
      ConfigRuleName: 'validation',
      Source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED' },
    },
  ],
}));

testCheck(check, {
  pass: {
    'compliant and fresh': {
      world: world(),
      note: /^Rule securityhub-cloud-trail-encryption-enabled-1a2b3c said COMPLIANT, evaluated .*, 5 hours ago\.$/,
    },
    'by the name of the trail': evaluated(found('org-trail', 'COMPLIANT')),
    'another trail is not compliant': {
      world: evaluated(found(other, 'NON_COMPLIANT'), found(TRAIL, 'COMPLIANT')),
      subject: TRAIL,
    },
    'one turn was missed': lastEvaluated(hoursAgo(47)),
  },
  fail: {
    'AWS Config says so': { world: evaluated(found(TRAIL, 'NON_COMPLIANT')), note: 'said NON_COMPLIANT' },
    'one of two rules': world({
      answers: [
        twoRules,
        on(getComplianceDetailsByConfigRule, (_scope, { ConfigRuleName }) => ({
          EvaluationResults: [found(TRAIL, ConfigRuleName === ruleName ? 'COMPLIANT' : 'NON_COMPLIANT')],
        })),
      ],
    }),
  },
  'not-applicable': {
    'no rule on trails': {
      world: world({ answers: [on(describeConfigRules, () => ({ ConfigRules: [] }))] }),
      note: `AWS Config has no rule on trails in ${MANAGEMENT} us-east-1.`,
    },
    'a rule on the account is none on trails': world({
      answers: [
        on(describeConfigRules, () => ({
          ConfigRules: [
            { ConfigRuleName: 'c', Source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_ENABLED' } },
          ],
        })),
      ],
    }),
    'AWS Config says so': evaluated(found(TRAIL, 'NOT_APPLICABLE')),
    'there is no trail': world({ trail: null }),
  },
  unknown: {
    'never a false pass: no result on this trail': {
      world: evaluated(found(other, 'COMPLIANT')),
      note: 'has no result on this trail',
    },
    'not enough data': evaluated(found(TRAIL, 'INSUFFICIENT_DATA')),
    'evaluated long ago': { world: lastEvaluated(hoursAgo(49)), note: 'more than 48 hours' },
    'never evaluated': lastEvaluated(undefined),
    'the rules are denied': world({ answers: [refuse(describeConfigRules)] }),
    "a member's own trail, whose results are denied": {
      world: world({
        trails: [ownTrail(WORKLOAD, 'own')],
        answers: [refuse(getComplianceDetailsByConfigRule, ({ accountId }) => accountId === WORKLOAD)],
      }),
      subject: 'trail/own',
    },
  },
});
