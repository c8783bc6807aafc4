import {
  describeTrails,
  getEventSelectors,
  getTrailStatus,
  isOrganizationTrail,
  type Trail,
  trail,
  trailHome,
} from '../../src/aws/cloudtrail.ts';
import { arnOf } from '../../src/aws/partition.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import { notApplicable } from '../../src/model/verdict.ts';
import { recorded } from '../../src/selectors/index.ts';
import { recordInvocations } from '../remedies/mend-selectors.ts';
import { judgeRecording } from '../shared/recording.ts';

export default defineCheck({
  id: 'cloudtrail/lambda-data-events',
  version: 1,
  title: 'The trail records who invokes sensitive Lambda functions',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'All selectors of GetEventSelectors together record every invocation of the functions that sensitiveFunctions names, ' +
    'without it of all functions, and the trail logs in every region, or in that of every function named. Invoke is the ' +
    'one API that CloudTrail records as a data event of functions, and its events say readOnly false: a selector for ' +
    'writes alone is enough, one for reads alone records nothing. A selector for the event name Invoke alone fails: an ' +
    'asynchronous run appears as InvokeExecution, too. Functions of accounts that the trail does not record are left to ' +
    'other trails; if no function is left, and if sensitiveFunctions is empty, it is not applicable. A trail of one region ' +
    'fails without sensitiveFunctions. A selector that is not understood records nothing for certain: unknown, if it ' +
    'decides. Each trail is judged alone; the note names others that record the same accounts.',
  why: 'A function acts with the rights of its role: who invoked it, and when, stands in data events alone.',
  fix:
    'Add a selector for functions beside the present ones with: aws cloudtrail put-event-selectors --trail-name TRAIL_ARN ' +
    '--advanced-event-selectors, as in {"Name":"Lambda functions","FieldSelectors":[{"Field":"eventCategory",' +
    '"Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::Lambda::Function"]}]}; data events are charged for.',
  links: [
    'https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html',
  ],
  map: 'data_events_s3_kms_lambda',
  subject: trail,
  needs: [describeTrails, getTrailStatus, getEventSelectors],
  judge(trail, read) {
    const named = read.parameters.sensitiveFunctions;
    if (named?.length === 0) return notApplicable('The configuration calls no function sensitive.');
    const functions = named?.filter(arn => isRecorded(must(arnOf(arn), 'an ARN').accountId, trail, read));
    if (functions?.length === 0)
      return notApplicable('The trail records no account that a sensitive function belongs to.');
    const { region } = trailHome(trail);
    const { partition } = read.population;
    const all = { kind: 'lambda-functions', partition, access: 'write' } as const;
    return judgeRecording(trail, read, {
      ask: answer => recorded(answer, functions ? { ...all, functions } : all),
      oneRegion: functions?.every(arn => arnOf(arn)?.region === region) ? 'enough' : 'too little',
    });
  },
  remedy(trail, read, again) {
    return recordInvocations(trail, read, again);
  },
});

function isRecorded(accountId: string, trail: Subject<Trail>, read: Read): boolean {
  const { population } = read;
  if (!isOrganizationTrail(trail.data)) return accountId === trail.accountId;
  // An account may be one of those that nobody could list.
  return accountIn(population, accountId) !== undefined || population.unread.length > 0;
}
