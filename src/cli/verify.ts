/** `trailproof verify`: is the bundle what it says it is? Offline, and nothing is written. */
import { refusedDocument, verifiedDocument } from '../evidence/verification-document.ts';
import type { Verification } from '../evidence/verify.ts';
import { IntegrityError } from '../model/error.ts';
import { EXIT, type Io } from './io.ts';
import { type TrustFlags, withVerified } from './open-verified.ts';
import { printable } from './printable.ts';

export interface VerifyFlags extends TrustFlags {
  readonly bundle: string;
  readonly format: 'text' | 'json';
}

export async function verifyCommand(io: Io, flags: VerifyFlags): Promise<number> {
  try {
    const verified = await withVerified(io, flags.bundle, flags, (_bundle, found) => Promise.resolve(found));
    io.stdout.write(
      flags.format === 'json' ? `${JSON.stringify(verifiedDocument(verified), null, 2)}\n` : text(verified),
    );
    return EXIT.complete;
  } catch (error) {
    if (!(error instanceof IntegrityError) || flags.format !== 'json') throw error;
    io.stdout.write(`${JSON.stringify(refusedDocument(error), null, 2)}\n`);
    return EXIT.integrity;
  }
}

function text({ manifest, bytes, counts, signature, timestamp }: Verification): string {
  const lines: [string, string][] = [
    ['Run', manifest.run_id],
    ['Facts', `SHA256:${manifest.facts_sha256}`],
    [
      'Files',
      `${manifest.files.length} of ${bytes} bytes: sizes and hashes right, none missing, none unlisted`,
    ],
    [
      'Contents',
      `${counts.evaluations} judgements and ${counts.findings} findings on ${counts.records} questions to AWS (${counts.answers} answers with ${counts.bodies} distinct bodies, ${counts.absences} absences, ${counts.gaps} gaps): as their schemas and hashes have them`,
    ],
    ...signatureLines(signature),
    [
      'Left',
      'Verdicts, scorecards, frameworks and reports are made again, and compared, by trailproof replay.',
    ],
    ...timestampLines(timestamp),
  ];
  return lines.map(([name, value]) => `${name.padEnd(10)} ${value}\n`).join('');
}

const WITHIN =
  'that no file is other than listed, and that evidence, verdicts, findings, lives and totals agree.';

function signatureLines(signature: Verification['signature']): [string, string][] {
  if (signature === null) {
    return [
      ['Signature', 'none'],
      ['Verified', `${WITHIN} Nothing shows who made it, or that it was not made anew.`],
    ];
  }
  const { algorithm, keyid, signerProven } = signature;
  const made: [string, string] = ['Signature', `${algorithm}, key SHA256:${keyid}`];
  if (signerProven)
    return [made, ['Verified', 'that the bundle is what the holder of the given key signed.']];
  return [
    made,
    [
      'Verified',
      `${WITHIN} The signer is not proven: the key came with the bundle. Give the one you trust with --key.`,
    ],
  ];
}

/** Without a CA anybody can have made the stamp, at any time: it is never called verified. */
function timestampLines(timestamp: Verification['timestamp']): [string, string][] {
  if (timestamp === null) return [];
  const { time, over, authorityProven } = timestamp;
  const authority = printable(timestamp.authority, 200);
  if (authorityProven)
    return [['Time', `${time}: ${over} was there then, by the clock of ${authority}, under the given CA.`]];
  const unchecked = 'timestamp present, its authority not checked: it proves no time.';
  return [
    ['Time', `${time}, ${unchecked} It calls itself ${authority}. Give the CA you trust with --tsa-ca.`],
  ];
}
