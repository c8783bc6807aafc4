/**
 * Published request rates, per account and region. Sources: "AWS CloudTrail endpoints and quotas" and "Quotas for AWS
 * Organizations" (docs.aws.amazon.com/general and /organizations), "AWS KMS request quotas", and the pages "CloudWatch service
 * quotas", "CloudWatch Logs quotas" and "Amazon SNS endpoints and quotas". What is not listed here is not limited by
 * us; the SDK's retries answer a throttle there.
 */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const tenPerSecond: Rate = { perSecond: 10, burst: 10 };

const published: Record<string, Record<string, Rate>> = {
  cloudtrail: {
    DescribeTrails: tenPerSecond,
    GetTrailStatus: tenPerSecond,
    GetEventSelectors: tenPerSecond,
    GetInsightSelectors: tenPerSecond,
    ListTags: tenPerSecond,
    ListEventDataStores: tenPerSecond,
    GetEventDataStore: tenPerSecond,
  },
  organizations: {
    DescribeOrganization: { perSecond: 1, burst: 2 },
    ListAccounts: { perSecond: 8, burst: 12 },
    ListAWSServiceAccessForOrganization: { perSecond: 1, burst: 3 },
    ListDelegatedAdministrators: { perSecond: 5, burst: 8 },
    ListRoots: { perSecond: 1, burst: 2 },
    ListPolicies: { perSecond: 5, burst: 8 },
    DescribePolicy: { perSecond: 2, burst: 2 },
    ListTargetsForPolicy: { perSecond: 5, burst: 8 },
    ListParents: { perSecond: 5, burst: 8 },
  },
  cloudwatch: {
    DescribeAlarms: { perSecond: 9, burst: 9 },
    GetMetricData: { perSecond: 50, burst: 50 },
  },
  cloudwatchlogs: {
    DescribeLogGroups: tenPerSecond,
    DescribeMetricFilters: { perSecond: 5, burst: 5 },
  },
  sns: {
    ListSubscriptionsByTopic: { perSecond: 30, burst: 30 },
  },
  kms: {
    DescribeKey: { perSecond: 2000, burst: 2000 },
    GetKeyRotationStatus: { perSecond: 1000, burst: 1000 },
  },
};

export function publishedRate(service: string, operation: string): Rate | undefined {
  return published[service]?.[operation];
}
