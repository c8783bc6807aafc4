/** EventBridge: the rule that the declared verifier is started by, and what that rule starts. */
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { type Aim, defineCall } from '../model/call.ts';
import type { Verifier } from '../model/parameters.ts';
import type { Read } from '../model/read.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { declaredVerifier, verifierScope } from './verifier.ts';

type NamedRule = { readonly Name: string };
type TargetsOfRule = { readonly Rule: string };

function declaredRule<I>(read: Read, input: (name: string) => I): Aim<I>[] {
  const verifier = declaredVerifier(read);
  if (verifier === null || verifier.rule === null) return [];
  return [{ scope: verifierScope(verifier), input: input(ruleName(verifier.rule)) }];
}

/** On the default event bus, the only one whose rules a clock can start. Absent: there is no such rule. */
export const describeRule = defineCall({
  id: 'events.DescribeRule',
  permission: 'events:DescribeRule',
  absentOn: ['ResourceNotFoundException'],
  stages: [{ where: 'once', needs: [], ask: read => declaredRule(read, Name => ({ Name })) }],
  send: (aws, input: NamedRule) => aws.client(EventBridgeClient).send(new DescribeRuleCommand(input)),
});

/** What the rule hands to its targets may hold a secret and is not kept. The SDK has no paginator for this list. */
export const listTargetsByRule = defineCall({
  id: 'events.ListTargetsByRule',
  permission: 'events:ListTargetsByRule',
  absentOn: ['ResourceNotFoundException'],
  stages: [{ where: 'once', needs: [], ask: read => declaredRule(read, Rule => ({ Rule })) }],
  send: async (aws, input: TargetsOfRule) => {
    const client = aws.client(EventBridgeClient);
    async function* pages() {
      let NextToken: string | undefined;
      do {
        const page = await client.send(new ListTargetsByRuleCommand({ ...input, Limit: 100, NextToken }));
        yield page;
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
    }
    const { items, $metadata } = await everyPage(
      pages(),
      page => page.Targets,
      page => page.NextToken,
    );
    return { Targets: items.map(({ Id, Arn }) => ({ Id, Arn })), $metadata };
  },
});

/** undefined: AWS knows no such rule. */
export function ruleOf(read: Read, verifier: Verifier, rule: string) {
  return read.find(describeRule, verifierScope(verifier), { Name: ruleName(rule) });
}

export function targetsOf(read: Read, verifier: Verifier, rule: string) {
  return read.find(listTargetsByRule, verifierScope(verifier), { Rule: ruleName(rule) });
}

function ruleName(text: string): string {
  return (arnOf(text)?.resource ?? text).split('/').at(-1) ?? text;
}
