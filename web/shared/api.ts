import type { Problem, Routes } from './routes.ts';

/** `METHOD /path` of a route, as the OpenAPI document has it. */
export type Route = keyof Routes;
export type ReadRoute = Extract<Route, `GET ${string}`>;
export type WriteRoute = Exclude<Route, ReadRoute>;
export type AnswerOf<R extends Route> = Routes[R]['answer'];

/** What a route takes: its path parameters, its query, its body. */
export type Given<R extends Route> = Omit<Routes[R], 'answer'>;

export interface Sending {
  readonly signal?: AbortSignal | undefined;
  /** Makes a repeat of the same wish harmless; one of its own is made for what may not be done twice. */
  readonly idempotencyKey?: string | undefined;
  /** ETag of what was read: the write is refused with 412 if somebody else has changed it since. */
  readonly ifMatch?: string | undefined;
}

export interface Answer<R extends Route> {
  readonly body: AnswerOf<R>;
  readonly etag?: string | undefined;
  /** The name that the server gives a file. */
  readonly fileName?: string | undefined;
  /** The query of the next part of a long file. */
  readonly next?: string | undefined;
}

/** What the API refused, with its stable code and a pointer to each bad field (RFC 9457). */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.errors?.[0]?.message ?? problem.detail ?? problem.title);
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** What a write is based on is not there any more. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'store.version-conflict';

export interface Caller {
  token(): Promise<string>;
  signInAgain(): Promise<never>;
}

interface Loose {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/**
 * The API of one deployment, typed by its OpenAPI document. A refusal throws {@link Refusal}; no connection throws
 * `TypeError` as `fetch` does. Without a caller only what is open to all can be asked.
 */
export class Api {
  readonly #base: string;
  readonly #caller: Caller | undefined;
  /** The keys of wishes that no answer came to, by what was wished. */
  readonly #unanswered = new Map<string, string>();
  constructor(base: string, caller?: Caller) {
    this.#base = base;
    this.#caller = caller;
  }

  /** Where something of the API is for others, such as the place that a payment provider sends to. */
  addressOf(path: string): string {
    return `${this.#base}${path}`;
  }

  async call<R extends Route>(route: R, given?: Given<R>, sending?: Sending): Promise<AnswerOf<R>> {
    return (await this.ask(route, given, sending)).body;
  }

  async ask<R extends Route>(route: R, given?: Given<R>, sending: Sending = {}): Promise<Answer<R>> {
    const { params = {}, query = {}, body } = (given ?? {}) as Loose;
    const [method, path] = route.split(' ') as [string, string];
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const asked = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
    const headers: Record<string, string> = {};
    if (this.#caller !== undefined) headers['authorization'] = `Bearer ${await this.#caller.token()}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    // Whoever presses again after a lost answer means the same wish: it may have been carried out already.
    const wish = `${filled} ${JSON.stringify(body)}`;
    if (method === 'POST') {
      const key = sending.idempotencyKey ?? this.#unanswered.get(wish) ?? crypto.randomUUID();
      headers['idempotency-key'] = key;
      if (sending.signal === undefined) this.#unanswered.set(wish, key);
    }
    if (sending.ifMatch !== undefined) headers['if-match'] = sending.ifMatch;
    const answer = await fetch(`${this.#base}${filled}${asked.size === 0 ? '' : `?${asked}`}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(sending.signal === undefined ? {} : { signal: sending.signal }),
    });
    if (answer.status === 401 && this.#caller !== undefined) return this.#caller.signInAgain();
    if (!answer.ok) {
      const refusal = await refusalOf(answer);
      if (answer.status < 500) this.#unanswered.delete(wish);
      throw refusal;
    }
    const type = answer.headers.get('content-type') ?? '';
    const content =
      answer.status === 204
        ? undefined
        : type.startsWith('application/json')
          ? await answer.json()
          : await answer.blob();
    this.#unanswered.delete(wish);
    return {
      body: content as AnswerOf<R>,
      etag: answer.headers.get('etag') ?? undefined,
      fileName: /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1],
      next: /<[^>]*\?([^>]+)>; *rel="?next/.exec(answer.headers.get('link') ?? '')?.[1],
    };
  }
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return new Refusal(
    isProblem
      ? ((await answer.json()) as Problem)
      : {
          type: 'about:blank',
          title: `The API answered ${answer.status}.`,
          status: answer.status,
          code: 'unknown',
        },
  );
}
