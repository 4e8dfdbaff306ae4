import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type * as z from 'zod';
import { type TaxQuote, taxQuote } from '../../contracts/tax-service.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { TaxService, TaxServiceAccess, TaxServices } from '../../ports/tax-service.ts';
import { pinned, type Resolve, systemResolve } from '../webhooks/public-addresses.ts';

const mostBytes = 2 * 1024 * 1024;

export interface HttpTaxServiceOptions {
  /** Whether 127.0.0.1 may be called, for trials on one machine. */
  readonly loopback: boolean;
  readonly resolve?: Resolve;
  /** From the resolution of the name to the end of the answer. */
  readonly timeoutMs?: number;
  /** How long a service that did not answer is not asked again, so that a whole batch does not wait for it. */
  readonly restMs?: number;
}

interface Call {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Speaks the contract of README.md in this folder. Redirects are not followed; answers are bounded. */
export function httpTaxServices(options: HttpTaxServiceOptions): TaxServices {
  const { timeoutMs = 4_000, restMs = 20_000 } = options;
  const resolve = options.resolve ?? systemResolve;
  const silentSince = new Map<string, number>();

  async function send({ url, token }: TaxServiceAccess, { method, path, body }: Call): Promise<Answer> {
    const target = new URL(`${url.replace(/\/$/, '')}/${path}`);
    const signal = AbortSignal.timeout(timeoutMs);
    const lookup = await pinned(target.hostname, { loopback: options.loopback, resolve }, signal);
    const text = JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'user-agent': 'Throughline',
    };
    const call = target.protocol === 'https:' ? tlsRequest : plainRequest;
    return new Promise((settle, fail) => {
      const sent = call(target, { method, headers, agent: false, signal, lookup }, (answer) => {
        const parts: Buffer[] = [];
        let length = 0;
        answer.on('data', (part: Buffer) => {
          length += part.length;
          if (length > mostBytes) answer.destroy(new Error(`more than ${mostBytes} bytes`));
          else parts.push(part);
        });
        answer.once('error', fail);
        answer.once('end', () =>
          settle({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
        );
      });
      sent.once('error', fail);
      sent.end(text);
    });
  }

  async function ask(access: TaxServiceAccess, call: Call): Promise<Result<Answer>> {
    const silent = (why: string) =>
      refuse(
        'tax-service.not-answering',
        `The tax service did not answer (${why}); what waits for it is tried again with the next run.`,
      );
    const since = silentSince.get(access.url);
    if (since !== undefined && Date.now() - since < restMs) return silent('nor did it a moment ago');
    try {
      const answer = await send(access, call);
      if (answer.status < 500 && answer.status !== 429) {
        silentSince.delete(access.url);
        return done(answer);
      }
      silentSince.set(access.url, Date.now());
      return silent(`status ${answer.status}`);
    } catch (error) {
      silentSince.set(access.url, Date.now());
      const name = error instanceof Error ? error.name : '';
      const timedOut = name === 'AbortError' || name === 'TimeoutError';
      return silent(timedOut ? 'no answer in time' : error instanceof Error ? error.message : String(error));
    }
  }

  async function tell(access: TaxServiceAccess, call: Call, alsoDone: number[] = []): Promise<Result<void>> {
    const answer = await ask(access, call);
    if (!answer.ok) return answer;
    const { status } = answer.value;
    if ((status >= 200 && status < 300) || alsoDone.includes(status)) return done(undefined);
    return refused(answer.value);
  }

  return {
    at: (access): TaxService => ({
      async quote(request) {
        const answer = await ask(access, { method: 'POST', path: 'quotes', body: request });
        if (!answer.ok) return answer;
        const { status, body } = answer.value;
        return status >= 200 && status < 300 ? quoteIn(body) : refused(answer.value);
      },
      tellIssued: (document) =>
        tell(access, { method: 'PUT', path: `documents/${document.documentId}`, body: document }),
      tellVoided: (documentId, told) =>
        tell(access, { method: 'PUT', path: `documents/${documentId}/void`, body: told }, [404]),
    }),
  };
}

function quoteIn(body: string): Result<TaxQuote> {
  const unfit = (why: string) =>
    refuse('tax-service.answer-unfit', `The answer of the tax service cannot be charged: ${why}.`);
  try {
    const parsed = taxQuote.safeParse(JSON.parse(body));
    return parsed.success ? done(parsed.data) : unfit(flawOf(parsed.error));
  } catch (error) {
    if (error instanceof SyntaxError) return unfit('it is no JSON');
    throw error;
  }
}

function flawOf({ issues: [first] }: z.ZodError): string {
  return first === undefined ? 'it has another shape' : `${first.path.join('/')} ${first.message}`;
}

/** A document that is not taken for good (422), and whatever else it says: credentials, addresses, its own faults. */
function refused({ status, body }: Answer): Result<never> {
  const code = status === 422 ? 'tax-service.refused' : 'tax-service.turned-away';
  return refuse(code, `The tax service answered ${status}: ${wordsIn(body)}`);
}

/** The `detail` or `title` of problem details (RFC 9457), else the beginning of the text. */
function wordsIn(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: unknown; title?: unknown };
    const words = detail ?? title;
    if (typeof words === 'string') return words.slice(0, 300);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  return body.length === 0 ? 'it gave no reason' : body.slice(0, 300);
}
