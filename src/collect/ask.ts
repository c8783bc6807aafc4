/** Asks one question and records what came of it: an answer, "there is none", or a gap. Never nothing. */

import { ASSUME_ROLE } from '../aws/assume-role.ts';
import type { Clients } from '../aws/clients.ts';
import { errorCode, toGap } from '../aws/gap.ts';
import type { LedgerReader } from '../aws/ledger.ts';
import { accountIn, closedRegion } from '../aws/scopes.ts';
import type { Sessions } from '../aws/sessions.ts';
import type { AnyCall, Question } from '../model/call.ts';
import type { Evidence, Gap } from '../model/evidence.ts';
import { canonical, type Json } from '../model/json.ts';
import type { Population } from '../model/population.ts';
import type { Scope } from '../model/scope.ts';
import { questionId, sha256 } from '../snapshot/question.ts';
import { toStored } from '../snapshot/stored.ts';

export interface Asker {
  ask(question: Question): Promise<Evidence>;
  /** The id of the question that `assumeRole` asks. */
  assumeRoleId(accountId: string): string;
  /** Opens the audit role's session in an account, as a question of its own. */
  assumeRole(accountId: string): Promise<Evidence>;
}

export interface AskerOptions {
  readonly clients: Clients;
  readonly sessions: Sessions;
  readonly clock: () => Date;
  /** undefined while the population is being discovered. */
  readonly population: () => Population | undefined;
  /** Where sessions are opened. */
  readonly sessionRegion: string;
  /** Absent: no ledger was named. */
  readonly ledger?: LedgerReader | undefined;
}

interface Asked {
  readonly call: string;
  readonly permission: string;
  readonly absentOn: readonly string[];
  readonly scope: Scope;
  readonly input: Json;
}

export function createAsker(options: AskerOptions): Asker {
  const { clients, sessions, clock } = options;
  const ledger = options.ledger === undefined ? {} : { ledger: options.ledger };

  async function record(asked: Asked, send: () => Promise<unknown>): Promise<Evidence> {
    const { call, scope } = asked;
    const input = toStored(asked.input);
    const head = { id: questionId(call, scope, input), call, scope, input, at: clock().toISOString() };
    try {
      const output = await send();
      const data = toStored(output);
      return {
        ...head,
        outcome: 'answer',
        data,
        sha256: sha256(canonical(data)),
        requestIds: requestIdsOf(output),
      };
    } catch (error) {
      if (asked.absentOn.includes(errorCode(error))) {
        return { ...head, outcome: 'absent', code: errorCode(error), requestIds: requestIdsOf(error) };
      }
      const gap = toGap(error, asked.permission);
      if (gap === null) throw error;
      return { ...head, outcome: 'gap', gap };
    }
  }

  /** Accounts that were left out, and accounts and regions that nobody could get into, are not asked. */
  function closedTo(call: AnyCall, scope: Scope): Gap | null {
    const population = options.population();
    if (population === undefined) return null;
    const account = accountIn(population, scope.accountId);
    if (account?.disposition === 'excluded') {
      const message = `Account ${account.accountId} is excluded from this audit: ${account.reason ?? ''}`;
      return { reason: 'not-observable', code: 'AccountExcluded', message, permission: call.permission };
    }
    if (account?.disposition === 'not-evaluable') {
      const because = account.because === undefined ? {} : { because: account.because };
      const message = account.reason ?? 'The account could not be looked into.';
      return { reason: 'parent', code: 'NotAsked', message, permission: call.permission, ...because };
    }
    const closed = closedRegion(population, scope);
    if (closed) {
      const message = `${scope.region} of account ${scope.accountId} was not asked: ${closed.reason ?? 'it is not evaluable'}.`;
      return { reason: 'region-disabled', code: 'NotAsked', message, permission: call.permission };
    }
    return null;
  }

  function assumption(accountId: string): Asked {
    const scope = { accountId, region: options.sessionRegion };
    const input = { RoleArn: sessions.roleArn(accountId) };
    const { id: call, permission } = ASSUME_ROLE;
    return { call, permission, absentOn: [], scope, input };
  }

  return {
    async ask({ call, scope, input }) {
      const closed = closedTo(call, scope);
      if (closed) {
        const id = questionId(call.id, scope, input);
        return { id, call: call.id, scope, input, at: clock().toISOString(), outcome: 'gap', gap: closed };
      }
      const asked = {
        call: call.id,
        permission: call.permission,
        absentOn: call.absentOn ?? [],
        scope,
        input,
      };
      return record(asked, () =>
        call.send({ ...clients.aws(scope, sessions.credentialsFor(scope.accountId)), ...ledger }, input),
      );
    },
    assumeRoleId(accountId) {
      const { call, scope, input } = assumption(accountId);
      return questionId(call, scope, input);
    },
    assumeRole(accountId) {
      return record(assumption(accountId), () => sessions.open(accountId));
    },
  };
}

function requestIdsOf(output: unknown): readonly string[] {
  const metadata = (output as { $metadata?: { requestId?: string; requestIds?: readonly string[] } })
    .$metadata;
  if (metadata?.requestIds) return [...metadata.requestIds];
  return metadata?.requestId === undefined ? [] : [metadata.requestId];
}
