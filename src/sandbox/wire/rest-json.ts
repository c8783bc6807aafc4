/** REST-JSON as GuardDuty and Account speak it: method and path name the operation, x-amzn-ErrorType the error. */
import { AwsError } from '../aws-error.ts';
import { type Operation, textOf } from '../call.ts';
import { readObject } from './json.ts';
import { type CommonCodes, commonErrors, type Service, type Wire } from './service.ts';

interface Route {
  readonly method: string;
  /** Named groups become fields of the input. */
  readonly path: RegExp;
  readonly operation: string;
}

export interface RestJsonOptions {
  readonly name: string;
  readonly global?: boolean;
  readonly throttleCode: string;
  readonly routes: readonly Route[];
  readonly operations: Readonly<Record<string, Operation>>;
}

export function restJsonService(options: RestJsonOptions): Service {
  const { name, routes, operations } = options;
  const codes: CommonCodes = {
    denied: ['AccessDeniedException', 403],
    expired: ['ExpiredTokenException', 403],
    'unknown-key': ['UnrecognizedClientException', 403],
    'bad-token': ['UnrecognizedClientException', 403],
    'bad-signature': ['InvalidSignatureException', 403],
    unsigned: ['MissingAuthenticationTokenException', 403],
    throttled: [options.throttleCode, 429],
    internal: ['InternalServerErrorException', 500],
  };
  return {
    name,
    global: options.global ?? false,
    understand: request => {
      for (const { method, path, operation } of routes) {
        const match = method === request.method ? path.exec(request.path) : null;
        if (match === null) continue;
        const query = Object.fromEntries(new URLSearchParams(request.query));
        const input = { ...query, ...readObject(request.body), ...match.groups };
        return { operation, input, pageToken: textOf(input, 'nextToken') ?? textOf(input, 'NextToken') };
      }
      throw new AwsError('UnknownOperationException', `${request.method} ${request.path}`, { status: 400 });
    },
    run: ({ operation, input }, call): Wire => {
      const output = operations[operation]?.(input, call) ?? {};
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(output) };
    },
    common: commonErrors(codes),
    refuse: error => ({
      status: error.status ?? 400,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ message: error.message, __type: error.code, ...error.details }),
    }),
  };
}
