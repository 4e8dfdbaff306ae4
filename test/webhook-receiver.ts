import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface ReceivedHook {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: { type: string; timestamp: string; data: Record<string, unknown> };
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedHook[];
  /** How it answers from now on; 204 at first. */
  answer: (response: ServerResponse, hook: ReceivedHook) => void;
  /** Waits until so many have come. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Somebody's program that is told of events, on a real socket of 127.0.0.1. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const hook = { headers: request.headers, raw, body: raw === '' ? {} : JSON.parse(raw) };
      receiver.received.push(hook);
      for (const wake of waiting) wake();
      receiver.answer(response, hook);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${address.port}/hooks`,
    received: [],
    answer: (response) => response.writeHead(204).end(),
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (receiver.received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** Whether the specification's own library takes the message with this secret; its clock is left out of it. */
export function isSignedWith(secret: string, { headers, raw }: ReceivedHook): boolean {
  const id = String(headers['webhook-id']);
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  const expected = new Webhook(secret).sign(id, at, raw);
  return String(headers['webhook-signature']).split(' ').includes(expected);
}
