import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { desEncrypt, desKeyOf } from '../../../../edge-agent/protocols/radius/des.ts';
import { md4 } from '../../../../edge-agent/protocols/radius/md4.ts';
import { hmacKey, hmacMd5Into, md5 } from '../../../../edge-agent/protocols/radius/md5.ts';

const seed = 20_261_123;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const digits = '12345678901234567890123456789012345678901234567890123456789012345678901234567890';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function hmac(key: Uint8Array, message: Uint8Array): Buffer {
  const out = Buffer.alloc(16);
  hmacMd5Into(hmacKey(key), message, 0, message.length, out, 0);
  return out;
}

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
  [letters, 'd174ab98d277d9f5a5611c2c9f419d9f'],
  [digits, '57edf4a22be3c955ac49da2e2107b67a'],
])('MD5 of %j is as RFC 1321 §A.5 says', (message, digest) => {
  expect(hex(md5(Buffer.from(message)))).toBe(digest);
});

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  [letters, '043f8582f241db351ce627e153e7f0e4'],
  [digits, 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('MD4 of %j is as RFC 1320 §A.5 says', (message, digest) => {
  expect(hex(md4(Buffer.from(message)))).toBe(digest);
});

const ofByte = (byte: number, count: number) => Buffer.alloc(count, byte);

test.each([
  [ofByte(0x0b, 16), Buffer.from('Hi There'), '9294727a3638bb1c13f48ef8158bfc9d'],
  [Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'), '750c783e6ab0b503eaa86e310a5db738'],
  [ofByte(0xaa, 16), ofByte(0xdd, 50), '56be34521d144c88dbb8c733f0e8b3f6'],
  [
    Buffer.from('0102030405060708090a0b0c0d0e0f10111213141516171819', 'hex'),
    ofByte(0xcd, 50),
    '697eaf0aca3a3aea3a75164746ffaa79',
  ],
  [ofByte(0x0c, 16), Buffer.from('Test With Truncation'), '56461ef2342edc00f9bab995690efd4c'],
  [
    ofByte(0xaa, 80),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
    '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
  ],
  [
    ofByte(0xaa, 80),
    Buffer.from('Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data'),
    '6f630fad67cda0ee1fb1f562db3aa53e',
  ],
])('HMAC-MD5 is as RFC 2202 §2 says (%#)', (key, message, digest) => {
  expect(hex(hmac(key, message))).toBe(digest);
});

test('MD5 and HMAC-MD5 agree with OpenSSL on anything', () => {
  const octets = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(octets, octets, (key, message) => {
      expect(hex(md5(message))).toBe(createHash('md5').update(message).digest('hex'));
      expect(hex(hmac(key, message))).toBe(createHmac('md5', key).update(message).digest('hex'));
    }),
    { seed, numRuns: 500 },
  );
});

test.each([
  // FIPS 81's example, and blocks whose answers are printed in many a text on DES.
  ['0123456789abcdef', '4e6f772069732074', '3fa40e8a984d4815'],
  ['133457799bbcdff1', '0123456789abcdef', '85e813540f0ab405'],
  ['0e329232ea6d0d73', '8787878787878787', '0000000000000000'],
])('DES under %s of %s', (key, block, cipher) => {
  expect(hex(desEncrypt(Buffer.from(key, 'hex'), Buffer.from(block, 'hex')))).toBe(cipher);
});

test('a DES key of seven octets spreads over eight', () => {
  expect(hex(desKeyOf(Buffer.from('ffffffffffffff', 'hex')))).toBe('fefefefefefefefe');
  expect(hex(desKeyOf(Buffer.from('80000000000001', 'hex')))).toBe('8000000000000002');
});
