import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

export interface ClientAnswer {
  readonly status: number;
  readonly body: string;
}

/** Posts over kept connections. Rejects when nobody answers. */
export function createPoster(base: string): {
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<ClientAnswer>;
  close(): void;
} {
  const url = new URL(base);
  const secure = url.protocol === 'https:';
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const send = secure ? secureRequest : request;
  return {
    post: (path, headers, body) =>
      new Promise((resolve, reject) => {
        const outgoing = send(
          new URL(path, url),
          { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', reject);
            incoming.on('end', () =>
              resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
            );
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
