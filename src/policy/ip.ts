/** IP addresses and CIDR ranges, both versions, as numbers. */
export interface Address {
  readonly version: 4 | 6;
  readonly number: bigint;
}

export interface Range {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export function readAddress(text: string): Address | null {
  if (text.includes(':')) {
    const number = readV6(text);
    return number === null ? null : { version: 6, number };
  }
  const number = readV4(text);
  return number === null ? null : { version: 4, number };
}

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. */
export function readRange(text: string): Range | null {
  const [host = '', prefix, more] = text.split('/');
  const address = readAddress(host);
  if (address === null || more !== undefined) return null;
  const bits = address.version === 4 ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return null;
  const size = 1n << BigInt(bits - length);
  const first = (address.number / size) * size;
  return { version: address.version, first, last: first + size - 1n };
}

export function inRange(address: Address, range: Range): boolean {
  return address.version === range.version && range.first <= address.number && address.number <= range.last;
}

export function writeAddress({ version, number }: Address): string {
  const parts: string[] = [];
  const width = version === 4 ? 8n : 16n;
  for (let rest = number, i = 0; i < (version === 4 ? 4 : 8); i += 1, rest >>= width) {
    parts.unshift((rest & ((1n << width) - 1n)).toString(version === 4 ? 10 : 16));
  }
  return parts.join(version === 4 ? '.' : ':');
}

function readV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let number = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    number = number * 256n + BigInt(part);
  }
  return number;
}

function readV6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  let number = 0n;
  for (const group of [
    ...head,
    ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'),
    ...tail,
  ]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
    number = number * 65536n + BigInt(`0x${group}`);
  }
  return number;
}
