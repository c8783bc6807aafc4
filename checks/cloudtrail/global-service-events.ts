import { trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { widenTrail } from '../remedies/trail-settings.ts';

export default defineCheck({
  id: 'cloudtrail/global-service-events',
  version: 1,
  title: 'The trail records events of global services',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'IncludeGlobalServiceEvents is true and the trail records the region in which those events are written: since ' +
    "2021-11-22 IAM, STS and CloudFront write them in the partition's global region (us-east-1 in aws) alone. So a " +
    'single-region trail with another home fails although its flag is true; a multi-region trail passes by its flag.',
  why: 'Without them the log does not show who made users, keys and roles.',
  fix:
    'Make the trail multi-region, which includes them: aws cloudtrail update-trail --name TRAIL_ARN ' +
    '--is-multi-region-trail --include-global-service-events --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html',
  ],
  map: 'trail_multi_region',
  subject: trail,
  needs: [],
  judge(trail, read) {
    const included = must(trail.data.IncludeGlobalServiceEvents, 'IncludeGlobalServiceEvents');
    const everywhere = must(trail.data.IsMultiRegionTrail, 'IsMultiRegionTrail');
    const { region } = trailHome(trail);
    const { globalRegion } = read.population;
    const seen = [
      observed('IncludeGlobalServiceEvents', true, included),
      observed('IsMultiRegionTrail', true, everywhere),
    ];
    if (!included) return fail('IncludeGlobalServiceEvents is false.', seen);
    if (everywhere) return pass('IncludeGlobalServiceEvents is true and the trail is multi-region.', seen);
    const note = `the single region it records is ${region}`;
    if (region !== globalRegion) {
      return fail(
        `IncludeGlobalServiceEvents is true, yet ${note} and these events are written in ${globalRegion}.`,
        seen,
      );
    }
    return pass(
      `IncludeGlobalServiceEvents is true and ${note}, where these events are written.`,
      seen.slice(0, 1),
    );
  },
  remedy: widenTrail,
});
