/** Token buckets with the rates AWS publishes, one for each account, region and API. */

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const rate = (perSecond: number, burst: number = perSecond): Rate => ({ perSecond, burst });

/** Per account and region (CloudTrail, KMS) or per account (Organizations); APIs AWS names no rate for are free. */
const published: Record<string, Rate> = {
  'cloudtrail:DescribeTrails': rate(10),
  'cloudtrail:GetTrail': rate(10),
  'cloudtrail:GetTrailStatus': rate(10),
  'cloudtrail:GetEventSelectors': rate(10),
  'cloudtrail:GetInsightSelectors': rate(10),
  'cloudtrail:GetEventConfiguration': rate(10),
  'cloudtrail:ListTrails': rate(10),
  'cloudtrail:ListTags': rate(10),
  'cloudtrail:ListPublicKeys': rate(10),
  'cloudtrail:ListEventDataStores': rate(10),
  'cloudtrail:GetEventDataStore': rate(10),
  'cloudtrail:GetResourcePolicy': rate(10),
  'cloudtrail:LookupEvents': rate(2),
  'cloudwatch:DescribeAlarms': rate(9),
  'cloudwatch:GetMetricData': rate(50),
  'logs:DescribeLogGroups': rate(10),
  'logs:DescribeMetricFilters': rate(5),
  'sns:ListSubscriptionsByTopic': rate(30),
  'kms:DescribeKey': rate(2000),
  'kms:GetKeyPolicy': rate(1000),
  'kms:GetKeyRotationStatus': rate(1000),
  'kms:ListAliases': rate(500),
  'organizations:ListAccounts': rate(8, 12),
  'organizations:ListChildren': rate(6, 10),
  'organizations:ListParents': rate(5, 8),
  'organizations:ListAccountsForParent': rate(5, 8),
  'organizations:ListOrganizationalUnitsForParent': rate(5, 8),
  'organizations:ListPolicies': rate(5, 8),
  'organizations:ListPoliciesForTarget': rate(5, 8),
  'organizations:ListTargetsForPolicy': rate(5, 8),
  'organizations:DescribePolicy': rate(2, 2),
  'organizations:ListRoots': rate(1, 2),
  'organizations:DescribeOrganization': rate(1, 2),
  'organizations:ListDelegatedAdministrators': rate(5, 8),
  'organizations:ListDelegatedServicesForAccount': rate(5, 8),
  'organizations:ListAWSServiceAccessForOrganization': rate(1, 3),
};

interface TokenBucket {
  tokens: number;
  at: number;
}

/** The clock here is the machine's, not the estate's: throttling is about how fast calls really come. */
export function buildLimiter(): (
  service: string,
  operation: string,
  account: string,
  region: string,
) => boolean {
  const buckets = new Map<string, TokenBucket>();
  return (service, operation, account, region) => {
    const limit = published[`${service}:${operation}`];
    if (limit === undefined) return true;
    const name = `${account}/${region}/${service}:${operation}`;
    const at = performance.now();
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      bucket = { tokens: limit.burst, at };
      buckets.set(name, bucket);
    }
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((at - bucket.at) / 1000) * limit.perSecond);
    bucket.at = at;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}
