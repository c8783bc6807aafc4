/** Turns lifecycle and replication rules into the element names S3 writes: singular, repeated, without a list around them. */
import type { BucketDescription } from '../schema/bucket.ts';
import type { XmlElement } from '../wire/xml.ts';

type Lifecycle = NonNullable<BucketDescription['lifecycle']>;
type Replication = NonNullable<BucketDescription['replication']>;

export function lifecycleXml(rules: Lifecycle): XmlElement {
  return {
    Rule: rules.map(({ Transitions, NoncurrentVersionTransitions, Filter, ...rule }) => ({
      ...rule,
      Filter: Filter && { ...Filter, And: Filter.And && andXml(Filter.And) },
      Transition: Transitions,
      NoncurrentVersionTransition: NoncurrentVersionTransitions,
    })),
  };
}

function andXml({
  Tags,
  ...conditions
}: NonNullable<NonNullable<Lifecycle[number]['Filter']>['And']>): XmlElement {
  return { ...conditions, Tag: Tags };
}

export function replicationXml({ role, rules }: Replication, partition: string): XmlElement {
  return {
    Role: role,
    Rule: rules.map((rule, index) => ({
      ID: rule.id,
      Priority: index + 1,
      Filter: {},
      Status: rule.status,
      SourceSelectionCriteria: rule.replicaKmsKeyId && { SseKmsEncryptedObjects: { Status: 'Enabled' } },
      Destination: {
        Bucket: `arn:${partition}:s3:::${rule.destinationBucket}`,
        Account: rule.destinationAccount,
        EncryptionConfiguration: rule.replicaKmsKeyId && { ReplicaKmsKeyID: rule.replicaKmsKeyId },
      },
      DeleteMarkerReplication: { Status: rule.deleteMarkers ? 'Enabled' : 'Disabled' },
    })),
  };
}
