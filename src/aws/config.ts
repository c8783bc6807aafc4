/** AWS Config: what its own rules about trails say, asked where the trails are at home. */
import {
  ConfigServiceClient,
  paginateDescribeConfigRuleEvaluationStatus,
  paginateDescribeConfigRules,
  paginateGetComplianceDetailsByConfigRule,
  type ConfigRule as SdkConfigRule,
} from '@aws-sdk/client-config-service';
import { type Aim, defineCall } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { listed } from '../model/subject.ts';
import { describeTrails, trail, trailHome } from './cloudtrail.ts';
import { everyPage } from './pages.ts';

export type ConfigRule = Stored<SdkConfigRule>;

/** AWS's rules that judge a trail by itself; others judge the account. */
export const trailRuleIdentifiers: readonly string[] = [
  'CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED',
  'CLOUD_TRAIL_ENCRYPTION_ENABLED',
  'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED',
];

/** All rules: their names are anybody's choice, and AWS cannot be asked by what they stand for. */
export const describeConfigRules = defineCall({
  id: 'config.DescribeConfigRules',
  permission: 'config:DescribeConfigRules',
  stages: [
    {
      where: 'once',
      needs: [describeTrails],
      ask: read => trailHomes(read).map(scope => ({ scope, input: {} })),
    },
  ],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateDescribeConfigRules({ client: aws.client(ConfigServiceClient) }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.ConfigRules,
      page => page.NextToken,
    );
    return { ConfigRules: items, $metadata };
  },
});

export const getComplianceDetailsByConfigRule = defineCall({
  id: 'config.GetComplianceDetailsByConfigRule',
  permission: 'config:GetComplianceDetailsByConfigRule',
  stages: [
    {
      where: 'once',
      needs: [describeConfigRules],
      ask: read => eachTrailRule(read, ConfigRuleName => ({ ConfigRuleName })),
    },
  ],
  send: async (aws, input: { readonly ConfigRuleName: string }) => {
    const pages = paginateGetComplianceDetailsByConfigRule(
      { client: aws.client(ConfigServiceClient), pageSize: 100 },
      input,
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.EvaluationResults,
      page => page.NextToken,
    );
    return { EvaluationResults: items, $metadata };
  },
});

export const describeConfigRuleEvaluationStatus = defineCall({
  id: 'config.DescribeConfigRuleEvaluationStatus',
  permission: 'config:DescribeConfigRuleEvaluationStatus',
  stages: [
    {
      where: 'once',
      needs: [describeConfigRules],
      ask: read => eachTrailRule(read, name => ({ ConfigRuleNames: [name] })),
    },
  ],
  send: async (aws, input: { readonly ConfigRuleNames: readonly string[] }) => {
    const pages = paginateDescribeConfigRuleEvaluationStatus(
      { client: aws.client(ConfigServiceClient) },
      { ConfigRuleNames: [...input.ConfigRuleNames] },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.ConfigRulesEvaluationStatus,
      page => page.NextToken,
    );
    return { ConfigRulesEvaluationStatus: items, $metadata };
  },
});

/** AWS's rules about trails, at the home of one; none also where AWS Config was never set up. */
export function trailRules(read: Read, home: Scope): readonly ConfigRule[] {
  return read.get(describeConfigRules, home, {}).ConfigRules.filter(rule => {
    const { Owner, SourceIdentifier } = must(rule.Source, 'Source');
    if (must(Owner, 'Owner') !== 'AWS') return false;
    return trailRuleIdentifiers.includes(must(SourceIdentifier, 'SourceIdentifier'));
  });
}

/** What the rule found, and when it last looked. */
export function evaluationsOf(read: Read, home: Scope, rule: ConfigRule) {
  const name = must(rule.ConfigRuleName, 'ConfigRuleName');
  const status = read.get(describeConfigRuleEvaluationStatus, home, { ConfigRuleNames: [name] });
  return {
    results: read.get(getComplianceDetailsByConfigRule, home, { ConfigRuleName: name }).EvaluationResults,
    status: must(status.ConfigRulesEvaluationStatus[0], 'ConfigRulesEvaluationStatus'),
  };
}

function trailHomes(read: Read): readonly Scope[] {
  const homes = listed(read, trail).subjects.map(trailHome);
  return [...new Map(homes.map(home => [`${home.accountId}/${home.region}`, home])).values()];
}

function eachTrailRule<I>(read: Read, input: (name: string) => I): Aim<I>[] {
  return trailHomes(read).flatMap(scope => {
    const rules = read.attempt(r => trailRules(r, scope));
    if (!rules.ok) return [];
    return rules.value.flatMap(({ ConfigRuleName }) =>
      ConfigRuleName === undefined ? [] : [{ scope, input: input(ConfigRuleName) }],
    );
  });
}
