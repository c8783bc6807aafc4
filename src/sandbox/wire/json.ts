/** AWS JSON as CloudTrail, KMS, Organizations and most others speak it (1.1; CloudWatch 1.0): X-Amz-Target names the operation. */
import { AwsError } from '../aws-error.ts';
import { type Operation, textOf } from '../call.ts';
import { type CommonCodes, commonErrors, type Service, type Understood, type Wire } from './service.ts';

export interface JsonOptions {
  readonly name: string;
  readonly target: string;
  readonly namespace: string;
  readonly global?: boolean;
  readonly throttleCode?: string;
  readonly version?: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, Operation>>;
}

export function jsonService(options: JsonOptions): Service {
  const { name, target, namespace, operations } = options;
  const contentType = `application/x-amz-json-${options.version ?? '1.1'}`;
  const codes: CommonCodes = {
    denied: ['AccessDeniedException', 400],
    expired: ['ExpiredTokenException', 400],
    'unknown-key': ['UnrecognizedClientException', 400],
    'bad-token': ['UnrecognizedClientException', 400],
    'bad-signature': ['InvalidSignatureException', 400],
    unsigned: ['MissingAuthenticationTokenException', 400],
    throttled: [options.throttleCode ?? 'ThrottlingException', 400],
    internal: ['InternalFailure', 500],
  };
  return {
    name,
    global: options.global ?? false,
    understand: request => {
      const header = String(request.headers['x-amz-target'] ?? '');
      const dot = header.lastIndexOf('.');
      const operation = header.slice(dot + 1);
      // botocore writes "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", the JS SDK the last part alone.
      const prefix = header.slice(0, Math.max(dot, 0)).split('.').pop();
      const known = prefix === target && Object.hasOwn(operations, operation);
      if (!known) throw new AwsError('UnknownOperationException', '', { status: 400 });
      const input = readObject(request.body);
      const tokens = ['NextToken', 'nextToken', 'Marker'].map(field => textOf(input, field));
      return { operation, input, pageToken: tokens.find(token => token !== undefined) };
    },
    run: ({ operation, input }: Understood, call): Wire => {
      const output = operations[operation]?.(input, call) ?? {};
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output) };
    },
    common: commonErrors(codes),
    refuse: error => ({
      status: error.status ?? 400,
      headers: { 'content-type': contentType },
      // Errors of the service carry its namespace; those of the front door carry none.
      body: JSON.stringify({
        __type: error.status === undefined ? `${namespace}#${error.code}` : error.code,
        message: error.message,
      }),
    }),
  };
}

export function readObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  throw new AwsError('SerializationException', 'The request body is no JSON object.', { status: 400 });
}
