/** Time stamps themselves: what is accepted, every fault that is not, and every bit of a good one. Made with openssl. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anchorsIn } from '../../src/evidence/timestamp/anchors.ts';
import { checkAttributes } from '../../src/evidence/timestamp/attributes.ts';
import { faultOfIssuer, faultOfSigner, readCertificate } from '../../src/evidence/timestamp/certificate.ts';
import { acceptTimestamp, checkTimestamp } from '../../src/evidence/timestamp/check.ts';
import {
  childrenOf,
  INTEGER,
  OCTET_STRING,
  oidOf,
  readDer,
  SEQUENCE,
  SET,
  same,
  tagged,
  writeDer,
  writeOid,
} from '../../src/evidence/timestamp/der.ts';
import { TimestampFault } from '../../src/evidence/timestamp/fault.ts';
import { parseInfo } from '../../src/evidence/timestamp/info.ts';
import { renderQuery } from '../../src/evidence/timestamp/query.ts';
import { parseToken, renderToken, TST_INFO } from '../../src/evidence/timestamp/token.ts';
import { hasProgram } from '../support/bundle.ts';
import { type CertificateShop, certificateShop } from '../support/tsa.ts';

const missing = !hasProgram('openssl');
if (missing) process.stderr.write('SKIPPED: time stamps; missing: openssl\n');

describe.skipIf(missing)('time stamps', () => {
  const stamped = { name: 'manifest.json', bytes: Buffer.from('{"schema":"manifest/1"}\n') };
  const nonce = writeDer(INTEGER, Uint8Array.of(0x41, 2, 3, 4, 5, 6, 7, 8));
  const query = renderQuery(stamped.bytes, nonce);

  let shop: CertificateShop;
  beforeAll(() => {
    shop = certificateShop();
    shop.issue('root', 'ca');
    shop.issue('other-root', 'ca');
    shop.issue('tsa', 'tsa-good', { issuer: 'root' });
  });
  afterAll(() => shop.remove());

  const anchors = (...names: string[]) =>
    anchorsIn(names.map(name => readFileSync(shop.path(`${name}.pem`), 'utf8')).join(''));
  const accept = (answer: Uint8Array, root: string | null = 'root') =>
    acceptTimestamp(answer, stamped, nonce, root === null ? undefined : anchors(root));

  const certificate = (name: string) => {
    const pem = readFileSync(shop.path(`${name}.pem`), 'utf8');
    return readCertificate(Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64'));
  };
  const sha256 = (bytes: Uint8Array) => writeDer(OCTET_STRING, createHash('sha256').update(bytes).digest());
  const attribute = (oid: string, ...values: Uint8Array[]) =>
    writeDer(SEQUENCE, writeOid(oid), writeDer(SET, ...values));

  function faultOf(work: () => unknown): TimestampFault {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(TimestampFault);
      return error as TimestampFault;
    }
    throw new Error('It was accepted.');
  }

  /** openssl's own judgement of the same stamp. */
  function opensslAccepts(stamp: Uint8Array, ca: string): boolean {
    writeFileSync(shop.path('stamp'), stamp);
    writeFileSync(shop.path('data'), stamped.bytes);
    try {
      return shop
        .openssl('ts', '-verify', '-data', 'data', '-in', 'stamp', '-CAfile', `${ca}.pem`)
        .includes('OK');
    } catch {
      return false;
    }
  }

  test('the query is the one that openssl makes', () => {
    writeFileSync(shop.path('query.tsq'), query);
    const text = shop.openssl('ts', '-query', '-in', 'query.tsq', '-text');
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain('Nonce: 0x4102030405060708');
    expect(text).toContain('Certificate required: yes');
  });

  describe('is accepted, and by openssl too', () => {
    const kinds = [
      ['RSA', 'rsa', 'sha256'],
      ['RSA with SHA-512', 'rsa', 'sha512'],
      ['ECDSA P-256', 'p256', 'sha256'],
      ['ECDSA P-384', 'p384', 'sha384'],
    ] as const;
    test.each(kinds)('%s', (_name, key, digest) => {
      const signer = `tsa-${key}-${digest}`;
      shop.issue(signer, 'tsa-good', { issuer: 'root', key });
      const { stamp, found } = accept(shop.answer(query, signer, { digest }));
      expect(found).toEqual({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        over: 'manifest.json',
        authority: `O=Test, CN=${signer}`,
        authorityProven: true,
      });
      expect(Math.abs(Date.parse(found.time) - Date.now())).toBeLessThan(60_000);
      expect(opensslAccepts(stamp, 'root')).toBe(true);
      expect(opensslAccepts(stamp, 'other-root')).toBe(false);
    });

    test('with ESSCertID of SHA-1, with issuer and serial, as RFC 3161 first had it', () => {
      const answer = shop.answer(query, 'tsa', { settings: 'ess_cert_id_alg = sha1' });
      expect(answer.includes(Buffer.from('2a864886f70d010910020c', 'hex'))).toBe(true);
      expect(opensslAccepts(accept(answer).stamp, 'root')).toBe(true);
    });

    test('with a fraction of a second', () => {
      const answer = shop.answer(query, 'tsa', { settings: 'clock_precision_digits = 6' });
      expect(accept(answer).found.time).toMatch(/:\d\d\.\d{1,6}Z$/);
    });

    test('over intermediates, without the root that came along', () => {
      shop.issue('middle', 'ca-short', { issuer: 'root' });
      shop.issue('tsa-middle', 'tsa-bare', { issuer: 'middle' });
      const chain = ['middle', 'root', 'other-root'].map(name =>
        readFileSync(shop.path(`${name}.pem`), 'utf8'),
      );
      writeFileSync(shop.path('chain.pem'), chain.join(''));
      const answer = shop.answer(query, 'tsa-middle', { chain: 'chain.pem' });
      expect(parseToken(answer).certificates).toHaveLength(4);
      for (const root of ['root', null]) {
        const { stamp, found } = accept(answer, root);
        expect(parseToken(stamp).certificates).toHaveLength(2);
        expect(found.authorityProven).toBe(root !== null);
        expect(checkTimestamp(stamp, stamped, anchors('other-root', 'root')).authorityProven).toBe(true);
        expect(opensslAccepts(stamp, 'root')).toBe(true);
      }
      // A certificate that nothing vouches for could be any: it is not overlooked.
      const loose = renderToken(parseToken(answer));
      expect(faultOf(() => checkTimestamp(loose, stamped, anchors('root')))).toMatchObject({
        code: 'OTHER_AUTHORITY',
        message: expect.stringContaining('does not lie on the way to a given CA'),
      });
    });

    test('a text of the authority’s is not kept: nobody signed it', () => {
      const answer = shop.answer(query, 'tsa');
      const [, token] = childrenOf(readDer(answer), SEQUENCE);
      const said = writeDer(SEQUENCE, writeDer(0x0c, Buffer.from('Operation Okay')));
      const status = writeDer(SEQUENCE, writeDer(INTEGER, Uint8Array.of(0)), said);
      const chatty = writeDer(SEQUENCE, status, token?.bytes ?? Buffer.alloc(0));
      expect(same(accept(chatty).stamp, accept(answer).stamp)).toBe(true);
      expect(faultOf(() => checkTimestamp(chatty, stamped, anchors('root'))).message).toContain(
        'not written as',
      );
    });
  });

  test('a certificate holds from its first second to its last', () => {
    const faults: [string, (at: number) => string | undefined][] = [
      ['tsa', at => faultOfSigner(certificate('tsa'), at)],
      ['root', at => faultOfIssuer(certificate('root'), 0, at)],
    ];
    for (const [name, faultAt] of faults) {
      const { validFrom, validTo } = certificate(name).x509;
      const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
      const holds = [from - 1000, from, to, to + 1000].map(at => faultAt(at) === undefined);
      expect(holds, name).toEqual([false, true, true, false]);
    }
  });

  test('without a CA nothing is called proven, and everything else is checked', () => {
    const { stamp, found } = accept(shop.answer(query, 'tsa'), null);
    expect(found.authorityProven).toBe(false);
    const other = { ...stamped, bytes: Buffer.from('other') };
    expect(faultOf(() => checkTimestamp(stamp, other, undefined)).message).toContain('something else than');
  });

  describe('is refused', () => {
    const signers: [string, string, Parameters<CertificateShop['issue']>[2], RegExp][] = [
      ['is for signing code', 'tsa-other-use', {}, /is not for time stamping alone/],
      ['is for time stamping and more', 'tsa-two-uses', {}, /is not for time stamping alone/],
      ['does not insist on its use', 'tsa-not-critical', {}, /is not for time stamping alone/],
      ['has no extended use', 'tsa-no-use', {}, /is not for time stamping alone/],
      ['also deciphers keys', 'tsa-wrong-usage', {}, /is not for signing alone/],
      ['has a critical extension that is strange', 'tsa-strange', {}, /critical extension 1\.2\.3\.4\.5/],
      ['expired', 'tsa-good', { days: -1 }, /was valid from .* and not at the time that is stamped/],
      ['has a short key', 'tsa-good', { key: 'rsa1024' }, /not strong enough/],
    ];
    // openssl will not sign with what is not for time stamping, so the token is put together by hand.
    test.each(signers)('a signer that %s', (name, extensions, options, message) => {
      const signer = `bad-${extensions}-${name.length}`;
      shop.issue(signer, extensions, { issuer: 'root', ...options });
      const answer = resigned(shop.answer(query, 'tsa'), signer);
      for (const root of ['root', null]) {
        const fault = faultOf(() => accept(answer, root));
        expect(fault.message).toMatch(message);
        expect(fault.code).toBe('BAD_TIMESTAMP');
      }
      expect(opensslAccepts(answer, 'root')).toBe(extensions === 'tsa-good' && options?.key === 'rsa1024');
    });

    test('nothing of the way it is put together by hand: signed again with a good certificate it is accepted', () => {
      shop.issue('tsa-again', 'tsa-good', { issuer: 'root' });
      const { stamp } = accept(resigned(shop.answer(query, 'tsa'), 'tsa-again'));
      expect(opensslAccepts(stamp, 'root')).toBe(true);
    });

    const issuers: [string, string, Parameters<CertificateShop['issue']>[2], RegExp][] = [
      ['is no CA', 'ca-none', {}, /is no CA/],
      ['may sign no certificates', 'ca-no-sign', {}, /none of the given CAs stands above/],
      ['constrains names', 'ca-names', {}, /critical extension 2\.5\.29\.30/],
      ['is for signing code', 'ca-other-use', {}, /is not for time stamping/],
      ['expired', 'ca', { days: -1 }, /was valid from/],
      ['has a short key', 'ca', { key: 'rsa1024' }, /not strong enough/],
      ['was signed with SHA-1', 'ca', { digest: 'sha1' }, /none of the given CAs stands above/],
    ];
    test.each(issuers)('an intermediate that %s', (_name, extensions, options, message) => {
      const middle = `middle-${extensions}-${JSON.stringify(options).length}`;
      shop.issue(middle, extensions, { issuer: 'root', ...options });
      shop.issue(`under-${middle}`, 'tsa-bare', { issuer: middle });
      const answer = shop.answer(query, `under-${middle}`, { chain: `${middle}.pem` });
      const fault = faultOf(() => accept(answer));
      expect(fault.message).toMatch(message);
      expect(fault.code).toBe('OTHER_AUTHORITY');
    });

    test('an intermediate under one that allows none below', () => {
      shop.issue('short', 'ca-short', { issuer: 'root' });
      shop.issue('too-deep', 'ca', { issuer: 'short' });
      shop.issue('tsa-deep', 'tsa-bare', { issuer: 'too-deep' });
      const chain = ['too-deep', 'short']
        .map(name => readFileSync(shop.path(`${name}.pem`), 'utf8'))
        .join('');
      writeFileSync(shop.path('deep.pem'), chain);
      const answer = shop.answer(query, 'tsa-deep', { chain: 'deep.pem' });
      expect(faultOf(() => accept(answer)).message).toContain('may not stand so far above');
      expect(opensslAccepts(answer, 'root')).toBe(false);
    });

    test('another CA, and one of the same name and number', () => {
      const answer = shop.answer(query, 'tsa');
      expect(faultOf(() => accept(answer, 'other-root'))).toMatchObject({ code: 'OTHER_AUTHORITY' });
      const second = certificateShop();
      second.issue('root', 'ca');
      const namesake = anchorsIn(readFileSync(second.path('root.pem'), 'utf8'));
      second.remove();
      expect(faultOf(() => acceptTimestamp(answer, stamped, nonce, namesake))).toMatchObject({
        code: 'OTHER_AUTHORITY',
      });
    });

    test('another certificate than the one that signed, or none', () => {
      const answer = shop.answer(query, 'tsa');
      const with_ = (...certificates: Uint8Array[]) => renderToken({ ...parseToken(answer), certificates });
      const others = parseToken(shop.answer(query, 'tsa-again')).certificates;
      for (const swapped of [with_(...others), with_()])
        expect(faultOf(() => accept(swapped)).message).toContain('does not hold the certificate');
      // Name, number and key are right, and what else it says is of the swapper's choice.
      shop.issue('twin', 'tsa-bare', { issuer: 'root', twinOf: 'tsa' });
      const [twin = new Uint8Array()] = parseToken(shop.answer(query, 'twin')).certificates;
      expect(faultOf(() => accept(with_(twin))).message).toContain(
        'signs that another certificate signed it',
      );
    });

    test.each([
      [
        'two signers',
        ['-cades', '-signer', 'tsa-again.pem', '-inkey', 'tsa-again.key'],
        /other than one element/,
      ],
      ['no word on which certificate it is', [], /does not sign which certificate/],
      ['a digest that is broken', ['-cades', '-md', 'sha1'], /a digest that is not accepted/],
      ['another padding', ['-cades', '-keyopt', 'rsa_padding_mode:pss'], /an element that has no place/],
      ['other content', ['-cades', '-econtent_type', '1.2.3.4'], /holds content of type 1\.2\.3\.4,/],
      ['no attributes', ['-noattr'], /belongs/],
      ['the key’s identifier for a name', ['-cades', '-keyid'], /version 3, not 1/],
    ])('a token with %s', (_name, options, message) => {
      const answer = resigned(shop.answer(query, 'tsa'), 'tsa', options);
      expect(faultOf(() => accept(answer)).message).toMatch(message);
    });

    test.each([
      ['of another version', '020102', '020101', /another version/],
      ['with a month that is none', '3230323631313230', '3230323631333230', /a time that is none/],
      ['with a day that is none', '3230323631313230', '3230323630323331', /a time that is none/],
      [
        'with a fraction that is written too long',
        '30305a',
        '30302e305a',
        /as DER has it|a time that is none/,
      ],
      ['of another digest', '0304020105', '0304020205', /stamps a hash of sha384/],
      ['with a critical extension', '', `a10c300a0603290304${'0101ff'}0400`, /a critical extension/],
    ])('a time %s', (_name, from, to, message) => {
      const good = info();
      parseInfo(good);
      const hex = Buffer.from(good).toString('hex');
      const [head, content] = [hex.slice(0, 4), hex.slice(4)];
      const changed =
        from === ''
          ? content + to
          : content.replace(from === '020102' ? '020101' : from, from === '020102' ? from : to);
      expect(changed).not.toBe(content);
      expect(head).toMatch(/^30[0-7]/);
      expect(faultOf(() => parseInfo(writeDer(SEQUENCE, Buffer.from(changed, 'hex')))).message).toMatch(
        message,
      );
    });

    test('an answer to another question', () => {
      const replayed = shop.answer(renderQuery(stamped.bytes, writeDer(INTEGER, Uint8Array.of(1))), 'tsa');
      expect(faultOf(() => accept(replayed)).message).toContain('its nonce is not the one that was sent');
      const elsewhere = shop.answer(renderQuery(Buffer.from('other'), nonce), 'tsa');
      expect(faultOf(() => accept(elsewhere)).message).toContain('stamps something else than manifest.json');
    });

    test('a refusal, with what the authority says', () => {
      writeFileSync(shop.path('data'), stamped.bytes);
      shop.openssl('ts', '-query', '-data', 'data', '-sha512', '-cert', '-out', 'sha512.tsq');
      const refused = shop.answer(readFileSync(shop.path('sha512.tsq')), 'tsa');
      expect(faultOf(() => accept(refused)).message).toMatch(
        /^is no time stamp but a refusal: rejection, it does not know the digest, ".+"\.$/,
      );
    });

    test('granted with changes', () => {
      const [, token] = childrenOf(readDer(shop.answer(query, 'tsa')), SEQUENCE);
      const status = writeDer(SEQUENCE, writeDer(INTEGER, Uint8Array.of(1)));
      const changed = writeDer(SEQUENCE, status, token?.bytes ?? Buffer.alloc(0));
      expect(faultOf(() => accept(changed)).message).toContain('granted with changes');
    });

    test.each([
      ['of RSA over another digest', '1.2.840.113549.1.1.13'],
      ['of ECDSA, by an RSA key', '1.2.840.10045.4.3.2'],
    ])('a signature that says that it is one %s', (_name, oid) => {
      const token = parseToken(shop.answer(query, 'tsa'));
      const signing = readDer(writeDer(SEQUENCE, writeOid(oid)));
      const fault = faultOf(() => accept(renderToken({ ...token, signing })));
      expect(fault.message).toContain('does not go with its key and digest');
    });

    test('attributes that name the right certificate by its hash, and another by issuer or number', () => {
      const signer = certificate('tsa');
      const content = Buffer.from('content');
      const check = (issuer: Uint8Array, serial: Uint8Array): void => {
        const named = writeDer(SEQUENCE, writeDer(SEQUENCE, writeDer(tagged(4), issuer)), serial);
        const identifier = writeDer(
          SEQUENCE,
          writeDer(SEQUENCE, writeDer(SEQUENCE, sha256(signer.der), named)),
        );
        const attributes = writeDer(
          SET,
          attribute('1.2.840.113549.1.9.3', writeOid(TST_INFO)),
          attribute('1.2.840.113549.1.9.4', sha256(content)),
          attribute('1.2.840.113549.1.9.16.2.47', identifier),
        );
        checkAttributes(readDer(attributes), 'sha256', content, signer);
      };
      check(signer.issuer, signer.serial);
      const other = writeDer(INTEGER, Uint8Array.of(0x7f));
      expect(faultOf(() => check(signer.issuer, other)).message).toContain('another certificate signed it');
      const nobody = writeDer(SEQUENCE);
      expect(faultOf(() => check(nobody, signer.serial)).message).toContain('another certificate signed it');
    });

    test('attributes of which one is missing, there twice, or has two values', () => {
      const signer = certificate('tsa');
      const content = Buffer.from('content');
      const identifier = writeDer(SEQUENCE, writeDer(SEQUENCE, writeDer(SEQUENCE, sha256(signer.der))));
      const type = attribute('1.2.840.113549.1.9.3', writeOid(TST_INFO));
      const hash = attribute('1.2.840.113549.1.9.4', sha256(content));
      const named = attribute('1.2.840.113549.1.9.16.2.47', identifier);
      const check = (...attributes: Uint8Array[]): void =>
        checkAttributes(readDer(writeDer(SET, ...attributes)), 'sha256', content, signer);
      check(type, hash, named);
      const noTime = 'does not sign that its content is a time stamp';
      expect(faultOf(() => check(hash, named)).message).toContain(noTime);
      expect(faultOf(() => check(type, named)).message).toContain('the hash of another content');
      expect(faultOf(() => check(type, type, hash, named)).message).toContain('twice');
      const two = attribute('1.2.840.113549.1.9.3', writeOid(TST_INFO), writeOid('1.2.3'));
      expect(faultOf(() => check(two, hash, named)).message).toContain(noTime);
    });

    test('more certificates than any authority sends', () => {
      const certificates = Array.from({ length: 6 }, (_, n) =>
        writeDer(SEQUENCE, writeDer(INTEGER, Uint8Array.of(n))),
      );
      const many = renderToken({ ...parseToken(shop.answer(query, 'tsa')), certificates });
      expect(faultOf(() => accept(many)).message).toContain('holds more than 5 certificates');
    });

    test('a root whose key is too short, though it stands in a store with good ones', () => {
      shop.issue('weak', 'ca', { key: 'rsa1024' });
      shop.issue('tsa-weak', 'tsa-bare', { issuer: 'weak' });
      const answer = shop.answer(query, 'tsa-weak');
      const fault = faultOf(() => acceptTimestamp(answer, stamped, nonce, anchors('weak', 'root')));
      expect(fault.message).toContain(
        'stands under O=Test, CN=weak, which has a key that is not strong enough',
      );
      const good = shop.answer(query, 'tsa');
      const { found } = acceptTimestamp(good, stamped, nonce, anchors('weak', 'root'));
      expect(found.authorityProven).toBe(true);
    });

    test('a CA file without a CA', () => {
      expect(faultOf(() => anchorsIn('')).message).toContain('holds no certificate');
      expect(faultOf(() => anchors('tsa')).message).toContain('which is no CA');
      const cut = readFileSync(shop.path('root.pem'), 'utf8').replace(/(?<=CERTIFICATE-----\n)..../, 'AAAA');
      expect(faultOf(() => anchorsIn(cut)).message).toContain('DER');
    });
  });

  describe('every bit counts', () => {
    test('of a stamp, with the CA', () => {
      const { stamp } = accept(shop.answer(query, 'tsa'));
      const trusted = anchors('root');
      for (let bit = 0; bit < stamp.length * 8; bit += 1) {
        const flipped = Uint8Array.from(stamp);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const fault = faultOf(() => checkTimestamp(flipped, stamped, trusted));
        expect(fault.message.length, `bit ${bit}`).toBeGreaterThan(10);
      }
    });

    test('of one with an intermediate', () => {
      const answer = shop.answer(query, 'tsa-middle', { chain: 'middle.pem' });
      const { stamp } = accept(answer);
      const trusted = anchors('root');
      for (let bit = 0; bit < stamp.length * 8; bit += 9) {
        const flipped = Uint8Array.from(stamp);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        faultOf(() => checkTimestamp(flipped, stamped, trusted));
      }
    });

    test('without a CA too, where the token holds the signer alone', () => {
      const { stamp } = accept(shop.answer(query, 'tsa'), null);
      for (let bit = 0; bit < stamp.length * 8; bit += 5) {
        const flipped = Uint8Array.from(stamp);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        faultOf(() => checkTimestamp(flipped, stamped, undefined));
      }
    });

    test('a stamp that is cut off or goes on', () => {
      const { stamp } = accept(shop.answer(query, 'tsa'));
      for (let length = 0; length < stamp.length; length += 1)
        faultOf(() => checkTimestamp(stamp.subarray(0, length), stamped, undefined));
      faultOf(() => checkTimestamp(Buffer.concat([stamp, Buffer.alloc(1)]), stamped, undefined));
    });
  });

  describe('DER', () => {
    test('whatever the bytes, they are read or refused with a reason', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
          try {
            expect(same(readDer(bytes).bytes, bytes)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(TimestampFault);
          }
        }),
      );
    });

    test('what is written is read, at every length', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 70_000, size: 'max' }), content => {
          const der = readDer(writeDer(OCTET_STRING, content));
          expect(same(der.content, content)).toBe(true);
        }),
        { numRuns: 50 },
      );
      for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536])
        expect(readDer(writeDer(OCTET_STRING, new Uint8Array(length))).content).toHaveLength(length);
    });

    test('object identifiers come back as they were', () => {
      const arc = fc.nat({ max: 2 ** 31 });
      fc.assert(
        fc.property(
          fc.constantFrom('0.39', '1.2', '2.5', '2.999'),
          fc.array(arc, { minLength: 1 }),
          (root, arcs) => {
            const oid = [root, ...arcs].join('.');
            if (root !== '2.999') expect(oidOf(readDer(writeOid(oid)))).toBe(oid);
          },
        ),
      );
      expect(oidOf(readDer(Buffer.from('060388370a', 'hex')))).toBe('2.999.10');
    });

    test.each([
      ['a length that is longer than it must be', '048101ff'],
      ['a length with a zero before it', '04820001ff'],
      ['a length without an end', '0480ff0000'],
      ['a tag of two bytes', '1f8101ff'],
      ['less than it says', '0402ff'],
      ['more than it says', '0401ffff'],
      ['a length beyond all measure', '0484ffffffff'],
      ['nothing', ''],
    ])('%s is refused', (_name, hex) => {
      expect(faultOf(() => readDer(Buffer.from(hex, 'hex'))).message).toContain('is not as DER has it');
    });
  });

  /** What an authority says, with the fixed time of 2026-11-20. */
  function info(): Uint8Array {
    const { stamp } = accept(shop.answer(query, 'tsa'));
    const hex = Buffer.from(parseToken(stamp).info).toString('hex');
    return Buffer.from(
      hex.replace(/180f(?:3.){14}5a/, `180f${Buffer.from('20261120123700').toString('hex')}5a`),
      'hex',
    );
  }

  /** The same token, signed by another certificate or in another way than an authority does. */
  function resigned(answer: Uint8Array, signer: string, options: readonly string[] = ['-cades']): Uint8Array {
    const base = ['-sign', '-binary', '-nodetach', '-nosmimecap', '-outform', 'DER'];
    const md = options.includes('-md') ? [] : ['-md', 'sha256'];
    const type = options.includes('-econtent_type') ? [] : ['-econtent_type', '1.2.840.113549.1.9.16.1.4'];
    const by = ['-signer', `${signer}.pem`, '-inkey', `${signer}.key`];
    const args = ['cms', ...base, ...md, ...type, ...by, ...options];
    const made = execFileSync('openssl', args, { cwd: shop.path('.'), input: parseToken(answer).info });
    const status = writeDer(SEQUENCE, writeDer(INTEGER, Uint8Array.of(0)));
    return writeDer(SEQUENCE, status, made);
  }
});
