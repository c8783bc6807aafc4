/** What `verify` found, as it is printed for machines. */
import type { FaultCode, IntegrityError } from '../model/error.ts';
import type { Counts } from './contents.ts';
import type { Algorithm } from './dsse.ts';
import type { Verification } from './verify.ts';

export type VerificationDocument =
  | ({
      readonly schema: 'verification/1';
      readonly verified: true;
      readonly run_id: string;
      readonly facts_sha256: string;
      readonly files: number;
      readonly bytes: number;
      readonly signature: {
        readonly key_sha256: string;
        readonly algorithm: Algorithm;
        readonly signer_proven: boolean;
      } | null;
      readonly timestamp: {
        readonly time: string;
        readonly over: string;
        readonly authority: string;
        readonly authority_proven: boolean;
      } | null;
    } & Counts)
  | {
      readonly schema: 'verification/1';
      readonly verified: false;
      readonly fault: { readonly code: FaultCode; readonly path: string | null; readonly message: string };
    };

export function verifiedDocument({
  manifest,
  bytes,
  counts,
  signature,
  timestamp,
}: Verification): VerificationDocument {
  return {
    schema: 'verification/1',
    verified: true,
    run_id: manifest.run_id,
    facts_sha256: manifest.facts_sha256,
    files: manifest.files.length,
    bytes,
    ...counts,
    signature:
      signature === null
        ? null
        : {
            key_sha256: signature.keyid,
            algorithm: signature.algorithm,
            signer_proven: signature.signerProven,
          },
    timestamp:
      timestamp === null
        ? null
        : {
            time: timestamp.time,
            over: timestamp.over,
            authority: timestamp.authority,
            authority_proven: timestamp.authorityProven,
          },
  };
}

export function refusedDocument({ code, path, message }: IntegrityError): VerificationDocument {
  return { schema: 'verification/1', verified: false, fault: { code, path, message } };
}
