/** `README.txt`: what the bundle is and how to check it with `sha256sum` and `openssl`, without any tool of ours. */
import type { Audit } from '../model/audit.ts';
import { whoseOf } from './document-model.ts';
import { NO_RENDERER } from './pdf/render.ts';

/** A test runs these lines as they stand: pasted as one block, each only where those before it held. */
const verifyLines = [
  `sed -n 's/.*"path":"\\([^"]*\\)".*"sha256":"\\([0-9a-f]*\\)".*/\\2  \\1/p' manifest.json | sha256sum --check --strict --quiet &&`,
  `{ T=$(mktemp -d); for N in payload sig; do sed "s/.*\\"$N\\":\\"\\([^\\"]*\\)\\".*/\\1/" manifest.dsse.json | openssl base64 -d -A > "$T/$N"; done; } &&`,
  `{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < "$T/payload")"; cat "$T/payload"; } > "$T/signed" &&`,
  `openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in "$T/signed" -sigfile "$T/sig" &&`,
  `grep -q "\\"sha256\\":\\"$(sha256sum < manifest.json | cut -c 1-64)\\"" "$T/payload" && echo "This manifest is the signed one"`,
] as const;

/** And these, beside a CA file. */
const timeLines = [
  'F=manifest.dsse.json; test -e "$F" || F=manifest.json',
  'openssl ts -verify -data "$F" -in manifest.tsr -CAfile ../the-ca-you-trust.pem &&',
  'openssl ts -reply -in manifest.tsr -text | grep "^Time stamp"',
] as const;

/** `hasPdf`: something set the PDFs. */
export function readmeText(audit: Audit, hasPdf: boolean): string {
  const { snapshot } = audit;
  return `${[
    `Evidence on the AWS CloudTrail logging chain of ${whoseOf(audit)}`,
    `Run ${snapshot.runId}, begun ${snapshot.takenAt}, by ${snapshot.tool.name} ${snapshot.tool.version}`,
    '',
    'WHAT THIS IS',
    '',
    ...(hasPdf
      ? ['report.pdf           the report to read; report.html: the same on one page, to search and filter']
      : [
          `There is no report.pdf, and no sheet as PDF: ${NO_RENDERER}.`,
          'report.html          the report to read, on one page',
        ]),
    'summary.json         who looked at what and when, the result of each trail, the exit code and its reasons',
    'evaluations.ndjson   every judgement, one a line, passes included: the population to sample from',
    'findings.ndjson      what failed, and what could not be found out',
    'lives.ndjson         since when, and how often, each finding that ever failed did; what closed it',
    'tickets.ndjson       what a ticket system is to do, one event a line',
    'snapshot/            every question asked of AWS and what came of it; the answers as AWS gave them',
    'manifest.json        every file here with its size and SHA-256',
    'manifest.dsse.json   the signature over manifest.json (in-toto statement, DSSE envelope); signer.pem: the key.',
    '                     Both are missing where the bundle was not signed.',
    'manifest.tsr         the word of a time stamping authority on when that was (RFC 3161); missing where none was asked',
    '',
    'HOW TO CHECK IT WITHOUT ANY TOOL OF OURS',
    '',
    'In this folder, with a shell, sha256sum and openssl 3. Line 1 checks every file; lines 2 to 5 the signature. They may be',
    'pasted as one block, and stop where something is wrong; of a bundle without manifest.dsse.json only line 1 holds.',
    '',
    ...verifyLines.map(line => `    ${line}`),
    '',
    'Line 1 prints nothing where every file is right, line 4 "Signature Verified Successfully", line 5 its sentence: without',
    'that sentence it is not proven.',
    'Files that the manifest does not list prove nothing: there should be none but the manifest and what seals it.',
    'The key in signer.pem came with the bundle. Who signed is proven only where you have that key from elsewhere:',
    'compare it (openssl pkey -pubin -in signer.pem -outform DER | sha256sum), or give yours to -inkey.',
    '',
    'WITH TRAILPROOF',
    '',
    '    trailproof verify . --key the-key-you-trust.pem    the same, and whether verdicts, findings and totals agree',
    '    trailproof replay .                                judges the answers of AWS again and compares every byte',
    '',
    'WHEN IT WAS SEALED',
    '',
    'Where there is a manifest.tsr: an authority stamped manifest.dsse.json, or manifest.json where that is missing, with',
    'the time of its own clock. The CA above it must have reached you from elsewhere; in a file beside this folder here:',
    '',
    ...timeLines.map(line => `    ${line}`),
    '',
    'Line 2 says "Verification: OK", line 3 the time. Once the certificate of the authority has expired, line 2 needs',
    '-attime and that time in seconds since 1970. Whether a certificate was revoked is not looked up. With Trailproof:',
    '',
    '    trailproof verify . --tsa-ca ../the-ca-you-trust.pem',
    '',
  ].join('\n')}`;
}
