import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isEqual, type ReplayPeer, type Script } from './script.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: unknown;
}

export async function httpPeer(script: Script<Request, Answer>): Promise<ReplayPeer> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const { method, url } = request;
    const answer = script.answerTo(
      `${method} ${url} ${text}`,
      (one) =>
        one.method === method &&
        one.path === url &&
        isEqual(one.body, body) &&
        Object.entries(one.headers).every(([name, value]) => request.headers[name] === value),
    );
    if (answer === undefined) {
      response.writeHead(501, { connection: 'close' }).end('"not recorded"');
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
