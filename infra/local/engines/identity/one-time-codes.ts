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
/** So many codes are asked for with an address in this time; more would fill somebody's mailbox. */
const codesPerSpan = 5;
const span = 10 * 60_000;
/** Attempts, and addresses, that are remembered at once; the oldest is forgotten first. */
const mostRemembered = 10_000;

/**
 * One-time codes as EMAIL_OTP of Amazon Cognito: eight digits, each good once and for a few minutes. An address of
 * nobody is answered in the same way, and costs the same.
 */
export class OneTimeCodes {
  readonly #now: () => number;
  readonly #attempts = new Map<string, Attempt>();
  readonly #asked = new Map<string, readonly number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Begins an attempt for whom the address belongs to, and answers its name; none where codes were asked for too often with it,
   * which is so of an address of nobody as well. `mail` is given the code, if any is sent.
   */
  begin(
    address: string,
    username: string | undefined,
    lifetime: number,
    mail: (code: string) => void,
  ): string | undefined {
    const now = this.#now();
    if (!this.#mayAsk(address.trim().toLowerCase(), now)) return undefined;
    for (const [name, { expiresAt }] of this.#attempts) {
      if (expiresAt < now || this.#attempts.size >= mostRemembered) this.#attempts.delete(name);
      else break;
    }
    const code = String(randomInt(10 ** digits)).padStart(digits, '0');
    const name = randomBytes(24).toString('base64url');
    this.#attempts.set(name, {
      username,
      codeHash: hashOf(code),
      expiresAt: now + lifetime,
      guessesLeft: guesses,
    });
    // After the answer, so that the time it takes tells nobody whether there was something to mail.
    if (username !== undefined) setImmediate(mail, code);
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

  #mayAsk(address: string, now: number): boolean {
    const recent = (this.#asked.get(address) ?? []).filter((at) => at > now - span);
    if (recent.length >= codesPerSpan) return false;
    // Set anew, so that what was asked for last stands last.
    this.#asked.delete(address);
    for (const [oldest, asked] of this.#asked) {
      const isOver = asked.every((at) => at <= now - span);
      if (!isOver && this.#asked.size < mostRemembered) break;
      this.#asked.delete(oldest);
    }
    this.#asked.set(address, [...recent, now]);
    return true;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
