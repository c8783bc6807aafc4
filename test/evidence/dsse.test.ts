import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyIdOf, pemOf, publicKeyOf } from '../../src/evidence/dsse.ts';

test('a key of P-256 has one id, also where its file holds the point in short', () => {
  for (let n = 0; n < 8; n += 1) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const sign = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 0 ? '02' : '03';
    const head = Buffer.from(`3039301306072a8648ce3d020106082a8648ce3d030107032200${sign}`, 'hex');
    const der = Buffer.concat([head, Buffer.from(x, 'base64url')]);
    const short = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    expect(keyIdOf(createPublicKey(short))).not.toBe(keyIdOf(publicKey));
    const read = publicKeyOf(short);
    if (read === null) throw new Error('The short form was not read.');
    expect(keyIdOf(read)).toBe(keyIdOf(publicKey));
    expect(pemOf(read)).toBe(pemOf(publicKey));
  }
});
