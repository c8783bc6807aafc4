/**
 * Reads a zip in the page, within bounds. What can mean two things, or is packed otherwise than Trailproof packs, is
 * refused before anything is unpacked: the same rules as those of `trailproof verify`.
 */

export const limits = {
  directory: 64 * 1024 * 1024,
  file: 512 * 1024 * 1024,
  total: 4 * 1024 * 1024 * 1024,
  /** Inflated to packed, of entries larger than a mebibyte. */
  ratio: 400,
};

/** The first thing that is wrong: the file it is about, where it is about one. */
export class BundleFault extends Error {
  /** `tooLarge`: nothing is known to be wrong, a page cannot check it. */
  constructor(path, message, tooLarge = false) {
    super(message);
    this.path = path;
    this.tooLarge = tooLarge;
  }
}

const SEGMENT = /^[A-Za-z0-9_()+=@,-][A-Za-z0-9._()+=@,-]*$/;
/** Windows drops a dot at the end, and takes these for devices whatever follows their first dot. */
const NOT_ON_WINDOWS = /\.$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const END_SIZE = 22;
const CENTRAL_SIZE = 46;
const LOCAL_SIZE = 30;
const DESCRIPTOR_SIZE = 16;

export function isBundlePath(path) {
  return (
    path.length <= 240 &&
    path.split('/').every(segment => SEGMENT.test(segment) && !NOT_ON_WINDOWS.test(segment))
  );
}

const viewOf = async (blob, from, to) => new DataView(await blob.slice(from, to).arrayBuffer());
export const shortened = name => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
const broken = what => new BundleFault(null, `This zip cannot be read: ${what}.`);
const otherwise = path =>
  new BundleFault(
    path,
    'is not packed as Trailproof packs it. Unpack the zip and use trailproof verify on the folder.',
  );

/** Numbers of two and four bytes at their places, then text: how every header is made. */
function header(size, twos, fours, text = '') {
  const bytes = new Uint8Array(size + text.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of twos) view.setUint16(at, value, true);
  for (const [at, value] of fours) view.setUint32(at, value, true);
  bytes.set(new TextEncoder().encode(text), size);
  return bytes;
}

/** Version, flags (the sizes stand behind the data), deflate, noon on 1 January 1980, length of the name. */
const common = (at, path) =>
  [20, 8, 8, 12 << 11, (1 << 5) | 1].map((value, n) => [at + 2 * n, value]).concat([[at + 22, path.length]]);
const numbers = (at, { crc, packed, size }) => [crc, packed, size].map((value, n) => [at + 4 * n, value]);

const localHeader = ({ path }) => header(LOCAL_SIZE, common(4, path), [[0, 0x04034b50]], path);
const descriptorOf = entry => header(DESCRIPTOR_SIZE, [], [[0, 0x08074b50], ...numbers(4, entry)]);
const centralHeader = entry =>
  header(
    CENTRAL_SIZE,
    [[4, 20], ...common(6, entry.path)],
    [[0, 0x02014b50], ...numbers(16, entry), [42, entry.offset]],
    entry.path,
  );
const endOfDirectory = (count, length, from) =>
  header(
    END_SIZE,
    [
      [8, count],
      [10, count],
    ],
    [
      [0, 0x06054b50],
      [12, length],
      [16, from],
    ],
  );

async function holds(blob, at, bytes) {
  const found = new Uint8Array(await blob.slice(at, at + bytes.length).arrayBuffer());
  return found.length === bytes.length && bytes.every((byte, n) => byte === found[n]);
}

