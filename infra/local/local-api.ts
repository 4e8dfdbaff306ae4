import type { Identity } from './stack.ts';

/** The public API as a machine client sees it. Answers outside 2xx throw. */
export class LocalApi {
  readonly #base: string;
  readonly #identity: Identity;
  #token: string | undefined;

  constructor(base: string, identity: Identity) {
    this.#base = base;
    this.#identity = identity;
  }

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path, undefined);
  }

  post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#call('POST', path, body, headers);
  }

  patch<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#call('PATCH', path, body, headers);
  }

  put<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#call('PUT', path, body, headers);
  }

  async #call<T>(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    let answer = await this.#send(method, path, body, headers);
    if (answer.status === 401) {
      // The clock may have been set past the token's end.
      this.#token = undefined;
      answer = await this.#send(method, path, body, headers);
    }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async #send(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    this.#token ??= await this.#fetchToken();
    return fetch(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #fetchToken(): Promise<string> {
    const { tokenEndpoint, clientId, clientSecret } = this.#identity;
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!answer.ok) throw new Error(`${tokenEndpoint} answered ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}
