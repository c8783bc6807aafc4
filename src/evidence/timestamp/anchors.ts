/** The CAs in a PEM file that the user trusts for time stamps. */
import { type Certificate, readCertificate } from './certificate.ts';
import { TimestampFault } from './fault.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** All of them; throws where one is no CA, or there is none. What else each may do is asked where a way leads to it. */
export function anchorsIn(pem: string): readonly Certificate[] {
  const anchors = [...pem.matchAll(BLOCK)].map(([, base64 = '']) =>
    readCertificate(Buffer.from(base64, 'base64')),
  );
  if (anchors.length === 0) throw new TimestampFault('holds no certificate in PEM.');
  const begun = pem.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (begun !== anchors.length) throw new TimestampFault('holds a certificate that cannot be read.');
  const other = anchors.find(({ x509 }) => !x509.ca);
  if (other !== undefined) throw new TimestampFault(`holds ${other.name}, which is no CA.`);
  return anchors;
}
