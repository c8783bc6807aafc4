/** GuardDuty: detectors of one's own account, and the whole organization for its delegated administrator. */
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, numberOf, type Operation, paged, present, textOf, textsOf } from '../call.ts';
import { administers, type Detector, detectorIn } from '../detectors.ts';
import { restJsonService } from '../wire/rest-json.ts';

const rejected = 'The request is rejected because';
const since = '2023-03-01T09:00:00.000Z';

const listDetectors: Operation = (input, call) => {
  const detector = detectorIn(call.account, call.region);
  const { items, next } = paged(call, detector === undefined ? [] : [detector.id], paging(input));
  return present({ detectorIds: items, nextToken: next });
};

const getDetector: Operation = (input, call) => {
  const detector = ownDetector(input, call);
  return {
    createdAt: since,
    findingPublishingFrequency: 'SIX_HOURS',
    serviceRole: `arn:${call.world.partition}:iam::${call.account.id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    status: detector.status,
    updatedAt: since,
    dataSources: dataSources(detector),
    tags: {},
    features: features(detector),
  };
};

const getAdministratorAccount: Operation = (input, call) => {
  ownDetector(input, call);
  const administrator = call.world.estate.guardDuty?.administrator;
  const isMember = call.members(call.region).byId.get(call.account.id)?.relationshipStatus === 'Enabled';
  if (administrator === undefined || !isMember) return {};
  return { administrator: { accountId: administrator, relationshipStatus: 'Enabled', invitedAt: since } };
};

const listOrganizationAdminAccounts: Operation = (input, call) => {
  const { organization, guardDuty } = call.world.estate;
  if (organization?.managementAccount !== call.account.id)
    throw refusal('the current account is not the management account of an organization.');
  const here =
    guardDuty !== undefined && (guardDuty.regions === 'all' || guardDuty.regions.includes(call.region));
  const accounts = here ? [{ adminAccountId: guardDuty.administrator, adminStatus: 'ENABLED' }] : [];
  const { items, next } = paged(call, accounts, paging(input));
  return present({ adminAccounts: items, nextToken: next });
};

const describeOrganizationConfiguration: Operation = (input, call) => {
  const configuration = asAdministrator(input, call);
  const { autoEnable, autoEnableFeatures, memberLimitReached } = configuration;
  return {
    memberAccountLimitReached: memberLimitReached,
    autoEnable: autoEnable !== 'NONE',
    dataSources: { s3Logs: { autoEnable: autoEnableFeatures.includes('S3_DATA_EVENTS') } },
    features: autoEnableFeatures.map(name => ({ name, autoEnable: 'ALL' })),
    autoEnableOrganizationMembers: autoEnable,
  };
};

const listMembers: Operation = (input, call) => {
  asAdministrator(input, call);
  const associated = (textOf(input, 'onlyAssociated') ?? 'true').toLowerCase() === 'true';
  const members = call.members(call.region);
  const { items, next } = paged(call, associated ? members.associated : members.all, {
    ...paging(input),
    of: String(associated),
  });
  return present({ members: items, nextToken: next });
};

const getMemberDetectors: Operation = (input, call) => {
  asAdministrator(input, call);
  const ids = textsOf(input, 'accountIds') ?? [];
  if (ids.length === 0 || ids.length > 50)
    throw refusal('the parameter accountIds has an invalid number of values.');
  const members = call.members(call.region);
  const found: unknown[] = [];
  const unprocessed: unknown[] = [];
  for (const id of ids) {
    const account = call.world.accounts.get(id);
    const detector = account === undefined ? undefined : detectorIn(account, call.region);
    if (detector === undefined || !members.isAssociated(id))
      unprocessed.push({
        accountId: id,
        result: `${rejected} the given account ID is not an associated member of account the current account.`,
      });
    else found.push({ accountId: id, dataSources: dataSources(detector), features: features(detector) });
  }
  return { members: found, unprocessedAccounts: unprocessed };
};

function ownDetector(input: Input, call: Call): Detector {
  const detector = detectorIn(call.account, call.region);
  if (detector !== undefined && detector.id === input.DetectorId) return detector;
  throw refusal('the input detectorId is not owned by the current account.');
}

function asAdministrator(input: Input, call: Call) {
  ownDetector(input, call);
  const { guardDuty } = call.world.estate;
  if (guardDuty !== undefined && administers(call.world, call.account, call.region)) return guardDuty;
  throw refusal('the current account is not the delegated administrator of the organization.');
}

const status = (on: boolean) => ({ status: on ? 'ENABLED' : 'DISABLED' });

/** The older form of features; AWS still sends both. */
function dataSources(detector: Detector) {
  const on = detector.status === 'ENABLED';
  const has = (feature: string) => on && detector.features.has(feature);
  return {
    cloudTrail: status(on),
    dnsLogs: status(on),
    flowLogs: status(on),
    s3Logs: status(has('S3_DATA_EVENTS')),
    kubernetes: { auditLogs: status(has('EKS_AUDIT_LOGS')) },
    malwareProtection: { scanEc2InstanceWithFindings: { ebsVolumes: status(has('EBS_MALWARE_PROTECTION')) } },
  };
}

const foundational = ['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS'];
const optional = [
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
  'RUNTIME_MONITORING',
];
const updatedAt = new Date(since).getTime() / 1000;

function features(detector: Detector) {
  const on = detector.status === 'ENABLED';
  return [
    ...foundational.map(name => ({ name, ...status(on), updatedAt })),
    ...optional.map(name => ({ name, ...status(on && detector.features.has(name)), updatedAt })),
  ];
}

function paging(input: Input) {
  const token = textOf(input, 'nextToken');
  return { token, max: numberOf(input, 'maxResults'), size: 50, invalidToken: 'BadRequestException' };
}

/** GuardDuty says BadRequestException to nearly everything, "you are not the administrator" included. */
function refusal(why: string): AwsError {
  return new AwsError('BadRequestException', `${rejected} ${why}`, {
    status: 400,
    details: { __type: 'InvalidInputException' },
  });
}

const detector = '\\/detector\\/(?<DetectorId>[^/]+)';
const route = (method: string, path: string, operation: string) => ({
  method,
  path: new RegExp(`^${path}$`),
  operation,
});

export const guardduty = restJsonService({
  name: 'guardduty',
  throttleCode: 'ThrottlingException',
  routes: [
    route('GET', '\\/detector', 'ListDetectors'),
    route('GET', detector, 'GetDetector'),
    route('GET', '\\/admin', 'ListOrganizationAdminAccounts'),
    route('GET', `${detector}\\/admin`, 'DescribeOrganizationConfiguration'),
    route('GET', `${detector}\\/member`, 'ListMembers'),
    route('POST', `${detector}\\/member\\/detector\\/get`, 'GetMemberDetectors'),
    route('GET', `${detector}\\/administrator`, 'GetAdministratorAccount'),
  ],
  operations: {
    ListDetectors: listDetectors,
    GetDetector: getDetector,
    GetAdministratorAccount: getAdministratorAccount,
    ListOrganizationAdminAccounts: listOrganizationAdminAccounts,
    DescribeOrganizationConfiguration: describeOrganizationConfiguration,
    ListMembers: listMembers,
    GetMemberDetectors: getMemberDetectors,
  },
});
