/** The keys that digests were signed with. Asked when log files are verified, in the digests' own region. */
import { CloudTrailClient, paginateListPublicKeys } from '@aws-sdk/client-cloudtrail';
import { defineCall } from '../model/call.ts';
import { everyPage } from './pages.ts';

/**
 * Keys belong to a region, not to an account: any account for which the region is enabled may ask (AWS CloudTrail API
 * Reference, ListPublicKeys: "the validity of each key is not limited to an account").
 */
export const listPublicKeys = defineCall({
  id: 'cloudtrail.ListPublicKeys',
  permission: 'cloudtrail:ListPublicKeys',
  stages: [],
  send: async (aws, input: { readonly StartTime: string; readonly EndTime: string }) => {
    const pages = paginateListPublicKeys(
      { client: aws.client(CloudTrailClient) },
      { StartTime: new Date(input.StartTime), EndTime: new Date(input.EndTime) },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.PublicKeyList,
      page => page.NextToken,
    );
    return { PublicKeyList: items, $metadata };
  },
});
