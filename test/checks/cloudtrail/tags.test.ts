import check from '../../../checks/cloudtrail/tags.ts';
import { listTags } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import { on, refuse, TRAIL, world } from '../../support/evidence.ts';

function tags(...keys: string[]) {
  const TagsList = keys.map(Key => ({ Key, Value: 'x' }));
  return world({ answers: [on(listTags, () => ({ ResourceTagList: [{ ResourceId: TRAIL, TagsList }] }))] });
}

testCheck(check, {
  pass: {
    'asked of the owner alone: a member is refused': { world: world(), results: 1, note: 'Tags: owner.' },
    'more than one': { world: tags('team', 'cost'), note: 'Tags: cost, team.' },
  },
  fail: {
    'no tags': tags(),
    "tags of AWS's alone": tags('aws:cloudformation:stack-name'),
  },
  unknown: {
    'it is denied': world({ answers: [refuse(listTags)] }),
    'AWS answers about nothing': world({ answers: [on(listTags, () => ({ ResourceTagList: [] }))] }),
    'AWS leaves the tags out': world({
      answers: [on(listTags, () => ({ ResourceTagList: [{ ResourceId: TRAIL }] }))],
    }),
  },
});
