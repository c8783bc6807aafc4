/** Account: which regions an account has enabled, asked by itself or by the organization's administrators. */
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, numberOf, type Operation, paged, present, textOf, textsOf } from '../call.ts';
import { regionsOf } from '../regions.ts';
import { restJsonService } from '../wire/rest-json.ts';
import type { Account } from '../world.ts';

const listRegions: Operation = (input, call) => {
  const account = subject(input, call);
  const wanted = textsOf(input, 'RegionOptStatusContains');
  const regions = statuses(account, call).filter(
    region => wanted === undefined || wanted.includes(region.RegionOptStatus),
  );
  const { items, next } = paged(call, regions, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'MaxResults'),
    size: 50,
    of: account.id,
    invalidToken: 'ValidationException',
  });
  return present({ Regions: items, NextToken: next });
};

const getRegionOptStatus: Operation = (input, call) => {
  const name = textOf(input, 'RegionName');
  const region = statuses(subject(input, call), call).find(candidate => candidate.RegionName === name);
  if (region !== undefined) return region;
  throw new AwsError('ValidationException', `The region ${name ?? ''} is not valid.`, {
    status: 400,
    details: { reason: 'invalidRegionOptTarget' },
  });
};

function statuses(account: Account, call: Call) {
  return regionsOf(call.world.estate).map(({ name, optIn }) => ({
    RegionName: name,
    RegionOptStatus: optIn
      ? account.enabledRegions.has(name)
        ? 'ENABLED'
        : 'DISABLED'
      : 'ENABLED_BY_DEFAULT',
  }));
}

/** The account asked about. The management account must leave its own id out; others need trusted access. */
function subject(input: Input, call: Call): Account {
  const id = textOf(input, 'AccountId');
  if (id === undefined) return call.account;
  const { organization } = call.world.estate;
  const isManagement = organization?.managementAccount === call.account.id;
  const isDelegate = call.world.delegated.get(call.account.id)?.has('account.amazonaws.com') ?? false;
  const trusted = organization?.trustedServices.includes('account.amazonaws.com') ?? false;
  const other = call.world.accounts.get(id);
  if (isManagement && id === call.account.id)
    throw denied(call, 'the management account cannot specify its own AccountId');
  if (!(isManagement || isDelegate) || !trusted || other === undefined || !other.isMember)
    throw denied(call, 'the account is no member, trusted access is off, or the caller is no administrator');
  return other;
}

function denied(call: Call, why: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${call.principal.arn} is not authorized to perform: account:${call.operation} (${why})`,
    { status: 403 },
  );
}

export const account = restJsonService({
  name: 'account',
  global: true,
  throttleCode: 'TooManyRequestsException',
  routes: [
    { method: 'POST', path: /^\/listRegions$/, operation: 'ListRegions' },
    { method: 'POST', path: /^\/getRegionOptStatus$/, operation: 'GetRegionOptStatus' },
  ],
  operations: { ListRegions: listRegions, GetRegionOptStatus: getRegionOptStatus },
});
