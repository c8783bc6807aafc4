import { getEventSelectors, getTrailStatus, selectorsOf, trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, notApplicable, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { type Coverage, recorded } from '../../src/selectors/index.ts';
import { recordNetwork } from '../remedies/mend-selectors.ts';
import { fieldOf, isLogging } from '../shared/recording.ts';
import { few } from '../shared/wording.ts';

const CATEGORY = 'NetworkActivity';

export default defineCheck({
  id: 'cloudtrail/network-activity-events',
  version: 1,
  title: 'Network activity that the trail asks for is recorded',
  severity: 'low',
  aspect: 'configured',
  decides:
    'Informative: no standard asks for network activity events, they cost extra, and they exist only where there are VPC ' +
    'endpoints. It is not applicable while no selector asks for the category NetworkActivity, and passes with the event ' +
    'sources that are recorded, in part or in full, once one does. It fails where somebody believes that it is recorded ' +
    'and it is not: the trail does not log, or its selectors for it contradict themselves. A selector that is not ' +
    'understood records nothing for certain: unknown, if it decides. Which regions and endpoints there are is not read.',
  why: 'Calls through a VPC endpoint with credentials from outside, and calls that its policy denied, show up here alone.',
  fix:
    'Add one selector for each service beside the present ones with: aws cloudtrail put-event-selectors --trail-name ' +
    'TRAIL_ARN --advanced-event-selectors, as in {"Name":"KMS endpoints","FieldSelectors":[{"Field":"eventCategory",' +
    '"Equals":["NetworkActivity"]},{"Field":"eventSource","Equals":["kms.amazonaws.com"]}]}; if the trail is off, ' +
    'aws cloudtrail start-logging --name TRAIL_ARN.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html',
  ],
  map: '',
  subject: trail,
  needs: [getTrailStatus, getEventSelectors],
  judge(trail, read) {
    const answer = selectorsOf(read, trail.data);
    const coverage = recorded(answer, { kind: 'network-activity' });
    if (coverage.kind === 'unknown') return undetermined(coverage.sentence);
    if (coverage.kind === 'none' && !isAskedFor(answer))
      return notApplicable(
        'No selector asks for network activity events, which are optional and cost extra.',
      );
    const sources = sourcesIn(coverage);
    const seen = [observed(fieldOf(answer), 'event sources', sources)];
    if (coverage.kind === 'none') return fail(coverage.sentence, seen);
    // Parts that are not understood leave some events open and record none for certain.
    if (sources.length === 0) return undetermined(coverage.sentence);
    const logging = isLogging(trail, read);
    const facts = [...seen, observed('IsLogging', true, logging)];
    if (!logging) return fail('The trail does not log, whatever its selectors say.', facts);
    const ofSource = (eventSource: string) =>
      recorded(answer, { kind: 'network-activity', eventSource }).kind;
    const words = sources.map(source => (ofSource(source) === 'all' ? source : `${source} in part`));
    return pass(`Network activity is recorded of ${few(words)}.`, facts);
  },
  remedy(trail, read, again) {
    return recordNetwork(trail, read, again);
  },
});

function isAskedFor({ AdvancedEventSelectors: selectors }: ReturnType<typeof selectorsOf>): boolean {
  const fields = selectors?.flatMap(selector => must(selector.FieldSelectors, 'FieldSelectors'));
  // Absent: the trail has basic selectors, which know no network activity (API reference, PutEventSelectors).
  return fields?.some(one => one.Field === 'eventCategory' && one.Equals?.includes(CATEGORY)) === true;
}

/** AWS takes an event source by its full name alone. */
function sourcesIn(coverage: Coverage): readonly string[] {
  const regions = coverage.kind === 'partial' ? coverage.recorded : [];
  const conditions = regions.flatMap(region => region.conditions.filter(one => one.field === 'eventSource'));
  return [...new Set(conditions.flatMap(({ is }) => is))].sort();
}
