/** Network activity, and what this version does not understand: never `all`. */
import { all, describeCases, equals, fresh, kms, notEquals, objects } from './cases.ts';
import { advanced, management, network, selector } from './support.ts';

describeCases('network activity', {
  'its source': [
    advanced(network('cloudtrail.amazonaws.com')),
    { kind: 'network-activity', eventSource: 'cloudtrail.amazonaws.com' },
    'all',
  ],
  'denied calls alone (documented example)': [
    advanced(network('kms.amazonaws.com', { errorCode: equals('VpceAccessDenied') })),
    { kind: 'network-activity', eventSource: 'kms.amazonaws.com' },
    'partial',
    'kms.amazonaws.com network activity events, with errorCode other than VpceAccessDenied',
  ],
  'a source is never all of them': [
    advanced(network('kms.amazonaws.com')),
    { kind: 'network-activity' },
    'partial',
    'network activity events, with eventSource other than kms.amazonaws.com',
  ],
  'network activity of KMS is not management events of KMS': [
    advanced(network('kms.amazonaws.com')),
    kms,
    'none',
    'kms.amazonaws.com management events, read and write',
  ],
});

describeCases('not understood', {
  'neither kind of selectors': [{}, all, 'unknown'],
  'two empty lists': [{ EventSelectors: [], AdvancedEventSelectors: [] }, all, 'unknown'],
  'both kinds': [{ ...fresh, ...advanced(management()) }, all, 'unknown'],
  'an unknown field decides': [advanced(management({ 'event.mood': equals('good') })), all, 'unknown'],
  'an unknown field beside a selector that suffices': [
    advanced(management(), management({ 'event.mood': equals('good') })),
    all,
    'all',
  ],
  'an unknown field that could not heal it': [
    advanced(
      management({ readOnly: equals('true') }),
      management({ mood: equals('good'), eventName: equals('A') }),
    ),
    all,
    'partial',
    'management events, write, with eventName other than A',
  ],
  'an unknown operator': [advanced(management({ eventSource: { Contains: ['a'] } })), all, 'unknown'],
  'an operator that the field has not': [
    advanced(management({ readOnly: notEquals('true') })),
    all,
    'unknown',
  ],
  'no operator': [advanced(management({ eventSource: {} })), all, 'unknown'],
  'an empty value': [advanced(management({ eventSource: { NotStartsWith: [''] } })), all, 'unknown'],
  'readOnly in other letters': [advanced(management({ readOnly: equals('True') })), all, 'unknown'],
  'no category': [
    advanced(selector({ readOnly: equals('true') })),
    all,
    'partial',
    'management events, write',
  ],
  'data without a resource type': [advanced(selector({ eventCategory: equals('Data') })), objects, 'unknown'],
  'a category of event data stores': [
    advanced(selector({ eventCategory: equals('Insight') })),
    all,
    'none',
    'management events, read and write',
  ],
  'aggregated events are not data events': [
    advanced(selector({ eventCategory: equals('Aggregated'), 'resources.type': equals('AWS::S3::Object') })),
    objects,
    'none',
    'S3 object events, read and write',
  ],
});
