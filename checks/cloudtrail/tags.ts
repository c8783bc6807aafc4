import { listTags, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { tagTrail } from '../remedies/trail-settings.ts';

export default defineCheck({
  id: 'cloudtrail/tags',
  version: 1,
  title: 'The trail carries tags that say whose it is',
  severity: 'low',
  aspect: 'configured',
  decides:
    'ListTags, asked by the owner of the trail, answers at least one tag that is not of AWS (aws:...). Which tags there are ' +
    'is told, not judged. This is Security Hub CloudTrail.9.',
  why: 'Tags tell who answers for a trail, and policies can rest on them.',
  fix: 'Add one with: aws cloudtrail add-tags --resource-id TRAIL_ARN --tags-list Key=owner,Value=TEAM.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-9',
  ],
  map: '',
  subject: trail,
  needs: [listTags],
  judge(trail, read) {
    const { ResourceTagList } = read.get(listTags, trailHome(trail), { ResourceIdList: [trail.id] });
    const entry = must(
      ResourceTagList.find(resource => resource.ResourceId === trail.id),
      `ResourceTagList for ${trail.id}`,
    );
    const keys = must(entry.TagsList, 'TagsList').map(tag => must(tag.Key, 'Key'));
    const own = keys.filter(key => !key.startsWith('aws:')).sort();
    const seen = [observed('TagsList', 'at least one tag', own)];
    return own.length > 0 ? pass(`Tags: ${own.join(', ')}.`, seen) : fail('The trail carries no tags.', seen);
  },
  remedy: tagTrail,
});
