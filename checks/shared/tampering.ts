/** The actions by which an account's trails and event data stores are stopped, emptied or redirected. Pure. */
import type { ScpQuestion } from './scp-coverage.ts';

const onTrails = ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'];
const onBoth = ['PutInsightSelectors', 'PutEventConfiguration'];
const onStores = [
  'DeleteEventDataStore',
  'UpdateEventDataStore',
  'StopEventDataStoreIngestion',
  'PutResourcePolicy',
  'DeleteResourcePolicy',
];

/** Each action on the resources that the service authorization reference gives it. */
export const trailTampering: ScpQuestion = {
  name: 'trail-tampering',
  targets: (accountId, partition) => {
    const any = (kind: string) => `arn:${partition}:cloudtrail:*:${accountId}:${kind}/*`;
    const actions = (names: readonly string[]) => names.map(name => `cloudtrail:${name}`);
    return [
      { actions: actions([...onTrails, ...onBoth]), resources: [any('trail')] },
      { actions: actions([...onStores, ...onBoth]), resources: [any('eventdatastore')] },
    ];
  },
};
