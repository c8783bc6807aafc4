import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy, key, ownedKey } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { type Coverage, coverDenied } from '../../src/policy/coverage.ts';
import type { Defences, RequestClass } from '../../src/policy/request-class.ts';
import { separateReaders } from '../remedies/mend-key-policy.ts';
import { firstByItself, trailKeyPolicy } from '../shared/defences.ts';
import { getsThrough, steps, unreadableWords } from '../shared/policy-words.ts';
import { type Asker, askersOf, readersIn } from '../shared/readers.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 'kms/decrypt-separated',
  version: 1,
  title: 'Only named readers outside its account can decrypt the logs',
  severity: 'high',
  aspect: 'configured',
  decides:
    'The key policy opens kms:Decrypt to no whole account beyond the one that owns the key, to no account of the ' +
    'organization as such, and to nobody outside it. Asked for every account that the policy mentions, for one that it does ' +
    'not mention and for foreign ones, of no organization and of each that a condition names: whether anybody there may ' +
    'decrypt but the roles and users that a statement names exactly, which are listed and do not fail it. Conditions count: a "*" that kms:CallerAccount limits to the own account ' +
    "opens nothing more. The key's own account, whose IAM policies decide there, is told and does not fail it. An RCP on " +
    'the path of the owner counts. Grants are not looked at.',
  why: 'Reading the logs should take two permissions, on the bucket and on the key: one that everybody has is none.',
  fix:
    'Name the readers in a statement of their own, and take kms:Decrypt out of all others: aws kms put-key-policy --key-id ' +
    'KEY_ARN --policy-name default --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  ],
  map: 'kms_key_policy_cloudtrail_grant',
  subject: key,
  needs: [describeKey, getKeyPolicy, ...controlPolicyCalls],
  judge(key, read) {
    const { arn, scope } = ownedKey(read, key.data);
    const owner = scope.accountId;
    const policy = trailKeyPolicy(read, key.data);
    if (policy.unreadable.length > 0) return undetermined(unreadableWords(policy.unreadable));
    const readers = readersIn(policy.policies, owner);
    const ask = ({ account, organization }: Asker, defences: Defences): Coverage => {
      const cls: RequestClass = {
        targets: [{ actions: ['kms:Decrypt'], resources: [arn] }],
        principals: { account },
        context: { 'aws:PrincipalOrgID': organization },
        breakGlass: readers.named,
        tolerates: () => false,
        partition: read.population.partition,
        owner,
        needsAllow: 'everyone',
      };
      return coverDenied(cls, withoutScps(defences));
    };
    return firstByItself(
      read,
      `kms/decrypt-separated/${key.id}`,
      owner,
      policy,
      ({ defences, reasoning }) => {
        const asked = askersOf(read, policy.policies, defences.rcps, owner).map(asker => ({
          asker,
          coverage: ask(asker, defences),
        }));
        const path = [
          ...reasoning,
          ...new Set(asked.flatMap(({ asker, coverage }) => steps(coverage).map(s => `${asker.who}: ${s}`))),
        ];
        const open = asked.flatMap(({ asker, coverage }) =>
          coverage.covered === false ? [{ asker, coverage }] : [],
        );
        const [first] = open.filter(({ asker }) => !asker.doubtful);
        if (first !== undefined) {
          const all = few([...new Set(open.map(({ asker }) => asker.who))]);
          const seen = [observed('Policy', 'kms:Decrypt for named readers alone', all)];
          return fail(`kms:Decrypt is open to ${all}: ${getsThrough(first.coverage)}.`, seen, path);
        }
        const [perhaps] = open;
        if (perhaps !== undefined) {
          const note = `Whether ${perhaps.asker.who} is of the organization could not be read: it may decrypt if it is.`;
          return undetermined(note, read.population.unread);
        }
        const doubt = asked.find(({ coverage }) => coverage.covered === 'unknown');
        if (doubt?.coverage.covered === 'unknown') return undetermined(doubt.coverage.why);
        const list = readers.listed.length === 0 ? 'nobody' : readers.listed.join(', ');
        const seen = [observed('Policy', 'kms:Decrypt for named readers alone', list)];
        return pass(`The key policy lets decrypt: ${list}.`, seen, path);
      },
    );
  },
  remedy(key, read, again) {
    return separateReaders(key, read, r => again(key, r));
  },
});

/** SCPs of the owner say nothing about principals of other accounts. */
function withoutScps({ scps: _scps, ...rest }: Defences): Defences {
  return rest;
}
