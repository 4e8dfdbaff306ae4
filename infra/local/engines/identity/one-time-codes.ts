import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Somebody's way in: whoever gives the code that was mailed is that user. */
interface Attempt {
  /** Nobody where the address is of nobody: then no code is the right one. */
  readonly username: string | undefined;
  readonly codeHash: Buffer;
  readonly expiresAt: number;
  guessesLeft: number;
}

export type Verdict =
  | { readonly kind: 'ok'; readonly username: string }
  /** Another guess is allowed. */
  | { readonly kind: 'wrong' }
  /** Used, expired, guessed at too often, or never begun. */
  | { readonly kind: 'over' };

const digits = 8;
const guesses = 5;
/** So many codes an address is mailed in this time; more would fill somebody's mailbox. */
const codesPerSpan = 5;
const span = 10 * 60_000;
/** Attempts that are remembered at once; the oldest is forgotten first. */
const mostAttempts = 10_000;

/**
 * One-time codes as EMAIL_OTP of Amazon Cognito: eight digits, each good once and for a few minutes. An address of
 * nobody is answered in the same way, and costs the same.
 */
export class OneTimeCodes {
  readonly #now: () => number;
  readonly #attempts = new Map<string, Attempt>();
  readonly #mailed = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins an attempt for whom the address belongs to, and answers its name. `mail` is given the code, if any is sent. */
  begin(username: string | undefined, lifetime: number, mail: (code: string) => void): string {
    const now = this.#now();
    for (const [name, { expiresAt }] of this.#attempts) {
      if (expiresAt < now || this.#attempts.size >= mostAttempts) this.#attempts.delete(name);
      else break;
    }
    const code = String(randomInt(10 ** digits)).padStart(digits, '0');
    const name = randomBytes(24).toString('base64url');
    const isMailed = username !== undefined && this.#mayMail(username, now);
    this.#attempts.set(name, {
      username: isMailed ? username : undefined,
      codeHash: hashOf(code),
      expiresAt: now + lifetime,
      guessesLeft: guesses,
    });
    // After the answer, so that the time it takes tells nobody whether there was something to mail.
    if (isMailed) setImmediate(mail, code);
    return name;
  }

  /** Judges a code. The right one ends the attempt, and so does the last wrong one. */
  judge(name: string, code: string): Verdict {
    const attempt = this.#attempts.get(name);
    if (attempt === undefined || attempt.expiresAt < this.#now()) {
      this.#attempts.delete(name);
      return { kind: 'over' };
    }
    const fits = timingSafeEqual(hashOf(code.replace(/\s/g, '')), attempt.codeHash);
    attempt.guessesLeft -= 1;
    if (fits && attempt.username !== undefined) {
      this.#attempts.delete(name);
      return { kind: 'ok', username: attempt.username };
    }
    if (attempt.guessesLeft > 0) return { kind: 'wrong' };
    this.#attempts.delete(name);
    return { kind: 'over' };
  }

  #mayMail(username: string, now: number): boolean {
    const recent = (this.#mailed.get(username) ?? []).filter((at) => at > now - span);
    const may = recent.length < codesPerSpan;
    this.#mailed.set(username, may ? [...recent, now] : recent);
    return may;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
