/** What an operation is told about its call, and the helpers every operation reads its input with. */
import { AwsError } from './aws-error.ts';
import type { Members } from './detectors.ts';
import type { Deliveries } from './history/deliveries.ts';
import { pageOf } from './pages.ts';
import type { Principal, Principals } from './principals.ts';
import type { Account, World } from './world.ts';

export type Input = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>>;
export type Operation = (input: Input, call: Call) => Output;

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly world: World;
  readonly account: Account;
  readonly region: string;
  readonly principal: Principal;
  readonly principals: Principals;
  readonly now: Date;
  /** The machine's clock, by which clients judge when a session ends, whatever clock the estate lives by. */
  readonly machineClock: () => Date;
  readonly pageSize: number | undefined;
  readonly emptyFirstPage: boolean;
  /** What trails have put into their buckets. */
  readonly deliveries: Deliveries;
  /** GuardDuty members of a region. */
  readonly members: (region: string) => Members;
  /** DescribeKey on a predefined alias creates a key in AWS; the sandbox counts how often that was caused. */
  managedKeyCreated(): void;
}

export function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${name} must be a string`, { status: 400 });
}

export function requiredText(input: Input, name: string): string {
  const value = textOf(input, name);
  if (value !== undefined && value !== '') return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    { status: 400 },
  );
}

export function textsOf(input: Input, name: string): readonly string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value;
  throw new AwsError('SerializationException', `${name} must be a list of strings`, { status: 400 });
}

export function numberOf(input: Input, name: string): number | undefined {
  const value = input[name];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (number === undefined || number === null) return undefined;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new AwsError('SerializationException', `${name} must be a number`, { status: 400 });
}

export interface Paging {
  readonly token: string | undefined;
  readonly max: number | undefined;
  /** The service's own limit. */
  readonly size: number;
  /** What tells two lists of one operation apart. */
  readonly of?: string;
  readonly invalidToken: string;
  readonly emptyFirst?: boolean;
}

export function paged<Item>(call: Call, items: readonly Item[], paging: Paging) {
  const { token, max, invalidToken } = paging;
  const size = Math.max(1, Math.min(paging.size, max ?? paging.size, call.pageSize ?? paging.size));
  const list = `${call.operation}/${call.account.id}/${call.region}/${paging.of ?? ''}`;
  const page = pageOf(items, { list, token, size, emptyFirst: paging.emptyFirst ?? false });
  if (page !== undefined) return page;
  throw new AwsError(invalidToken, 'The specified pagination token is not valid.', { status: 400 });
}

/** A policy as AWS hands it out. One that the estate holds as text is served as it stands. */
export function documentText(document: unknown, indent?: number): string {
  return typeof document === 'string' ? document : JSON.stringify(document, null, indent);
}

/** AWS leaves out what is not there; it never answers null. */
export function present(fields: Record<string, unknown>): Output {
  const kept: Record<string, unknown> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
