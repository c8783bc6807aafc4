/** The lifecycle rules of a log bucket, all of them, in Terraform's words and in CloudFormation's. Pure. */
import type { LifecycleRule } from '../../src/aws/s3.ts';
import type { Json } from '../../src/model/json.ts';
import { must } from '../../src/model/read.ts';
import type { Setting } from './bucket.ts';
import { block, type Item, map } from './hcl.ts';

type Words = { readonly [name: string]: Json | undefined };

/** AWS's fields that a rule here is made of; what else there is, nobody would keep unseen. */
export function lifecycle(rules: readonly LifecycleRule[], minimum: string | undefined): Setting {
  return {
    put: 'put-bucket-lifecycle-configuration',
    options: {
      'lifecycle-configuration': { Rules: rules },
      ...(minimum === undefined ? {} : { 'transition-default-minimum-object-size': minimum }),
    },
    managed: {
      type: 'aws_s3_bucket_lifecycle_configuration',
      there: true,
      body: [['transition_default_minimum_object_size', minimum], ...rules.map(terraformRule)],
    },
    properties: {
      LifecycleConfiguration: given({
        TransitionDefaultMinimumObjectSize: minimum,
        Rules: rules.map(templateRule),
      }),
    },
    kept: [`All ${rules.length} rules stand here, because a lifecycle configuration is replaced as a whole.`],
  };
}

function terraformRule(rule: LifecycleRule, at: number): Item {
  const {
    Filter,
    Expiration,
    NoncurrentVersionExpiration: old,
    AbortIncompleteMultipartUpload: abort,
  } = rule;
  const and = Filter?.And;
  const filter: Item[] = and
    ? [
        block('and', [
          ['prefix', and.Prefix],
          ['object_size_greater_than', and.ObjectSizeGreaterThan],
          ['object_size_less_than', and.ObjectSizeLessThan],
          [
            'tags',
            and.Tags && map(Object.fromEntries(and.Tags.map(t => [must(t.Key, 'Key'), t.Value ?? '']))),
          ],
        ]),
      ]
    : [
        ['prefix', Filter?.Prefix ?? rule.Prefix],
        ['object_size_greater_than', Filter?.ObjectSizeGreaterThan],
        ['object_size_less_than', Filter?.ObjectSizeLessThan],
        ...(Filter?.Tag
          ? [
              block('tag', [
                ['key', Filter.Tag.Key],
                ['value', Filter.Tag.Value],
              ]),
            ]
          : []),
      ];
  return block('rule', [
    ['id', rule.ID ?? `rule-${at + 1}`],
    ['status', must(rule.Status, 'Status')],
    block('filter', filter),
    ...(Expiration
      ? [
          block('expiration', [
            ['days', Expiration.Days],
            ['date', Expiration.Date],
            ['expired_object_delete_marker', Expiration.ExpiredObjectDeleteMarker],
          ]),
        ]
      : []),
    ...(rule.Transitions ?? []).map(move =>
      block('transition', [
        ['days', move.Days],
        ['date', move.Date],
        ['storage_class', move.StorageClass],
      ]),
    ),
    ...(old
      ? [
          block('noncurrent_version_expiration', [
            ['noncurrent_days', old.NoncurrentDays],
            ['newer_noncurrent_versions', old.NewerNoncurrentVersions],
          ]),
        ]
      : []),
    ...(rule.NoncurrentVersionTransitions ?? []).map(move =>
      block('noncurrent_version_transition', [
        ['noncurrent_days', move.NoncurrentDays],
        ['newer_noncurrent_versions', move.NewerNoncurrentVersions],
        ['storage_class', move.StorageClass],
      ]),
    ),
    ...(abort
      ? [block('abort_incomplete_multipart_upload', [['days_after_initiation', abort.DaysAfterInitiation]])]
      : []),
  ]);
}

function templateRule(rule: LifecycleRule): Json {
  const { Filter, Expiration, NoncurrentVersionExpiration: old } = rule;
  const and = Filter?.And;
  const tags = and?.Tags ?? (Filter?.Tag ? [Filter.Tag] : undefined);
  const size = (bytes: number | undefined) => (bytes === undefined ? undefined : String(bytes));
  return given({
    Id: rule.ID,
    Status: must(rule.Status, 'Status'),
    Prefix: Filter?.Prefix ?? and?.Prefix ?? rule.Prefix,
    TagFilters: tags?.map(t => ({ Key: must(t.Key, 'Key'), Value: t.Value ?? '' })),
    ObjectSizeGreaterThan: size(Filter?.ObjectSizeGreaterThan ?? and?.ObjectSizeGreaterThan),
    ObjectSizeLessThan: size(Filter?.ObjectSizeLessThan ?? and?.ObjectSizeLessThan),
    ExpirationInDays: Expiration?.Days,
    ExpirationDate: Expiration?.Date,
    ExpiredObjectDeleteMarker: Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(({ Days, Date: date, StorageClass }) =>
      given({ TransitionInDays: Days, TransitionDate: date, StorageClass }),
    ),
    NoncurrentVersionExpiration: old && given({ ...old }),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(move =>
      given({
        TransitionInDays: move.NoncurrentDays,
        NewerNoncurrentVersions: move.NewerNoncurrentVersions,
        StorageClass: move.StorageClass,
      }),
    ),
    AbortIncompleteMultipartUpload:
      rule.AbortIncompleteMultipartUpload && given({ ...rule.AbortIncompleteMultipartUpload }),
  });
}

function given(words: Words): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
