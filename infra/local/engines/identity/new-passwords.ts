import { randomBytes } from 'node:crypto';

/** Challenges that are open at once; the oldest is forgotten first. */
const mostOpen = 1_000;

/** Who has given a one-time password and has yet to choose one of their own (NEW_PASSWORD_REQUIRED of Amazon Cognito). */
export class NewPasswords {
  readonly #now: () => number;
  readonly #open = new Map<string, { readonly username: string; readonly expiresAt: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(username: string, lifetime: number): string {
    for (const [key, { expiresAt }] of this.#open) {
      if (expiresAt < this.#now() || this.#open.size >= mostOpen) this.#open.delete(key);
      else break;
    }
    const challenge = randomBytes(24).toString('base64url');
    this.#open.set(challenge, { username, expiresAt: this.#now() + lifetime });
    return challenge;
  }

  whose(challenge: string): string | undefined {
    const open = this.#open.get(challenge);
    return open !== undefined && open.expiresAt >= this.#now() ? open.username : undefined;
  }

  end(challenge: string): void {
    this.#open.delete(challenge);
  }
}
