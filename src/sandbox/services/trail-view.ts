/** Which trails an account sees from a region, and by which names: the surprises of CloudTrail in one place. */
import { AwsError } from '../aws-error.ts';
import { type Call, present } from '../call.ts';
import type { OwnedTrail } from '../trails.ts';

/** Home here, or a replica ("shadow") here: of an own multi-region trail, or of the organization's trail. */
export function visibleTrails(call: Call): readonly OwnedTrail[] {
  return allTrails(call).filter(
    ({ description }) => description.multiRegion || description.homeRegion === call.region,
  );
}

/** Own trails of all regions, and the organization's. */
export function allTrails(call: Call): readonly OwnedTrail[] {
  return [...call.account.trails, ...sharedTrails(call)];
}

/** A member sends nothing to an organization trail whose home region it has not enabled, and does not see it. */
function sharedTrails(call: Call): readonly OwnedTrail[] {
  const { account, world } = call;
  if (!account.isMember || world.organizationTrails.length === 0) return [];
  return world.organizationTrails.filter(
    trail => trail.account !== account.id && account.enabledRegions.has(trail.description.homeRegion),
  );
}

export function isHomeHere(trail: OwnedTrail, call: Call): boolean {
  return trail.account === call.account.id && trail.description.homeRegion === call.region;
}

/** A name means a trail of this account and region; anything else has to be an ARN. */
export function findTrail(name: string, call: Call): OwnedTrail {
  const arn = name.startsWith('arn:') ? checkedArn(name) : undefined;
  const found =
    arn === undefined
      ? call.account.trails.find(
          trail => isHomeHere(trail, call) && trail.description.name === checkedName(name),
        )
      : visibleTrails(call).find(trail => trail.arn === arn);
  if (found !== undefined) return found;
  const unknown =
    arn ?? `arn:${call.world.partition}:cloudtrail:${call.region}:${call.account.id}:trail/${name}`;
  throw new AwsError('TrailNotFoundException', `Unknown trail: ${unknown} for the user: ${call.account.id}`);
}

export function checkedArn(arn: string): string {
  if (/^arn:[\w-]+:cloudtrail:[\w-]+:\d{12}:trail\/.+$/.test(arn)) return arn;
  throw new AwsError('CloudTrailARNInvalidException', `The specified ARN is not valid: ${arn}`);
}

export function checkedName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{2,127}$/.test(name)) return name;
  throw new AwsError(
    'InvalidTrailNameException',
    'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
  );
}

/** Settings that are not configured are absent, never null. */
export function describe({ description: trail, arn }: OwnedTrail, call: Call) {
  return present({
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    SnsTopicName: trail.snsTopicArn,
    SnsTopicARN: trail.snsTopicArn,
    IncludeGlobalServiceEvents: trail.globalServiceEvents,
    IsMultiRegionTrail: trail.multiRegion,
    HomeRegion: trail.homeRegion,
    TrailARN: arn,
    LogFileValidationEnabled: trail.logFileValidation,
    CloudWatchLogsLogGroupArn: trail.cloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: trail.cloudWatchLogsRoleArn,
    KmsKeyId: trail.kmsKeyId,
    HasCustomEventSelectors: trail.eventSelectors !== undefined || trail.advancedEventSelectors !== undefined,
    HasInsightSelectors: trail.insightSelectors !== undefined,
    // With trusted access off AWS turns it into a trail of the management account alone.
    IsOrganizationTrail: trail.organization && call.world.trustsCloudTrail,
  });
}
