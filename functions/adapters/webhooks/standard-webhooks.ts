import { createHmac } from 'node:crypto';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookAnswer, WebhookMessage, WebhookSender } from '../../ports/webhook-sender.ts';
import { pinned, type Resolve, systemResolve } from './public-addresses.ts';

const timeoutMs = 10_000;

export interface StandardWebhooksOptions {
  /** Whether 127.0.0.1 may be called, for trials on one machine. */
  readonly loopback: boolean;
  readonly resolve?: Resolve;
  /** From the resolution of the name to the answer's head. */
  readonly timeoutMs?: number;
}

/**
 * Posts as the specification has it (https://www.standardwebhooks.com): the signature is HMAC-SHA256 over id, timestamp
 * and body. The name is resolved here and the connection made to the very address that was looked at. Redirects are not
 * followed and the answer's body is not read.
 */
export function standardWebhooks(options: StandardWebhooksOptions): WebhookSender {
  const resolve = options.resolve ?? systemResolve;
  return {
    async send(message) {
      const signal = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
      try {
        const url = new URL(message.url);
        const lookup = await pinned(url.hostname, { ...options, resolve }, signal);
        return await post(url, lookup, message, signal);
      } catch (error) {
        if (signal.aborted) return { words: 'no answer in time' };
        return { words: error instanceof Error ? error.message.slice(0, 200) : String(error) };
      }
    },
  };
}

function post(
  url: URL,
  lookup: LookupFunction,
  message: WebhookMessage,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const options: RequestOptions = {
    method: 'POST',
    headers: headersOf(message),
    agent: false,
    signal,
    lookup,
  };
  return new Promise((settle, fail) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const sent = send(url, options, (answer) => {
      settle({ status: answer.statusCode ?? 0 });
      answer.destroy();
    });
    sent.once('error', fail);
    sent.end(message.body);
  });
}

function headersOf({ id, at, body, secrets }: WebhookMessage): Record<string, string | number> {
  const timestamp = Math.floor(Date.parse(at) / 1000);
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Throughline',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`)
      .join(' '),
  };
}

function signature(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
