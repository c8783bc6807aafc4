/** Makes the ids AWS would have given at random, always the same for the same thing. */
import { createHash } from 'node:crypto';

const hex = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('/')).digest('hex');

export const canonicalUserId = (account: string): string => hex('canonical', account);

export const detectorId = (account: string, region: string): string =>
  hex('detector', account, region).slice(0, 32);

export function stableUuid(...parts: readonly string[]): string {
  const digits = hex(...parts);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** Ids such as AROA...: a prefix and capital letters and digits. */
export function stableId(prefix: string, ...parts: readonly string[]): string {
  const number = BigInt(`0x${hex(prefix, ...parts).slice(0, 32)}`);
  return `${prefix}${number.toString(32).toUpperCase().padStart(17, 'Q').slice(-17)}`;
}

/** Below 2^32. */
export function stableNumber(...parts: readonly string[]): number {
  return Number.parseInt(hex(...parts).slice(0, 8), 16);
}
