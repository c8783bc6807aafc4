/** CloudTrail: trails, their status and selectors, as seen from the account and region that ask. */
import { AwsError } from '../aws-error.ts';
import { type Operation, paged, present, requiredText, textOf, textsOf } from '../call.ts';
import { epochSeconds } from '../clock.ts';
import type { DeliveryTimes } from '../history/deliveries.ts';
import { deliveryAt } from '../trails.ts';
import { jsonService } from '../wire/json.ts';
import { getEventDataStore, getResourcePolicy, listEventDataStores, storeTags } from './event-data-stores.ts';
import { listPublicKeys, lookupEvents } from './trail-history.ts';
import {
  allTrails,
  checkedArn,
  checkedName,
  describe,
  findTrail,
  isHomeHere,
  visibleTrails,
} from './trail-view.ts';

const describeTrails: Operation = (input, call) => {
  const names = textsOf(input, 'trailNameList') ?? [];
  const shadows = input.includeShadowTrails !== false;
  if (names.length === 0) {
    const trails = visibleTrails(call).filter(trail => shadows || isHomeHere(trail, call));
    return { trailList: trails.map(trail => describe(trail, call)) };
  }
  // Names match trails of this region and account only; an ARN reaches other regions and the organization's trail.
  const wanted = new Set(names.map(name => (name.startsWith('arn:') ? checkedArn(name) : checkedName(name))));
  const trails = allTrails(call).filter(
    trail => wanted.has(trail.arn) || (isHomeHere(trail, call) && wanted.has(trail.description.name)),
  );
  return { trailList: trails.map(trail => describe(trail, call)) };
};

const listTrails: Operation = (input, call) => {
  const trails = allTrails(call).map(({ arn, description }) => ({
    TrailARN: arn,
    Name: description.name,
    HomeRegion: description.homeRegion,
  }));
  const { items, next } = paged(call, trails, {
    token: textOf(input, 'NextToken'),
    max: undefined,
    size: 50,
    invalidToken: 'InvalidTokenException',
  });
  return present({ Trails: items, NextToken: next });
};

const getTrail: Operation = (input, call) => ({
  Trail: describe(findTrail(requiredText(input, 'Name'), call), call),
});

/** Speaks for one region and, for an organization trail, for the account that asks. */
const getTrailStatus: Operation = (input, call) => {
  const trail = findTrail(requiredText(input, 'Name'), call);
  const delivery = deliveryAt(trail, call.account.id, call.region);
  const past = call.deliveries.timesOf(trail, call.account, call.region, call.now);
  // What the estate says outright holds; null is said outright too.
  const at = (time: string | null | undefined, otherwise?: keyof DeliveryTimes) => {
    if (time === undefined) return otherwise && past?.[otherwise];
    return time === null ? undefined : epochSeconds(time, call.now);
  };
  return present({
    IsLogging: delivery.logging ?? true,
    LatestDeliveryError: delivery.deliveryError,
    LatestNotificationError: delivery.notificationError,
    LatestDeliveryTime: at(delivery.lastDelivery, 'lastDelivery'),
    LatestNotificationTime: at(delivery.lastNotification),
    StartLoggingTime: at(delivery.startedAt, 'startedAt'),
    StopLoggingTime: at(delivery.stoppedAt, 'stoppedAt'),
    LatestCloudWatchLogsDeliveryError: delivery.cloudWatchError,
    LatestCloudWatchLogsDeliveryTime: at(delivery.lastCloudWatch),
    LatestDigestDeliveryTime: at(delivery.lastDigest, 'lastDigest'),
    LatestDigestDeliveryError: delivery.digestError,
  });
};

const defaultSelectors = [
  {
    ReadWriteType: 'All',
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
];

const getEventSelectors: Operation = (input, call) => {
  const { arn, description } = findTrail(requiredText(input, 'TrailName'), call);
  if (description.advancedEventSelectors !== undefined)
    return { TrailARN: arn, AdvancedEventSelectors: description.advancedEventSelectors };
  const selectors = description.eventSelectors?.map(selector => ({ ...defaultSelectors[0], ...selector }));
  return { TrailARN: arn, EventSelectors: selectors ?? defaultSelectors };
};

const getInsightSelectors: Operation = (input, call) => {
  const { arn, description } = findTrail(requiredText(input, 'TrailName'), call);
  if (description.insightSelectors !== undefined)
    return { TrailARN: arn, InsightSelectors: description.insightSelectors };
  throw new AwsError('InsightNotEnabledException', `Trail ${arn} does not have Insights enabled.`);
};

const getEventConfiguration: Operation = (input, call) => {
  const { arn, description } = findTrail(requiredText(input, 'TrailName'), call);
  return present({
    TrailARN: arn,
    MaxEventSize: 'Standard',
    AggregationConfigurations: description.aggregations,
  });
};

const listTags: Operation = (input, call) => {
  const resources = textsOf(input, 'ResourceIdList') ?? [];
  const list = resources.map(arn => {
    const tags = arn.includes(':eventdatastore/') ? storeTags(arn, call) : trailTags(arn);
    return { ResourceId: arn, TagsList: Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
  });
  return { ResourceTagList: list };

  /** Only the owner may ask, so the organization's trail has no tags for its members. */
  function trailTags(arn: string) {
    const owner = checkedArn(arn).split(':')[4];
    if (owner !== call.account.id)
      throw new AwsError(
        'CloudTrailARNInvalidException',
        `AccountID in ARN is wrong, you can only access resources with AccountID ${call.account.id}`,
      );
    const trail = call.account.trails.find(candidate => candidate.arn === arn && isHomeHere(candidate, call));
    if (trail === undefined)
      throw new AwsError('ResourceNotFoundException', `Resource ${arn} could not be found.`);
    return trail.description.tags;
  }
};

export const cloudtrail = jsonService({
  name: 'cloudtrail',
  target: 'CloudTrail_20131101',
  namespace: 'com.amazonaws.cloudtrail.v20131101',
  operations: {
    DescribeTrails: describeTrails,
    ListTrails: listTrails,
    GetTrail: getTrail,
    GetTrailStatus: getTrailStatus,
    GetEventSelectors: getEventSelectors,
    GetInsightSelectors: getInsightSelectors,
    GetEventConfiguration: getEventConfiguration,
    ListTags: listTags,
    ListEventDataStores: listEventDataStores,
    GetEventDataStore: getEventDataStore,
    GetResourcePolicy: getResourcePolicy,
    ListPublicKeys: listPublicKeys,
    LookupEvents: lookupEvents,
  },
});
