/** A gzip file of about a megabyte that inflates to a gigabyte of zeros: made once, from copies of one block. */
import { constants, deflateRawSync } from 'node:zlib';

const CHUNK = 1024 * 1024;
const CHUNKS = 1024;
/** CRC-32 of 2^30 zero bytes. A test computes it again. */
export const bombChecksum = 0x5b64c2b0;

let made: Buffer | undefined;

export function inflateBomb(): Buffer {
  made ??= makeBomb();
  return made;
}

function makeBomb(): Buffer {
  // A full flush ends at a byte and forgets what came before, so that copies of the block can follow each other.
  const block = deflateRawSync(Buffer.alloc(CHUNK), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
  const lastBlock = Buffer.from([3, 0]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(bombChecksum, 0);
  trailer.writeUInt32LE((CHUNK * CHUNKS) % 2 ** 32, 4);
  return Buffer.concat([header, ...Array.from({ length: CHUNKS }, () => block), lastBlock, trailer]);
}
