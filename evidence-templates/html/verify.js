/** Checks the seal of a bundle: every hash of its manifest, no file more or less, and the signature. What stands in the files it does not read. */
import { sha256Hex } from './data.js';
import { BundleFault, isBundlePath, openZip, readEntry, shortened } from './zip.js';

export { isBundlePath };

const MANIFEST = 'manifest.json';
const ENVELOPE = 'manifest.dsse.json';
const SIGNER = 'signer.pem';
const STAMP = 'manifest.tsr';
/** They seal the bundle, so the manifest cannot list them. */
const SEAL = [MANIFEST, ENVELOPE, SIGNER, STAMP];
/** Without these nothing could be judged again. */
const REQUIRED = [
  'evaluations.ndjson',
  'findings.ndjson',
  'lives.ndjson',
  'snapshot/bodies.ndjson',
  'snapshot/evidence.ndjson',
  'snapshot/population.json',
  'snapshot/snapshot.json',
  'summary.json',
];
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const HASH = /^[0-9a-f]{64}$/;
const MOST_FAULTS = 50;

/** `steps`: what was done, each `ok`, `bad` or `open`; `fault`: the first thing that is wrong, or null. */
export async function verifyBundle(blob, { facts, keyid }, progress = () => {}) {
  const steps = [];
  const faults = [];
  const done = () => ({
    steps,
    faults,
    fault: faults[0] ?? null,
    sound: faults.length === 0 && !steps.some(s => s.state === 'stopped'),
  });
  const step = (state, title, text) => steps.push({ state, title, text });
  const failed = (title, fault) => {
    faults.push(fault);
    step(
      fault.tooLarge ? 'stopped' : 'bad',
      title,
      fault.path === null ? fault.message : `${fault.path} ${fault.message}`,
    );
  };
  try {
    const entries = await openZip(blob);
    step('ok', 'Zip', `Holds ${entries.size} files; every name is safe and none overlaps another.`);
    const { manifest, bytes } = await readManifest(blob, entries);
    step('ok', 'Manifest', `Lists ${manifest.files.length} files of run ${manifest.run_id}.`);
    const bad = [];
    for (const [at, file] of manifest.files.entries()) {
      progress(at, manifest.files.length, file.path);
      const fault = await faultOf(blob, entries.get(file.path), file);
      if (fault) bad.push(fault);
      if (bad.length >= MOST_FAULTS) break;
    }
    if (bad.length === 0)
      step('ok', 'Hashes', `SHA-256 and size of all ${manifest.files.length} files are as listed.`);
    for (const fault of bad) failed('Hash', fault);
    const listed = new Set([...manifest.files.map(({ path }) => path), ...SEAL]);
    const lacking = REQUIRED.filter(path => !listed.has(path));
    for (const path of lacking)
      failed('Completeness', new BundleFault(path, 'is not there, and is not listed either.'));
    const extra = [...entries.keys()].filter(path => !listed.has(path)).sort();
    if (extra.length + lacking.length === 0)
      step('ok', 'Completeness', 'Every file that a bundle needs is listed, and no other file is there.');
    for (const path of extra.slice(0, MOST_FAULTS))
      failed('Completeness', new BundleFault(path, 'is not listed in manifest.json.'));
    await checkSignature(blob, entries, bytes, manifest, keyid, step);
    if (entries.has(STAMP))
      step(
        'open',
        'Time stamp',
        `This page does not check ${STAMP}: that takes openssl (see README.txt) or trailproof verify --tsa-ca.`,
      );
    const same = manifest.facts_sha256 === facts;
    step(
      same ? 'ok' : 'open',
      'This page',
      same
        ? 'Names the facts digest that the manifest of this bundle names.'
        : `Names other facts (${facts}) than this bundle (${manifest.facts_sha256}).`,
    );
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    failed(error.tooLarge ? 'Too large' : 'Stopped', error);
  }
  return done();
}

async function faultOf(blob, entry, { path, bytes, sha256 }) {
  if (!entry) return new BundleFault(path, 'is listed in manifest.json and is not there.');
  if (entry.size !== bytes)
    return new BundleFault(path, `has ${entry.size} bytes where manifest.json lists ${bytes}.`);
  try {
    const found = await sha256Hex(await readEntry(blob, entry));
    return found === sha256
      ? null
      : new BundleFault(path, 'was changed: its SHA-256 is not the one in manifest.json.');
  } catch (error) {
    if (error instanceof BundleFault) return error;
    throw error;
  }
}

