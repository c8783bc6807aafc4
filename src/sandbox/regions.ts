/** The regions of each partition, as of September 2025: which are on by default and which an account must opt into. */
import type { Estate } from './schema/estate.ts';

export interface RegionOfPartition {
  readonly name: string;
  readonly optIn: boolean;
}

const byDefault = (names: string): RegionOfPartition[] =>
  names.split(' ').map(name => ({ name, optIn: false }));
const byOptIn = (names: string): RegionOfPartition[] => names.split(' ').map(name => ({ name, optIn: true }));

const partitions: Record<Estate['partition'], readonly RegionOfPartition[]> = {
  aws: [
    ...byDefault(
      'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1',
    ),
    ...byDefault(
      'eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
    ),
    ...byOptIn('af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5'),
    ...byOptIn('ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1'),
    ...byOptIn('me-central-1 me-south-1 mx-central-1'),
  ],
  'aws-cn': byDefault('cn-north-1 cn-northwest-1'),
  'aws-us-gov': byDefault('us-gov-east-1 us-gov-west-1'),
  'aws-eusc': byDefault('eusc-de-east-1'),
};

export function regionsOf(estate: Pick<Estate, 'partition' | 'regions'>): readonly RegionOfPartition[] {
  return estate.regions ?? partitions[estate.partition];
}
