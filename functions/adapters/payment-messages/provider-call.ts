import type * as z from 'zod';
import { done, type Result, refuse } from '../../domain/result.ts';

const mostMs = 10_000;
const mostBytes = 512 * 1024;

export interface ProviderCall {
  readonly provider: string;
  readonly method: 'DELETE' | 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
  /** Words by which what comes as a fault is an answer all the same. */
  readonly answersBy?: RegExp;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Calls a provider's API. Whatever it answers below 500 is an answer; above, and where none comes, it is
 * `payment-provider.not-answering`: it is not known whether the call was carried out. Redirects are not followed.
 */
export async function callProvider(call: ProviderCall): Promise<Result<ProviderAnswer>> {
  const answer = await fetchFrom(call);
  if (!answer.ok) return answer;
  const { status, bytes } = answer.value;
  try {
    // Some begin with a byte order mark, which is no JSON.
    const text = bytes.toString().replace(/^\uFEFF/, '');
    return done({ status, body: text === '' ? undefined : JSON.parse(text) });
  } catch (error) {
    if (error instanceof SyntaxError) return unreachable(call.provider, 'no JSON');
    throw error;
  }
}

/** What a provider publishes at the address as text; undefined where there is nothing. */
export async function readPublished(provider: string, url: string): Promise<Result<string | undefined>> {
  const answer = await fetchFrom({ provider, method: 'GET', url, headers: { accept: '*/*' } });
  if (!answer.ok) return answer;
  const { status, bytes } = answer.value;
  return done(status === 200 ? bytes.toString() : undefined);
}

function unreachable(provider: string, why: string) {
  return refuse('payment-provider.not-answering', `${provider} did not answer (${why}); try the same again.`);
}

async function fetchFrom({
  provider,
  method,
  url,
  headers,
  json,
  form,
  answersBy,
}: ProviderCall): Promise<Result<{ readonly status: number; readonly bytes: Buffer }>> {
  try {
    const answer = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(mostMs),
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    const bytes = await bounded(answer);
    const { status } = answer;
    const isFault = status >= 500 || status === 429;
    return isFault && answersBy?.test(bytes.toString()) !== true
      ? unreachable(provider, `status ${status}`)
      : done({ status, bytes });
  } catch (error) {
    // What fetch throws is the network's; its words may name addresses, never a secret.
    return unreachable(provider, error instanceof Error ? error.name : 'no connection');
  }
}

async function bounded(answer: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > mostBytes) throw new RangeError(`more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The answer as it must look when the provider did what it was asked; else the refusal in the provider's words. */
export function answered<S extends z.ZodType>(
  provider: string,
  { status, body }: ProviderAnswer,
  shape: S,
  words: (body: unknown) => string | undefined,
): Result<z.infer<S>> {
  if (status >= 200 && status < 300) {
    const parsed = shape.safeParse(body);
    if (parsed.success) return done(parsed.data);
    return refuse('payment-provider.refused', `${provider} answered ${status} with what cannot be read.`);
  }
  const said = (words(body) ?? 'it gave no reason').slice(0, 300);
  return refuse('payment-provider.refused', `${provider} refused (${status}): ${said}`);
}
