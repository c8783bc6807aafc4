/** Decides which fault, if any, strikes a request. */
import type { FaultDescription } from './schema/fault.ts';

/** `times` left out means every matching request. */
export type Fault = FaultDescription;

interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly pagesBefore: number;
  /** Of the S3 object, or the prefix of a list. */
  readonly key: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  strike(target: FaultTarget): Fault | undefined;
}

export function buildFaults(initial: readonly Fault[]): Faults {
  let standing = initial.map(fault => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  return {
    add: fault => {
      standing.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      standing = [];
    },
    strike: target => {
      if (standing.length === 0) return undefined;
      const struck = standing.find(({ fault, left }) => left > 0 && concerns(fault, target));
      if (struck === undefined) return undefined;
      struck.left -= 1;
      return struck.fault;
    },
  };
}

function concerns(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.service === undefined || fault.service === target.service) &&
    (fault.operation === undefined || fault.operation === target.operation) &&
    (fault.account === undefined || fault.account === target.account) &&
    (fault.region === undefined || fault.region === target.region) &&
    (fault.key === undefined || target.key?.startsWith(fault.key) === true) &&
    (fault.afterPage === undefined || target.pagesBefore >= fault.afterPage)
  );
}
