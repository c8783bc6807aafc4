/** Account Management: which regions an account has enabled. */
import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { defineCall } from '../model/call.ts';
import { everyPage, listOn } from './pages.ts';

/** Asked in the account itself, which therefore leaves AccountId out. Needed to know where else to ask. */
export const listRegions = defineCall({
  id: 'account.ListRegions',
  permission: 'account:ListRegions',
  stages: [],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListRegions({ client: aws.client(AccountClient), pageSize: 50 }, {});
    const { items, $metadata } = await everyPage(pages, listOn('Regions'), page => page.NextToken);
    return { Regions: items, $metadata };
  },
});
