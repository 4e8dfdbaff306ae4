import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

interface Kept {
  readonly claims: JWTPayload;
}

/** How many tokens are remembered as good, so that the signature is checked once for each. */
const memory = 1000;

/**
 * Verifies JWTs of one issuer. The keys come from where the issuer's own metadata says, as API Gateway gets them.
 * `now` is the stack's clock in milliseconds.
 */
export class TokenVerifier {
  readonly #issuer: string;
  readonly #now: () => number;
  readonly #good = new Map<string, Kept>();
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(issuer: string, now: () => number) {
    this.#issuer = issuer;
    this.#now = now;
  }

  /** The token's claims, or undefined when it is not valid now. Rejects when the issuer cannot be asked. */
  async verify(token: string): Promise<JWTPayload | undefined> {
    const kept = this.#good.get(token);
    if (kept !== undefined) return this.#isCurrent(kept.claims) ? kept.claims : undefined;
    const keys = await this.#loadKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.#issuer,
        algorithms: ['RS256'],
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp'],
      });
      if (this.#good.size >= memory) this.#good.delete(this.#good.keys().next().value!);
      this.#good.set(token, { claims: payload });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
      throw error;
    }
  }

  #isCurrent({ exp = 0, nbf = 0 }: JWTPayload): boolean {
    const seconds = Math.floor(this.#now() / 1000);
    return seconds < exp && nbf <= seconds;
  }

  async #loadKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover();
    try {
      return await this.#keys;
    } catch (error) {
      this.#keys = undefined;
      throw error;
    }
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const answer = await fetch(`${this.#issuer}/.well-known/openid-configuration`);
    if (!answer.ok)
      throw new Error(`${this.#issuer} answered ${answer.status} to the question for its metadata`);
    const { jwks_uri: keys } = (await answer.json()) as { jwks_uri: string };
    return createRemoteJWKSet(new URL(keys));
  }
}

/** The scopes that a token grants. */
export function scopesOf(claims: JWTPayload): readonly string[] {
  const scope = claims['scope'] ?? claims['scp'];
  if (Array.isArray(scope)) return scope.map(String);
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
}

export function bearerToken(header: string | undefined): string | undefined {
  const token = header?.replace(/^Bearer /i, '').trim();
  return token === undefined || token === '' ? undefined : token;
}
