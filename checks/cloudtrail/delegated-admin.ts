import {
  CLOUDTRAIL_PRINCIPAL,
  listDelegatedAdministrators,
  type Organization,
  organization,
} from '../../src/aws/organizations.ts';
import { accountLabel } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { deregister } from '../remedies/delegated-administrators.ts';

export default defineCheck({
  id: 'cloudtrail/delegated-admin',
  version: 1,
  title: 'Only declared accounts administer CloudTrail',
  severity: 'medium',
  aspect: 'configured',
  decides:
    `Every account that ListDelegatedAdministrators names for ${CLOUDTRAIL_PRINCIPAL} is declared in the configuration ` +
    '(delegatedAdministrators). None registered passes. Some registered while nothing is declared is unknown, and they are ' +
    'named. A declared account that is not registered passes and is told.',
  why: 'A delegated administrator can change and delete organization trails and event data stores.',
  fix:
    'Declare the account, or remove it with: aws cloudtrail deregister-organization-delegated-admin ' +
    '--delegated-admin-account-id ACCOUNT_ID.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html',
    'https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html',
  ],
  map: '',
  subject: organization,
  needs: [listDelegatedAdministrators],
  judge(organization, read) {
    const registered = registeredIn(organization.data, read);
    const label = (id: string) => accountLabel(read.population, id);
    const declared = read.parameters.delegatedAdministrators;
    const seen = [observed('DelegatedAdministrators', declared ? [...declared] : [], registered)];
    if (registered.length === 0)
      return pass('No account is registered as delegated administrator for CloudTrail.', seen);
    const named = registered.map(label).join(', ');
    if (declared === null) {
      return undetermined(
        `Registered are ${named}, and the configuration declares no delegatedAdministrators to compare with.`,
      );
    }
    const strangers = registered.filter(id => !declared.includes(id));
    if (strangers.length > 0)
      return fail(`Not declared, yet registered: ${strangers.map(label).join(', ')}.`, seen);
    const idle = declared.filter(id => !registered.includes(id));
    return pass(
      `Registered and declared: ${named}${idle.length > 0 ? `; declared alone: ${idle.join(', ')}` : ''}.`,
      seen,
    );
  },
  remedy(organization, read) {
    const registered = registeredIn(organization.data, read);
    const declared = read.parameters.delegatedAdministrators ?? registered;
    const strangers = registered.filter(id => !declared.includes(id));
    return deregister(organization.data, registered, strangers, read);
  },
});

function registeredIn({ scope }: Organization, read: Read): readonly string[] {
  const answer = read.get(listDelegatedAdministrators, scope, { ServicePrincipal: CLOUDTRAIL_PRINCIPAL });
  const registered = must(answer.DelegatedAdministrators, 'DelegatedAdministrators');
  return registered.map(admin => must(admin.Id, 'Id')).sort();
}
