/** The CAs in a PEM file that the user trusts for time stamps. */
import { type Certificate, faultOfIssuer, readCertificate } from './certificate.ts';
import { TimestampFault } from './fault.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** All of them; throws where one is no CA, or there is none. Whether each was valid is asked of the time that is stamped. */
export function anchorsIn(pem: string): readonly Certificate[] {
  const anchors = [...pem.matchAll(BLOCK)].map(([, base64 = '']) =>
    readCertificate(Buffer.from(base64, 'base64')),
  );
  if (anchors.length === 0) throw new TimestampFault('holds no certificate in PEM.');
  const begun = pem.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (begun !== anchors.length) throw new TimestampFault('holds a certificate that cannot be read.');
  for (const anchor of anchors) {
    const fault = faultOfIssuer(anchor, 0, Date.parse(anchor.x509.validFrom));
    if (fault !== undefined) throw new TimestampFault(`holds ${anchor.name}, which ${fault}.`);
  }
  return anchors;
}