async function textIn(blob, entries, path) {
  const entry = entries.get(path);
  if (!entry) throw new BundleFault(path, 'is missing: this is no bundle, or one that was not finished.');
  const bytes = await readEntry(blob, entry);
  try {
    return { bytes, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    throw new BundleFault(path, 'is not UTF-8.');
  }
}

function parsed(text, path) {
  try {
    return JSON.parse(text);
  } catch {
    throw new BundleFault(path, 'is not JSON.');
  }
}

/** RFC 8785 for what a manifest holds: texts, whole numbers, lists and objects. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
}

async function readManifest(blob, entries) {
  const { bytes, text } = await textIn(blob, entries, MANIFEST);
  const manifest = parsed(text, MANIFEST);
  const { schema, run_id: run, facts_sha256: facts, files } = manifest ?? {};
  const whole =
    schema === 'manifest/1' &&
    /^[0-9A-HJKMNP-TV-Z]{26}$/.test(run) &&
    HASH.test(facts) &&
    keysOf(manifest) === 'facts_sha256,files,run_id,schema' &&
    Array.isArray(files) &&
    files.every(isListing);
  if (!whole) throw new BundleFault(MANIFEST, 'is not as manifest/1 has it.');
  const sorted = files.every(({ path }, at) => at === 0 || files[at - 1].path < path);
  const { files: _, ...head } = manifest;
  const rendered = `${canonical(head).slice(0, -1)},"files":[\n${files.map(canonical).join(',\n')}\n]}\n`;
  if (!sorted || rendered !== text)
    throw new BundleFault(MANIFEST, 'is not written as Trailproof writes it.');
  const itself = files.find(({ path }) => SEAL.includes(path));
  if (itself) throw new BundleFault(MANIFEST, `lists ${itself.path}.`);
  const odd = files.find(file => {
    const { media_type: mediaType, role } = labelsOf(file.path);
    return file.media_type !== mediaType || file.role !== role;
  });
  if (odd) {
    const what = `calls ${odd.path} ${shortened(odd.role)} of type ${shortened(odd.media_type)}`;
    throw new BundleFault(MANIFEST, `${what}: not as Trailproof does.`);
  }
  return { manifest, bytes };
}

const keysOf = value =>
  Object.keys(value ?? {})
    .sort()
    .join();

function isListing(file) {
  const { path, bytes, sha256, media_type: mediaType, role } = file ?? {};
  return (
    keysOf(file) === 'bytes,media_type,path,role,sha256' &&
    typeof path === 'string' &&
    isBundlePath(path) &&
    Number.isSafeInteger(bytes) &&
    bytes >= 0 &&
    HASH.test(sha256) &&
    [mediaType, role].every(label => typeof label === 'string' && label !== '')
  );
}

/** What `verify` has in src/evidence/manifest.ts: part and kind follow from the path. */
const MEDIA_TYPES = {
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  pdf: 'application/pdf',
  txt: 'text/plain',
  xml: 'application/xml',
};
const ROLES = [
  ['README.txt', 'readme'],
  ['summary.json', 'summary'],
  ['evaluations.', 'evaluations'],
  ['findings.', 'findings'],
  ['lives.', 'lives'],
  ['tickets.', 'tickets'],
  ['report.', 'report'],
  ['snapshot/', 'evidence'],
  ['raw/', 'evidence'],
  ['scope/', 'scope'],
  ['controls/', 'control'],
  ['trails/', 'trail'],
  ['exceptions/', 'exceptions'],
  ['formats/', 'export'],
  ['provenance/inputs/', 'input'],
  ['provenance/', 'provenance'],
];

export function labelsOf(path) {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return {
    media_type: Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending] : 'application/octet-stream',
    role: ROLES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other',
  };
}

function bytesOf(base64, path) {
  try {
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    if (btoa(String.fromCharCode(...bytes)) === base64) return bytes;
  } catch {}
  throw new BundleFault(path, 'holds base64 that is none.');
}

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

/** The two kinds of key that bundles are signed with, by how their SubjectPublicKeyInfo begins. */
const kinds = [
  {
    name: 'Ed25519',
    start: '302a300506032b6570032100',
    size: 44,
    algorithm: { name: 'Ed25519' },
    verify: { name: 'Ed25519' },
  },
  {
    name: 'ECDSA P-256',
    start: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    size: 91,
    algorithm: { name: 'ECDSA', namedCurve: 'P-256' },
    verify: { name: 'ECDSA', hash: 'SHA-256' },
  },
];

/** A key of P-256 whose point is one coordinate and a sign: the same key under another id. */
const SHORT_POINT = '3039301306072a8648ce3d020106082a8648ce3d030107032200';

