/** Fresh passwords for access, made to be typed into a router: hard to guess, and without letters that look alike. */
export interface Passwords {
  next(): string;
}

/** Fresh secrets for signatures of Standard Webhooks: `whsec_` and 24 random bytes in base64. */
export interface SigningSecrets {
  next(): string;
}
