import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const hostPort = z.object({ host: z.string(), port: z.number() });

/** `<data>/endpoints.json` of a running stack. */
export const endpointsFile = z.looseObject({
  api: z.string(),
  admin: z.string(),
  portal: z.string(),
  issuer: z.string(),
  tokenEndpoint: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  staffClientId: z.string(),
  staff: z.object({ username: z.string(), password: z.string() }),
  aws: z.string(),
  mail: z.string(),
  mqtt: z.string(),
  clock: z.string(),
  sites: z.array(
    z.looseObject({
      siteId: z.string(),
      radius: z.looseObject({ auth: hostPort, acct: hostPort, secret: z.string() }),
      nas: z.object({ control: z.string() }).optional(),
      gear: z.array(
        z.object({
          kind: z.string(),
          driver: z.string(),
          nodeId: z.string(),
          address: z.string(),
          port: z.number(),
          credentials: z.record(z.string(), z.string()),
          control: z.string(),
        }),
      ),
    }),
  ),
});
export type Endpoints = z.infer<typeof endpointsFile>;

export function readEndpoints(dataDir: string): Endpoints {
  return endpointsFile.parse(JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8')));
}

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export class ApiError extends Error {
  readonly answer: Answer;
  constructor(what: string, answer: Answer) {
    super(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.name = 'ApiError';
    this.answer = answer;
  }
}

/** A machine client of the public API, as a customer's script would be: it knows endpoints.json and nothing else. */
export class ApiClient {
  readonly endpoints: Endpoints;
  #token: Promise<string> | undefined;

  constructor(endpoints: Endpoints) {
    this.endpoints = endpoints;
  }

  /** Any answer; a token that has run out (the clock can be set) is fetched anew once. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await this.#send(method, path, body, headers);
    if (answer.status !== 401) return answer;
    this.#token = undefined;
    return this.#send(method, path, body, headers);
  }

  async get<T = Json>(path: string): Promise<T> {
    return this.#expect<T>('GET', path);
  }

  async post<T = Json>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<T> {
    return this.#expect<T>('POST', path, body, headers);
  }

  async put<T = Json>(path: string, body: unknown): Promise<T> {
    return this.#expect<T>('PUT', path, body);
  }

  async patch<T = Json>(path: string, body: unknown): Promise<T> {
    return this.#expect<T>('PATCH', path, body);
  }

  /** Asks again until `ready` holds. Gives up with what was last seen. */
  async until<T = Json>(path: string, ready: (seen: T) => boolean, timeoutMs = 60_000): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const seen = await this.get<T>(path);
      if (ready(seen)) return seen;
      if (performance.now() > deadline)
        throw new Error(`${path} did not get there in ${timeoutMs} ms: ${JSON.stringify(seen)}`);
      await pause(15);
    }
  }

  async #expect<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const answer = await this.request(method, path, body, headers);
    if (answer.status >= 300) throw new ApiError(`${method} ${path}`, answer);
    return answer.body as T;
  }

  async #send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.endpoints.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#bearer()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }

  #bearer(): Promise<string> {
    this.#token ??= this.#fetchToken();
    return this.#token;
  }

  async #fetchToken(): Promise<string> {
    const { tokenEndpoint, clientId, clientSecret } = this.endpoints;
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!response.ok)
      throw new Error(`${tokenEndpoint} answered ${response.status}: ${await response.text()}`);
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  }
}
