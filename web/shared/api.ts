import type { Problem } from '../../functions/contracts/problem.ts';

/** What the API refused, with its stable code and a pointer to each bad field (RFC 9457). */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.errors?.[0]?.message ?? problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export interface Caller {
  token(): Promise<string>;
  signInAgain(): Promise<never>;
}

/** The public API for who is signed in. A refusal throws {@link Refusal}; no connection throws `TypeError` as `fetch` does. */
export function openApi(base: string, caller: Caller) {
  return {
    async get<T>(
      path: string,
      query: Readonly<Record<string, string | undefined>>,
      signal: AbortSignal,
    ): Promise<T> {
      const given = Object.entries(query).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const answer = await fetch(`${base}${path}?${new URLSearchParams(given)}`, {
        headers: { authorization: `Bearer ${await caller.token()}` },
        signal,
      });
      if (answer.status === 401) return caller.signInAgain();
      if (!answer.ok) throw await refusalOf(answer);
      return (await answer.json()) as T;
    },
  };
}
export type Api = ReturnType<typeof openApi>;

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