/** By path: where each file stands and how large it says it is. */
export async function openZip(blob) {
  const { from, length, count } = await directoryOf(blob);
  const view = await viewOf(blob, from, from + length);
  const entries = new Map();
  const folded = new Set();
  let at = 0;
  let total = 0;
  while (at < length) {
    if (at + CENTRAL_SIZE > length) throw broken('its list of files is damaged');
    const entry = entryAt(view, at);
    checkEntry(entry, folded);
    total += entry.size;
    if (total > limits.total) {
      throw new BundleFault(
        entry.path,
        'and the files before it are more than a page can check; use trailproof verify.',
        true,
      );
    }
    const head = centralHeader(entry);
    if (!(await holds(blob, from + at, head))) throw otherwise(entry.path);
    at += head.length;
    entries.set(entry.path, entry);
  }
  if (entries.size !== count) throw broken('it says another number of files than it lists');
  await checkLayout(blob, entries.values(), from);
  return entries;
}

/** The list of files ends the zip: nothing follows it, so nothing else can pass for the end. */
async function directoryOf(blob) {
  const at = blob.size - END_SIZE;
  if (at < 0) throw new BundleFault(null, 'This is no zip, or one that was cut off.');
  const view = await viewOf(blob, at, blob.size);
  const [count, length, from] = [
    view.getUint16(10, true),
    view.getUint32(12, true),
    view.getUint32(16, true),
  ];
  if (from === 0xffffffff || count === 0xffff)
    throw broken('it is in the 64-bit form. Unpack it and use trailproof verify on the folder');
  if (
    !(await holds(blob, at, endOfDirectory(count, length, from))) ||
    from + length !== at ||
    length > limits.directory
  ) {
    throw new BundleFault(null, 'This is no zip of Trailproof’s, or one that was cut off or added to.');
  }
  return { from, length, count };
}

function entryAt(view, at) {
  const start = view.byteOffset + at + CENTRAL_SIZE;
  const named = Math.min(view.getUint16(at + 28, true), view.buffer.byteLength - start);
  return {
    path: new TextDecoder('latin1').decode(new Uint8Array(view.buffer, start, named)),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

function checkEntry({ path, packed, size }, folded) {
  if (!isBundlePath(path)) {
    throw new BundleFault(null, `There is an entry ${shortened(path)}, a name that no bundle holds.`);
  }
  if (folded.has(path.toLowerCase())) throw new BundleFault(path, 'is there twice.');
  folded.add(path.toLowerCase());
  if (size > 1024 * 1024 && size > packed * limits.ratio) {
    throw new BundleFault(path, 'would grow to far more than evidence does.');
  }
  if (size > limits.file)
    throw new BundleFault(path, 'is larger than a page can check; use trailproof verify.', true);
}

/**
 * Files fill the zip from its first byte to their list, one after the other, so that none shares its bytes with another
 * and nothing hides between them.
 */
async function checkLayout(blob, entries, end) {
  let at = 0;
  for (const entry of entries) {
    const head = localHeader(entry);
    entry.start = at + head.length;
    const behind = entry.start + entry.packed;
    if (entry.offset !== at || behind + DESCRIPTOR_SIZE > end) {
      throw new BundleFault(entry.path, 'overlaps another file or leaves a gap.');
    }
    const same = (await holds(blob, at, head)) && (await holds(blob, behind, descriptorOf(entry)));
    if (!same) throw otherwise(entry.path);
    at = behind + DESCRIPTOR_SIZE;
  }
  if (at !== end) throw broken('it holds something that its list of files does not name');
}

/** The whole file, and never a byte more than it says it has. */
export async function readEntry(blob, { path, packed, size, start, crc }) {
  const stream = blob
    .slice(start, start + packed)
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const whole = await collect(stream, path, size);
  if (crc32(whole) !== crc) throw new BundleFault(path, 'has another checksum than the zip says.');
  return whole;
}

async function collect(stream, path, size) {
  const whole = new Uint8Array(size);
  const reader = stream.getReader();
  let at = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (at + next.value.length > size) {
        await reader.cancel();
        throw new BundleFault(path, 'holds more than it says.');
      }
      whole.set(next.value, at);
      at += next.value.length;
    }
  } catch (error) {
    throw error instanceof BundleFault
      ? error
      : new BundleFault(path, 'cannot be unpacked: its bytes were changed.');
  }
  if (at !== size) throw new BundleFault(path, 'holds less than it says.');
  return whole;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = crcTable[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
