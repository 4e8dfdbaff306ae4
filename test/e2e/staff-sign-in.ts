import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Endpoints } from '../client.ts';

const discovery = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string() });
const tokens = z.object({ access_token: z.string(), id_token: z.string(), refresh_token: z.string() });
export type Tokens = z.infer<typeof tokens>;

/** The way of a browser app through the issuer (RFC 6749 §4.1 with RFC 7636), knowing endpoints.json and nothing else. */
export class StaffSignIn {
  readonly #verifier = randomBytes(32).toString('base64url');
  readonly #state = randomBytes(8).toString('hex');
  readonly #endpoints: Endpoints;
  readonly #issuer: z.infer<typeof discovery>;

  private constructor(endpoints: Endpoints, issuer: z.infer<typeof discovery>) {
    this.#endpoints = endpoints;
    this.#issuer = issuer;
  }

  static async begin(endpoints: Endpoints): Promise<StaffSignIn> {
    const answer = await fetch(`${endpoints.issuer}/.well-known/openid-configuration`);
    return new StaffSignIn(endpoints, discovery.parse(await answer.json()));
  }

  /** Where the browser is sent; `more` overrides single parameters. */
  address(more: Record<string, string> = {}): URL {
    const address = new URL(this.#issuer.authorization_endpoint);
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.#endpoints.staffClientId,
      redirect_uri: this.#redirectUri,
      scope: 'openid email',
      state: this.#state,
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    }).toString();
    return address;
  }

  /** Fills in the form as it stands on the page. The code, or what the page says instead. */
  async fillIn(person: {
    username: string;
    password: string;
  }): Promise<{ code: string } | { refused: string }> {
    const address = this.address();
    const page = await (await fetch(address)).text();
    const action = /<form method="post" action="([^"]*)"/
      .exec(page)?.[1]
      ?.replace(/&#(\d+);/g, (_, decimal) => String.fromCharCode(Number(decimal)));
    const fields = [...page.matchAll(/<input name="([^"]+)"/g)].map(([, name = '']) => name);
    if (action === undefined) throw new Error(`there is no form on the page: ${page}`);
    const answer = await fetch(new URL(action, address), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(
        fields.map((name): [string, string] => [name, person[name as keyof typeof person]]),
      ),
    });
    if (answer.status !== 303)
      return { refused: /<p role="alert">([^<]+)/.exec(await answer.text())?.[1] ?? '' };
    const back = new URL(answer.headers.get('location') ?? '');
    if (back.searchParams.get('state') !== this.#state) throw new Error(`the state is lost: ${back.href}`);
    if (!back.href.startsWith(this.#redirectUri)) throw new Error(`sent to a wrong place: ${back.href}`);
    return { code: back.searchParams.get('code') ?? '' };
  }

  /** Undefined when the issuer does not take the code. */
  async redeem(code: string, verifier = this.#verifier): Promise<Tokens | undefined> {
    return this.#ask({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: this.#redirectUri,
    });
  }

  async refresh(refreshToken: string): Promise<string | undefined> {
    const answer = await this.#post({ grant_type: 'refresh_token', refresh_token: refreshToken });
    return answer.ok
      ? z.object({ access_token: z.string() }).parse(await answer.json()).access_token
      : undefined;
  }

  async #ask(form: Record<string, string>): Promise<Tokens | undefined> {
    const answer = await this.#post(form);
    return answer.ok ? tokens.parse(await answer.json()) : undefined;
  }

  #post(form: Record<string, string>): Promise<Response> {
    return fetch(this.#issuer.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.#endpoints.staffClientId, ...form }),
    });
  }

  get #redirectUri(): string {
    return `${this.#endpoints.admin}/`;
  }
}
