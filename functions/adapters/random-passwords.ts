import { randomInt } from 'node:crypto';
import type { Passwords } from '../ports/passwords.ts';

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 16 of 56 letters: 92 bits. */
const length = 16;

export function randomPasswords(): Passwords {
  return { next: () => Array.from({ length }, () => letters[randomInt(letters.length)]).join('') };
}
