import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problem } from './problem.ts';
import type { RestAnswer, RestRequest } from './stack.ts';
import { StartError } from './start-error.ts';

export interface HttpService {
  readonly port: number;
  /** Lets requests under way finish for a moment, then closes every connection. */
  close(): Promise<void>;
}

export interface HttpServiceOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Bytes; a longer body is answered 413, and never kept. */
  readonly bodyLimit: number;
  readonly handle: (request: RestRequest) => Promise<RestAnswer> | RestAnswer;
  readonly fault: (error: unknown) => RestAnswer;
}

const closingMilliseconds = 500;

/** Node's HTTP server behind the one shape of request and answer that all services here share. */
export async function serveHttp(options: HttpServiceOptions): Promise<HttpService> {
  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    void respond(incoming, outgoing, options);
  });
  await listen(server, options.host, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), closingMilliseconds);
      await closed;
      clearTimeout(cut);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words: Readonly<Record<string, string>> = {
        EADDRINUSE: `port ${port} on ${host} is in use: stop the program that uses it, or choose another with --port`,
        EACCES: `port ${port} on ${host} needs more rights: choose one above 1023 with --port`,
        EADDRNOTAVAIL: `this machine has no address ${host}: choose another with --host`,
        ENOTFOUND: `the host name ${host} is not known: choose another with --host`,
      };
      const message = words[error.code ?? ''];
      reject(message === undefined ? error : new StartError(message, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bodyLimit, handle, fault }: HttpServiceOptions,
): Promise<void> {
  let answer: RestAnswer;
  try {
    const body = await readBody(incoming, bodyLimit);
    answer = body === undefined ? tooLarge : await handle(readRequest(incoming, body));
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) return;
    answer = fault(error);
  }
  if (answer === tooLarge) outgoing.shouldKeepAlive = false;
  const body = answer.body ?? '';
  outgoing.writeHead(answer.status, {
    ...(answer.status === 204 || answer.status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...(answer.headers as Record<string, string | string[]> | undefined),
  });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}

const tooLarge = problem(413);

/** What is above the limit is read and forgotten, up to this many times the limit: who still sends hears no answer. */
const patience = 8;

/** `undefined` when it is longer than the limit. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit * patience) return undefined;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > limit) return undefined;
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function readRequest(incoming: IncomingMessage, body: Buffer): RestRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    sourceIp: incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    headers: readHeaders(incoming.rawHeaders),
    body,
  };
}

/** Names in lower case; a repeated header joined as API Gateway does it. */
function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const before = headers[name];
    const value = raw[i + 1]!;
    headers[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  return headers;
}
