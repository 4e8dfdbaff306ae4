import { createHash } from 'node:crypto';
import { desEncrypt, desKeyOf } from './des.ts';
import { md4 } from './md4.ts';

/** MS-CHAP's arithmetic (RFC 2759 §8, RFC 2433 §A) and the MPPE keys that follow from it (RFC 3079 §3). */

const sha1 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** NtPasswordHash: MD4 over the password in UTF-16LE. */
export function ntPasswordHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'));
}

/** ChallengeResponse: the 8-octet challenge under three DES keys made of the hash. */
export function ntChallengeResponse(challenge: Uint8Array, passwordHash: Uint8Array): Buffer {
  const keys = Buffer.alloc(21);
  keys.set(passwordHash);
  return Buffer.concat([0, 7, 14].map((at) => desEncrypt(desKeyOf(keys.subarray(at, at + 7)), challenge)));
}

/** The user name as it enters the challenge: without a Windows domain (RFC 2759 §4). */
export function withoutDomain(username: string): string {
  return username.slice(username.lastIndexOf('\\') + 1);
}

export interface MsChap2Exchange {
  readonly username: string;
  readonly password: string;
  /** 16 octets chosen by the NAS. */
  readonly authenticatorChallenge: Uint8Array;
  /** 16 octets chosen by the peer. */
  readonly peerChallenge: Uint8Array;
}

export interface MsChap2Secrets {
  /** 24 octets with which the peer proves that it knows the password. */
  readonly ntResponse: Buffer;
  /** `S=` and 40 hexadecimal digits with which the server proves the same. */
  readonly authenticatorResponse: string;
  /** 128-bit start keys as the server uses them. */
  readonly sendKey: Buffer;
  readonly receiveKey: Buffer;
}

const signingMagic = 'Magic server to client signing constant';
const iterationMagic = 'Pad to make it do more than one iteration';
const masterKeyMagic = 'This is the MPPE Master Key';
const clientSendsMagic =
  'On the client side, this is the send key; on the server side, it is the receive key.';
const serverSendsMagic =
  'On the client side, this is the receive key; on the server side, it is the send key.';
const pad1 = Buffer.alloc(40, 0x00);
const pad2 = Buffer.alloc(40, 0xf2);

/** Only the peer's proof: what a failed attempt is judged by, without the work for a success. */
export function msChap2Response(exchange: MsChap2Exchange): Buffer {
  return ntChallengeResponse(challengeHash(exchange), ntPasswordHash(exchange.password));
}

function challengeHash({ username, peerChallenge, authenticatorChallenge }: MsChap2Exchange): Buffer {
  return sha1(peerChallenge, authenticatorChallenge, withoutDomain(username)).subarray(0, 8);
}

/** Everything that both sides derive from one MS-CHAPv2 exchange. */
export function msChap2Secrets(exchange: MsChap2Exchange): MsChap2Secrets {
  const challenge = challengeHash(exchange);
  const passwordHash = ntPasswordHash(exchange.password);
  const passwordHashHash = md4(passwordHash);
  const ntResponse = ntChallengeResponse(challenge, passwordHash);
  const signed = sha1(passwordHashHash, ntResponse, signingMagic);
  const proof = sha1(signed, challenge, iterationMagic);
  const masterKey = sha1(passwordHashHash, ntResponse, masterKeyMagic).subarray(0, 16);
  const startKey = (magic: string) => sha1(masterKey, pad1, magic, pad2).subarray(0, 16);
  return {
    ntResponse,
    authenticatorResponse: `S=${proof.toString('hex').toUpperCase()}`,
    sendKey: startKey(serverSendsMagic),
    receiveKey: startKey(clientSendsMagic),
  };
}
