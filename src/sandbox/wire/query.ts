/** The Query protocol as STS and SNS speak it: a form in, XML out. */
import { AwsError } from '../aws-error.ts';
import type { Call, Input } from '../call.ts';
import { type CommonCodes, commonErrors, type Service } from './service.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

export type QueryOperation = (input: Input, call: Call) => XmlElement;

export interface QueryOptions {
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

const codes: CommonCodes = {
  denied: ['AccessDenied', 403],
  expired: ['ExpiredToken', 403],
  'unknown-key': ['InvalidClientTokenId', 403],
  'bad-token': ['InvalidClientTokenId', 403],
  'bad-signature': ['SignatureDoesNotMatch', 403],
  unsigned: ['MissingAuthenticationToken', 403],
  throttled: ['Throttling', 400],
  internal: ['InternalFailure', 500],
};

export function queryService({ name, namespace, version, operations }: QueryOptions): Service {
  const headers = { 'content-type': 'text/xml' };
  return {
    name,
    global: false,
    understand: request => {
      const {
        Action: operation = '',
        Version: _,
        ...input
      } = Object.fromEntries(
        new URLSearchParams(request.method === 'GET' ? request.query : request.body.toString()),
      );
      if (!Object.hasOwn(operations, operation))
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version ${version}`, {
          status: 400,
        });
      return { operation, input, pageToken: input.NextToken };
    },
    run: ({ operation, input }, call) => {
      const result = operations[operation]?.(input, call) ?? {};
      const body = xmlDocument(`${operation}Response`, { [`${operation}Result`]: result }, namespace);
      return { status: 200, headers, body };
    },
    common: commonErrors(codes),
    refuse: (error, requestId) => {
      const status = error.status ?? 400;
      const fault = { Type: status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message };
      const body = xmlDocument('ErrorResponse', { Error: fault, RequestId: requestId }, namespace);
      return { status, headers, body };
    },
  };
}
