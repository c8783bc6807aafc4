/** AWS Config: the rules of an account and region, when they were evaluated, and what they found. */
import { AwsError } from '../aws-error.ts';
import {
  type Call,
  type Input,
  numberOf,
  type Operation,
  paged,
  present,
  requiredText,
  textOf,
  textsOf,
} from '../call.ts';
import { epochSeconds } from '../clock.ts';
import type { ConfigRuleDescription } from '../schema/watch.ts';
import { stableUuid } from '../stable-ids.ts';
import { jsonService } from '../wire/json.ts';

const describeConfigRules: Operation = (input, call) => {
  const { items, next } = pageOfRules(input, call, 25);
  return present({
    ConfigRules: items.map(rule => ({
      ...identity(rule, call),
      Source: { Owner: 'AWS', SourceIdentifier: rule.identifier },
      MaximumExecutionFrequency: 'TwentyFour_Hours',
      ConfigRuleState: 'ACTIVE',
    })),
    NextToken: next,
  });
};

const describeConfigRuleEvaluationStatus: Operation = (input, call) => {
  const { items, next } = pageOfRules(input, call, 150);
  return present({
    ConfigRulesEvaluationStatus: items.map(rule => {
      const at = rule.lastEvaluation === undefined ? undefined : epochSeconds(rule.lastEvaluation, call.now);
      return present({
        ...identity(rule, call),
        LastSuccessfulInvocationTime: at,
        LastSuccessfulEvaluationTime: at,
        FirstActivatedTime: epochSeconds('2023-03-06T09:00:00Z', call.now),
        LastErrorCode: rule.lastError,
        FirstEvaluationStarted: at !== undefined,
      });
    }),
    NextToken: next,
  });
};

const getComplianceDetailsByConfigRule: Operation = (input, call) => {
  const name = requiredText(input, 'ConfigRuleName');
  const [rule] = named(call, [name]);
  const { items, next } = paged(call, rule?.results ?? [], {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'Limit'),
    size: 100,
    of: name,
    invalidToken: 'InvalidNextTokenException',
  });
  return present({
    EvaluationResults: items.map(result => ({
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: {
          ConfigRuleName: name,
          ResourceType: result.resourceType,
          ResourceId: result.resource,
          EvaluationMode: 'DETECTIVE',
        },
        OrderingTimestamp: epochSeconds(result.at, call.now),
      },
      ComplianceType: result.compliance,
      ResultRecordedTime: epochSeconds(result.at, call.now),
      ConfigRuleInvokedTime: epochSeconds(result.at, call.now),
    })),
    NextToken: next,
  });
};

function pageOfRules(input: Input, call: Call, size: number) {
  const names = textsOf(input, 'ConfigRuleNames');
  return paged(call, named(call, names), {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'Limit'),
    size,
    of: names?.join(',') ?? '',
    invalidToken: 'InvalidNextTokenException',
  });
}

/** One name that there is none of, and AWS answers for none of them. */
function named(call: Call, names: readonly string[] | undefined): readonly ConfigRuleDescription[] {
  const here = call.account.description.configRules.filter(rule => rule.region === call.region);
  const missing = names?.find(name => here.every(rule => rule.name !== name));
  if (missing !== undefined)
    throw new AwsError(
      'NoSuchConfigRuleException',
      `The ConfigRule '${missing}' provided in the request is invalid. Please check the configRule name.`,
    );
  return names === undefined ? here : here.filter(rule => names.includes(rule.name));
}

function identity({ name, region }: ConfigRuleDescription, call: Call) {
  const id = `config-rule-${stableUuid(call.account.id, region, name).slice(0, 6)}`;
  return {
    ConfigRuleName: name,
    ConfigRuleArn: `arn:${call.world.partition}:config:${region}:${call.account.id}:config-rule/${id}`,
    ConfigRuleId: id,
  };
}

export const config = jsonService({
  name: 'config',
  target: 'StarlingDoveService',
  namespace: 'com.amazonaws.config.v20141112',
  operations: {
    DescribeConfigRules: describeConfigRules,
    DescribeConfigRuleEvaluationStatus: describeConfigRuleEvaluationStatus,
    GetComplianceDetailsByConfigRule: getComplianceDetailsByConfigRule,
  },
});
