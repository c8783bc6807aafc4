/** GuardDuty in one account and region: a detector that runs, and a feature of it. Pure. */
import { administratorIn, detectorOf, enabledByAdministrator } from '../../src/aws/guardduty.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import type { Part } from './compose.ts';
import { expression } from './hcl.ts';

const FEATURE = 'S3_DATA_EVENTS';

/** undefined as detector: there is none, and one is made. */
export function detectorPart(scope: Scope, detector: string | undefined): Part {
  const { region } = scope;
  return {
    scope,
    kept: [
      detector === undefined
        ? 'The detector is made anew.'
        : 'Features and tags of the detector stay as they are.',
    ],
    commands: [
      detector === undefined
        ? command('guardduty create-detector', { enable: true, region })
        : command('guardduty update-detector', { 'detector-id': detector, enable: true, region }),
    ],
    managed: [
      {
        type: 'aws_guardduty_detector',
        name: labelOf(scope),
        adopt: detector,
        body: [['enable', true]],
        leave:
          detector === undefined ? [] : ['datasources', 'finding_publishing_frequency', 'tags', 'tags_all'],
      },
    ],
    stacked: [
      {
        id: 'Detector',
        type: 'AWS::GuardDuty::Detector',
        existing: detector !== undefined,
        properties: { Enable: true },
      },
    ],
  };
}

/** Where the account is a member, its administrator alone may change the feature. */
export function featureParts(scope: Scope, read: Read): readonly Part[] {
  const feature = [{ Name: FEATURE, Status: 'ENABLED' }];
  if (enabledByAdministrator(read, scope)) return [memberFeature(scope, read)];
  const detector = detectorOf(read, scope);
  const part = detectorPart(scope, detector);
  const { region } = scope;
  const enable =
    detector === undefined
      ? command('guardduty create-detector', { enable: true, features: feature, region })
      : command('guardduty update-detector', {
          'detector-id': detector,
          enable: true,
          features: feature,
          region,
        });
  return [
    {
      ...part,
      commands: [enable],
      managed: [
        ...part.managed,
        {
          type: 'aws_guardduty_detector_feature',
          name: labelOf(scope),
          body: [
            ['detector_id', detector ?? expression(`aws_guardduty_detector.${labelOf(scope)}.id`)],
            ['name', FEATURE],
            ['status', 'ENABLED'],
          ],
        },
      ],
      stacked: part.stacked.map(resource => ({
        ...resource,
        properties: { ...resource.properties, Features: feature },
      })),
    },
  ];
}

function memberFeature({ accountId, region }: Scope, read: Read): Part {
  const admin = { accountId: must(administratorIn(read, region), 'a delegated administrator'), region };
  const detector = must(detectorOf(read, admin), 'DetectorIds');
  return {
    scope: admin,
    kept: [
      `${accountId} is a member: its administrator alone changes its features. The others stay as they are.`,
    ],
    commands: [
      command('guardduty update-member-detectors', {
        'detector-id': detector,
        'account-ids': accountId,
        features: [{ Name: FEATURE, Status: 'ENABLED' }],
        region,
      }),
    ],
    managed: [
      {
        type: 'aws_guardduty_member_detector_feature',
        name: labelOf({ accountId, region }),
        body: [
          ['detector_id', detector],
          ['account_id', accountId],
          ['name', FEATURE],
          ['status', 'ENABLED'],
        ],
      },
    ],
    stacked: [],
    notStacked: 'CloudFormation has no resource for the features of a member: use the commands or Terraform.',
  };
}

export function labelOf({ accountId, region }: Scope): string {
  return `a${accountId}_${region.replaceAll('-', '_')}`;
}
