/** What an authority says instead of a time: PKIStatusInfo of RFC 3161, section 2.4.2. */
import { BIT_STRING, childrenOf, type Der, INTEGER, membersOf, SEQUENCE, smallNumber } from './der.ts';

const states = [
  'granted',
  'granted with changes, which is not what was asked for',
  'rejection',
  'waiting',
  'revocation warning',
  'revocation notification',
];

/** By the number of their bit. */
const failures: Readonly<Record<number, string>> = {
  0: 'it does not know the digest',
  2: 'it takes the request for a bad one',
  5: 'it cannot read the request',
  14: 'its clock cannot be had',
  15: 'it does not know the policy',
  16: 'it does not know an extension',
  17: 'it cannot give what else was asked for',
  25: 'it failed',
};

/** undefined: granted. */
export function refusalIn(status: Der): string | undefined {
  const members = membersOf(status);
  const state = smallNumber(members.take(INTEGER));
  const texts = members.maybe(SEQUENCE);
  const failure = members.maybe(BIT_STRING);
  members.end();
  if (state === 0) return undefined;
  const said =
    texts === undefined ? [] : childrenOf(texts, texts.tag).map(t => Buffer.from(t.content).toString());
  const bits = [...(failure?.content.subarray(1) ?? [])].flatMap((byte, n) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter(bit => byte & (0x80 >> bit)).map(bit => 8 * n + bit),
  );
  const why = [...bits.map(bit => failures[bit] ?? `failure ${bit}`), ...said.map(text => `"${text}"`)];
  return `is no time stamp but a refusal: ${[states[state] ?? `state ${state}`, ...why].join(', ')}.`;
}
