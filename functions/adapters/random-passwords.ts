import { randomBytes, randomInt } from 'node:crypto';
import type { Passwords, SigningSecrets } from '../ports/passwords.ts';

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 16 of 56 letters: 92 bits. */
const length = 16;

export function randomPasswords(): Passwords {
  return { next: () => Array.from({ length }, () => letters[randomInt(letters.length)]).join('') };
}

const signingBytes = 24;

export function randomSigningSecrets(): SigningSecrets {
  return { next: () => `whsec_${randomBytes(signingBytes).toString('base64')}` };
}