async function checkSignature(blob, entries, manifestBytes, manifest, expected, step) {
  const half = [ENVELOPE, SIGNER].find(path => !entries.has(path));
  if (half && entries.has(half === ENVELOPE ? SIGNER : ENVELOPE))
    throw new BundleFault(half, 'is missing: half of a signature is none.');
  if (half) {
    if (expected)
      throw new BundleFault(ENVELOPE, 'is missing: the bundle is not signed, and a key was expected.');
    return step(
      'open',
      'Signature',
      'The bundle is not signed: the hashes show that it is whole, not who made it.',
    );
  }
  const der = await publicKeyIn(blob, entries);
  if (hex(der).startsWith(SHORT_POINT))
    throw new BundleFault(SIGNER, 'is not written as Trailproof writes it.');
  const kind = kinds.find(({ start, size }) => der.length === size && hex(der).startsWith(start));
  if (!kind) throw new BundleFault(SIGNER, 'holds a kind of key that bundles are not signed with.');
  const found = await sha256Hex(der);
  if (expected && expected !== found)
    throw new BundleFault(SIGNER, `holds the key SHA256:${found}, not the expected one.`);
  const { payload, signature, keyid } = await envelopeIn(blob, entries);
  if (keyid !== found) throw new BundleFault(ENVELOPE, 'names another key than the one in signer.pem.');
  let key;
  try {
    key = await crypto.subtle.importKey('spki', der, kind.algorithm, false, ['verify']);
  } catch (error) {
    if (error.name === 'NotSupportedError')
      return step('stopped', 'Signature', `This browser cannot check ${kind.name}; use trailproof verify.`);
    throw new BundleFault(SIGNER, 'holds no usable public key.');
  }
  const raw = kind.name === 'Ed25519' ? signature : rawSignature(signature);
  const type = new TextEncoder().encode(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `);
  const message = new Uint8Array([...type, ...payload]);
  if (!raw || !(await crypto.subtle.verify(kind.verify, key, raw, message))) {
    throw new BundleFault(
      ENVELOPE,
      'does not verify: the statement was not signed by the key in signer.pem.',
    );
  }
  await checkStatement(payload, manifestBytes, manifest);
  const who = expected
    ? 'It is the key that was expected.'
    : 'The key came with the bundle: who signed is not shown. Compare this key id with one that reached you another way.';
  step(expected ? 'ok' : 'open', 'Signature', `${kind.name}, key SHA256:${found}. ${who}`);
}

async function publicKeyIn(blob, entries) {
  const { text } = await textIn(blob, entries, SIGNER);
  const [, body] =
    /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END PUBLIC KEY-----\n$/.exec(text) ?? [];
  if (body === undefined) throw new BundleFault(SIGNER, 'holds no public key in PEM.');
  const packed = body.replaceAll('\n', '');
  if (packed.replace(/.{64}(?=.)/g, '$&\n') !== body)
    throw new BundleFault(SIGNER, 'is not written as Trailproof writes it.');
  return bytesOf(packed, SIGNER);
}

async function envelopeIn(blob, entries) {
  const { text } = await textIn(blob, entries, ENVELOPE);
  const envelope = parsed(text, ENVELOPE);
  const { payload, payloadType, signatures } = envelope ?? {};
  const [signed] = Array.isArray(signatures) ? signatures : [];
  const whole =
    typeof payload === 'string' &&
    payloadType === PAYLOAD_TYPE &&
    signatures?.length === 1 &&
    typeof signed?.sig === 'string';
  if (!whole || `${canonical(envelope)}\n` !== text)
    throw new BundleFault(ENVELOPE, 'is no DSSE envelope with one signature.');
  return {
    payload: bytesOf(payload, ENVELOPE),
    signature: bytesOf(signed.sig, ENVELOPE),
    keyid: signed.keyid,
  };
}

/** There is one statement for one manifest, so it is made again and compared. */
async function checkStatement(payload, manifestBytes, { run_id, facts_sha256, files }) {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: MANIFEST, digest: { sha256: await sha256Hex(manifestBytes) } }],
    predicateType: 'https://trailproof.dev/evidence/v1',
    predicate: { run_id, facts_sha256, files: files.length },
  };
  if (new TextDecoder().decode(payload) !== canonical(statement)) {
    throw new BundleFault(MANIFEST, 'is not the manifest that was signed.');
  }
}

/** ECDSA in DER, as OpenSSL and KMS write it, to the two numbers side by side that WebCrypto wants; null: no such DER. */
export function rawSignature(der) {
  const raw = new Uint8Array(64);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  let at = 2;
  for (const half of [0, 32]) {
    const length = der[at + 1];
    const number = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || length > 33 || number.length !== length || number[0] & 0x80)
      return null;
    const digits = number[0] === 0 ? number.subarray(1) : number;
    if (digits.length > 32 || (number[0] === 0 && length > 1 && !(number[1] & 0x80))) return null;
    raw.set(digits, half + 32 - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}
