import { trail, trailHome } from '../../src/aws/cloudtrail.ts';
import {
  describeConfigRuleEvaluationStatus,
  describeConfigRules,
  evaluationsOf,
  getComplianceDetailsByConfigRule,
  trailRules,
} from '../../src/aws/config.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import {
  allOf,
  conclude,
  fail,
  notApplicable,
  observed,
  pass,
  undetermined,
} from '../../src/model/verdict.ts';
import { always, hoursSince, moment, place, together } from '../shared/wording.ts';

/** AWS evaluates these rules at least once in 24 hours; one missed turn is allowed for. */
const STALE_HOURS = 48;

export default defineCheck({
  id: 'cloudtrail/config-rule-evidence',
  version: 1,
  title: 'AWS Config, where it looks, finds the trail compliant',
  severity: 'low',
  aspect: 'operated',
  decides:
    "Repeats what AWS Config says in the trail's home region and owner account; it is no judgement of Trailproof's own, and " +
    "other checks judge the same settings by themselves. Counted are the rules made from AWS's CLOUD_TRAIL_ENCRYPTION_ENABLED, " +
    'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED and CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED, and of their results the one on this ' +
    'trail. NON_COMPLIANT fails; COMPLIANT passes if the rule was evaluated within 48 hours, and an older evaluation, no ' +
    'result on this trail and INSUFFICIENT_DATA are unknown. Not applicable: there is no such rule here (AWS Config may not ' +
    'be set up), or all say NOT_APPLICABLE. CLOUD_TRAIL_ENCRYPTION_ENABLED is content with any KmsKeyId, whatever the state, ' +
    'policy and manager of the key.',
  why: 'An auditor will lay the findings of AWS Config beside these; where they differ, somebody should know before.',
  fix:
    'See what AWS Config saw with: aws configservice get-compliance-details-by-config-rule --config-rule-name RULE --region ' +
    'HOME_REGION, mend the trail, and evaluate again with: aws configservice start-config-rules-evaluation ' +
    '--config-rule-names RULE --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/config/latest/developerguide/cloud-trail-encryption-enabled.html',
    'https://docs.aws.amazon.com/config/latest/APIReference/API_EvaluationResult.html',
    'https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRuleEvaluationStatus.html',
  ],
  map: '',
  subject: trail,
  needs: [describeConfigRules, getComplianceDetailsByConfigRule, describeConfigRuleEvaluationStatus],
  judge(trail, read) {
    const home = trailHome(trail);
    const rules = trailRules(read, home);
    if (rules.length === 0) return notApplicable(`AWS Config has no rule on trails in ${place(home)}.`);
    const said = allOf(read, rules, (rule, r) => {
      const name = must(rule.ConfigRuleName, 'ConfigRuleName');
      const { results, status } = evaluationsOf(r, home, rule);
      const ours = results.find(result => {
        const about = result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId;
        return must(about, 'ResourceId') === trail.id || about === trail.data.Name;
      });
      if (ours === undefined) return undetermined(`rule ${name} has no result on this trail`);
      const at = must(status.LastSuccessfulEvaluationTime, 'LastSuccessfulEvaluationTime');
      const compliance = must(ours.ComplianceType, 'ComplianceType');
      const note = `rule ${name} said ${compliance}, evaluated ${moment(at, r.now)}`;
      const seen = [observed('ComplianceType', 'COMPLIANT', compliance)];
      if (compliance === 'NON_COMPLIANT') return fail(note, seen);
      if (compliance === 'NOT_APPLICABLE') return notApplicable(note);
      if (compliance !== 'COMPLIANT') return undetermined(note);
      if (hoursSince(at, r.now) > STALE_HOURS) return undetermined(`${note}, more than ${STALE_HOURS} hours`);
      return pass(note, seen);
    });
    return conclude(said, always(together));
  },
});
