/** What a time stamp says: the TSTInfo of RFC 3161, section 2.4.2. */
import { digestNamed } from './algorithms.ts';
import {
  BOOLEAN,
  booleanOf,
  childrenOf,
  contentOf,
  type Der,
  GENERALIZED_TIME,
  INTEGER,
  membersOf,
  OCTET_STRING,
  OID,
  readDer,
  SEQUENCE,
  smallNumber,
  tagged,
} from './der.ts';
import { TimestampFault } from './fault.ts';

export interface Info {
  /** SHA-256 of what was stamped. */
  readonly imprint: Uint8Array;
  /** 2026-11-20T12:37:07Z */
  readonly time: string;
  /** The same in milliseconds. */
  readonly at: number;
  /** An INTEGER, as it was sent. */
  readonly nonce: Uint8Array | undefined;
}

export function parseInfo(bytes: Uint8Array): Info {
  const members = membersOf(readDer(bytes));
  if (smallNumber(members.take(INTEGER)) !== 1)
    throw new TimestampFault('holds a TSTInfo of another version.');
  members.take(OID);
  const imprint = imprintIn(members.take(SEQUENCE));
  members.take(INTEGER);
  const time = timeIn(contentOf(members.take(GENERALIZED_TIME), GENERALIZED_TIME));
  members.maybe(SEQUENCE);
  members.maybe(BOOLEAN);
  const nonce = members.maybe(INTEGER)?.bytes;
  members.maybe(tagged(0));
  refuseCritical(members.maybe(tagged(1)));
  members.end();
  return { imprint, ...time, nonce };
}

function imprintIn(der: Der): Uint8Array {
  const members = membersOf(der);
  const digest = digestNamed(members.take(SEQUENCE));
  const imprint = contentOf(members.take(OCTET_STRING), OCTET_STRING);
  members.end();
  if (digest !== 'sha256') throw new TimestampFault(`stamps a hash of ${digest}, not of sha256.`);
  return imprint;
}

/** In UTC, with as many digits after the second as it has, none of them for nothing. */
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{0,8}[1-9])?Z$/;

function timeIn(content: Uint8Array): Pick<Info, 'time' | 'at'> {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    GENERALIZED.exec(Buffer.from(content).toString('latin1')) ?? [];
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${whole}Z`);
  // A 31st of February is read as a day in March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(whole))
    throw new TimestampFault('stamps a time that is none.');
  return { time: `${whole}${fraction}Z`, at };
}

function refuseCritical(extensions: Der | undefined): void {
  if (extensions === undefined) return;
  for (const extension of childrenOf(extensions, tagged(1))) {
    const critical = childrenOf(extension, SEQUENCE).find(({ tag }) => tag === BOOLEAN);
    if (critical !== undefined && booleanOf(critical))
      throw new TimestampFault('holds a critical extension, which is not understood.');
  }
}
