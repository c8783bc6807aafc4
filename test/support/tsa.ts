/** A time stamping authority made with openssl and served on this machine; and how its answers can be spoiled. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const config = `
[tsa]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no

[req]
distinguished_name = dn
[dn]

[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ca-short]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign
[ca-no-sign]
basicConstraints = critical, CA:true
keyUsage = critical, cRLSign
[ca-none]
basicConstraints = critical, CA:false
[ca-names]
basicConstraints = critical, CA:true
nameConstraints = critical, permitted;DNS:example.com
[ca-other-use]
basicConstraints = critical, CA:true
extendedKeyUsage = codeSigning
[tsa-good]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
authorityKeyIdentifier = keyid
[tsa-bare]
extendedKeyUsage = critical, timeStamping
[tsa-not-critical]
extendedKeyUsage = timeStamping
[tsa-two-uses]
extendedKeyUsage = critical, timeStamping, codeSigning
[tsa-other-use]
extendedKeyUsage = critical, codeSigning
[tsa-no-use]
keyUsage = critical, digitalSignature
[tsa-wrong-usage]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature, keyEncipherment
[tsa-strange]
extendedKeyUsage = critical, timeStamping
1.2.3.4.5 = critical, ASN1:NULL
`;

export type KeyKind = 'rsa' | 'rsa1024' | 'p256' | 'p384';

const keyOptions: Record<KeyKind, readonly string[]> = {
  rsa: ['-algorithm', 'rsa', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsa1024: ['-algorithm', 'rsa', '-pkeyopt', 'rsa_keygen_bits:1024'],
  p256: ['-algorithm', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
};

/** Certificates by name, in a folder of their own. */
export function certificateShop() {
  const dir = mkdtempSync(join(tmpdir(), 'trailproof-tsa-'));
  const path = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(path('config'), config);
  writeFileSync(path('serial'), '01\n');
  let serial = 1;
  const serials = new Map<string, number>();
  return {
    path,
    openssl,
    /** Without an issuer it signs itself. `days` from now; negative: expired. A twin has name, number and key of another. */
    issue(
      name: string,
      extensions: string,
      {
        issuer = name,
        key = 'rsa' as KeyKind,
        days = 30,
        digest = 'sha256',
        twinOf = undefined as string | undefined,
      } = {},
    ): string {
      serial += 1;
      const subject = `/O=Test/CN=${twinOf ?? name}`;
      if (twinOf === undefined) openssl('genpkey', ...keyOptions[key], '-out', `${name}.key`);
      else copyFileSync(path(`${twinOf}.key`), path(`${name}.key`));
      const number = twinOf === undefined ? serial : serials.get(twinOf);
      serials.set(name, number ?? serial);
      const request = ['-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`];
      openssl('req', '-new', '-config', 'config', ...request);
      const by =
        issuer === name ? ['-signkey', `${name}.key`] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
      const signed = ['-extfile', 'config', '-extensions', extensions, `-${digest}`, '-out', `${name}.pem`];
      const numbered = ['-set_serial', String(number), '-days', String(days)];
      openssl('x509', '-req', '-in', `${name}.csr`, ...by, ...numbered, ...signed);
      return path(`${name}.pem`);
    },
    /** The answer to a query, signed by `signer`; with the certificates in `chain`. */
    answer(
      query: Uint8Array,
      signer: string,
      {
        chain,
        digest = 'sha256',
        settings = '',
      }: { chain?: string; digest?: string; settings?: string } = {},
    ): Buffer {
      const text = config
        .replace('signer_digest = sha256', `signer_digest = ${digest}`)
        .replace('[req]', `${settings}\n[req]`);
      writeFileSync(path('tsa-config'), text);
      writeFileSync(path('query'), query);
      const by = ['-signer', `${signer}.pem`, '-inkey', `${signer}.key`, ...(chain ? ['-chain', chain] : [])];
      openssl(
        'ts',
        '-reply',
        '-config',
        'tsa-config',
        '-section',
        'tsa',
        '-queryfile',
        'query',
        ...by,
        '-out',
        'out',
      );
      return readFileSync(path('out'));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export type CertificateShop = ReturnType<typeof certificateShop>;

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface ServedAuthority {
  readonly url: string;
  /** Every query that came. */
  readonly queries: Buffer[];
  /** From now on; null: never answers. */
  answerWith(make: ((query: Buffer) => Answer) | null): void;
  stop(): Promise<void>;
}

export async function serveAuthority(make: (query: Buffer) => Answer): Promise<ServedAuthority> {
  let current: typeof make | null = make;
  const queries: Buffer[] = [];
  const server = createServer((request, response) => {
    const held: Buffer[] = [];
    request.on('data', (chunk: Buffer) => held.push(chunk));
    request.on('end', () => {
      const query = Buffer.concat(held);
      queries.push(query);
      if (current === null) return;
      const { status = 200, headers = {}, body } = current(query);
      response.writeHead(status, { 'content-type': 'application/timestamp-reply', ...headers }).end(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`,
    queries,
    answerWith(next) {
      current = next;
    },
    stop: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
