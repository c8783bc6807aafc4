/** Management events: documented examples, exclusions and what heals them. */
import { all, describeCases, equals, fresh, functions, kms, notEquals, objects } from './cases.ts';
import { advanced, classic, management, s3 } from './support.ts';

describeCases('management, basic', {
  'a fresh trail': [fresh, all, 'all'],
  'a fresh trail, no objects': [fresh, objects, 'none', 'S3 object events, read and write'],
  'a fresh trail, no functions': [fresh, functions, 'none', 'Lambda function events, read and write'],
  'a fresh trail, no network': [fresh, { kind: 'network-activity' }, 'none', 'network activity events'],
  'documented defaults of absent keys': [classic({}), all, 'all'],
  'read only': [classic({ ReadWriteType: 'ReadOnly' }), all, 'partial', 'management events, write'],
  'write only': [classic({ ReadWriteType: 'WriteOnly' }), all, 'partial', 'management events, read'],
  'read only and write only': [
    classic({ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }),
    all,
    'all',
  ],
  'management events off': [
    classic({ IncludeManagementEvents: false }),
    all,
    'none',
    'management events, read and write',
  ],
  'KMS excluded': [
    classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    all,
    'partial',
    'kms.amazonaws.com management events, read and write',
  ],
  'KMS excluded, asked about KMS': [
    classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    kms,
    'none',
    'kms.amazonaws.com management events, read and write',
  ],
  'RDS Data API excluded, asked about KMS': [
    classic({ ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] }),
    kms,
    'all',
  ],
  'an exclusion healed by another selector': [
    classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }, { ReadWriteType: 'All' }),
    all,
    'all',
  ],
  'an exclusion healed for writes only': [
    classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }, { ReadWriteType: 'WriteOnly' }),
    all,
    'partial',
    'kms.amazonaws.com management events, read',
  ],
  'both exclusions': [
    classic({ ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }),
    all,
    'partial',
    'kms.amazonaws.com and rdsdata.amazonaws.com management events, read and write',
  ],
  'asked about writes alone': [
    classic({ ReadWriteType: 'WriteOnly' }),
    { kind: 'management', access: 'write' },
    'all',
  ],
  'an unknown ReadWriteType is no default': [classic({ ReadWriteType: 'Some' }), all, 'unknown'],
  'an unknown key is no detail': [classic({ OnlyOnSundays: true } as object), all, 'unknown'],
});

describeCases('management, advanced', {
  'the category alone': [advanced(management()), all, 'all'],
  'the category alone, asked about KMS': [advanced(management()), kms, 'all'],
  'read only and write only are all': [
    advanced(management({ readOnly: equals('true') }), management({ readOnly: equals('false') })),
    all,
    'all',
  ],
  'write only': [
    advanced(management({ readOnly: equals('false') })),
    all,
    'partial',
    'management events, read',
  ],
  'KMS excluded (documented example)': [
    advanced(management({ eventSource: notEquals('kms.amazonaws.com') })),
    all,
    'partial',
    'kms.amazonaws.com management events, read and write',
  ],
  'an exclusion healed by another selector': [
    advanced(
      management({ eventSource: notEquals('kms.amazonaws.com') }),
      management({ eventSource: equals('kms.amazonaws.com') }),
    ),
    all,
    'all',
  ],
  'two exclusions that heal each other': [
    advanced(
      management({ eventSource: notEquals('kms.amazonaws.com') }),
      management({ eventSource: notEquals('rdsdata.amazonaws.com') }),
    ),
    all,
    'all',
  ],
  'excluded and read only': [
    advanced(management({ eventSource: notEquals('kms.amazonaws.com'), readOnly: equals('true') })),
    all,
    'partial',
    'kms.amazonaws.com management events, read and write',
    'management events, write',
  ],
  'an event name excluded': [
    advanced(management({ eventName: notEquals('Decrypt') })),
    all,
    'partial',
    'management events, read and write, with eventName Decrypt',
  ],
  'a user excluded by prefix': [
    advanced(management({ 'userIdentity.arn': { NotStartsWith: ['arn:aws:sts::111122223333:'] } })),
    all,
    'partial',
    'management events, read and write, with userIdentity.arn starting with arn:aws:sts::111122223333:',
  ],
  'console sessions excluded': [
    advanced(management({ sessionCredentialFromConsole: notEquals('true') })),
    all,
    'partial',
    'management events, read and write, from console sessions',
  ],
  'console sessions alone': [
    advanced(management({ sessionCredentialFromConsole: equals('true') })),
    all,
    'partial',
    'management events, read and write, not from console sessions',
  ],
  'console sessions and the others': [
    advanced(
      management({ sessionCredentialFromConsole: equals('true') }),
      management({ sessionCredentialFromConsole: notEquals('true') }),
    ),
    all,
    'all',
  ],
  'one source alone': [
    advanced(management({ eventSource: equals('iam.amazonaws.com') })),
    all,
    'partial',
    'management events, read and write, with eventSource other than iam.amazonaws.com',
  ],
  'a selector that contradicts itself': [
    advanced(
      management({ eventSource: { Equals: ['kms.amazonaws.com'], NotEquals: ['kms.amazonaws.com'] } }),
    ),
    all,
    'none',
    'management events, read and write',
  ],
  'two categories at once are none': [
    advanced({
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Management'] },
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ],
    }),
    all,
    'none',
    'management events, read and write',
  ],
  'data selectors record no management events': [
    advanced(s3()),
    all,
    'none',
    'management events, read and write',
  ],
  'case counts: KMS in capitals is another source': [
    advanced(management({ eventSource: notEquals('KMS.amazonaws.com') })),
    kms,
    'all',
  ],
  'a condition on a field that such events lack': [
    advanced(
      management({ vpcEndpointId: equals('vpce-1') }),
      management({ vpcEndpointId: notEquals('vpce-1') }),
    ),
    all,
    'all',
  ],
});
