import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Memory } from './memory.ts';

/**
 * What the simulated LTE cores have in common: JSON over HTTP or HTTPS on a port of its own, a record of what was asked,
 * and faults. None of the cores was at hand when these were written; they follow the sources that the cores publish.
 */
export interface LabRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface LabAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/**
 * `refuse`: no, in the core's words. `stall`: never answers and does nothing; `stall-after`: does it and never answers.
 * `cut-before`, `cut-after`: the line breaks before or after it was done. `answer-twice`: one answer too many on the line.
 * `lie`: yes, and nothing done.
 */
export type LteFault =
  | 'refuse'
  | 'stall'
  | 'stall-after'
  | 'cut-before'
  | 'cut-after'
  | 'answer-twice'
  | 'lie';

export interface LteLab {
  readonly host: string;
  readonly port: number;
  readonly requests: readonly LabRequest[];
  /** The next request that fits meets the fault, after `skip` that fit. */
  fault(kind: LteFault, fits?: (request: LabRequest) => boolean, skip?: number): void;
  clearFaults(): void;
  /** Breaks every connection, as a process does that ends. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Where a core listens, and what it does not forget. */
export interface LteLabOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly tls?: LabTls;
  /** Without one, what it holds ends with it. */
  readonly memory?: Memory;
}

export interface LabTls {
  readonly cert: string;
  readonly key: string;
  /** Clients must show a certificate of this authority. */
  readonly clientCa?: string;
}

/** Whether the request changes what the core holds of SIMs. */
export const isWrite = ({ method, path }: LabRequest) => method !== 'GET' && !path.endsWith('/login');

export async function startLteLab(options: {
  readonly tls?: LabTls | undefined;
  readonly handle: (request: LabRequest) => LabAnswer;
  readonly refusal: (request: LabRequest) => LabAnswer;
  /** What a core would answer that did it. */
  readonly lie: (request: LabRequest) => LabAnswer;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Called after each request that may have changed something, before it is answered. */
  readonly keep?: () => void;
}): Promise<LteLab> {
  const host = options.host ?? '127.0.0.1';
  const faults: { kind: LteFault; fits: (request: LabRequest) => boolean; skip: number }[] = [];
  const requests: LabRequest[] = [];
  const sockets = new Set<Socket>();

  function faultOf(request: LabRequest): LteFault | undefined {
    const fault = faults.find(({ fits }) => fits(request));
    if (fault === undefined) return undefined;
    if (fault.skip > 0) {
      fault.skip--;
      return undefined;
    }
    faults.splice(faults.indexOf(fault), 1);
    return fault.kind;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://lab');
    const text = Buffer.concat(chunks).toString('utf8');
    const request: LabRequest = {
      method: incoming.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: text === '' ? undefined : parsed(text),
    };
    requests.push(request);
    const fault = faultOf(request);
    switch (fault) {
      case 'stall':
        return;
      case 'cut-before':
        incoming.socket.destroy();
        return;
      case 'refuse':
        return say(response, options.refusal(request));
      case 'lie':
        return say(response, options.lie(request));
    }
    const answer = options.handle(request);
    if (request.method !== 'GET') options.keep?.();
    switch (fault) {
      case 'stall-after':
        return;
      case 'cut-after':
        incoming.socket.destroy();
        return;
      case 'answer-twice': {
        const whole = JSON.stringify(answer.body ?? null);
        const once = `HTTP/1.1 ${answer.status} Twice\r\n${Object.entries(answer.headers ?? {})
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join(
            '',
          )}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(whole)}\r\n\r\n${whole}`;
        incoming.socket.write(once + once);
        return;
      }
      default:
        return say(response, answer);
    }
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    serve(incoming, response).catch((error: unknown) => {
      say(response, {
        status: 500,
        body: { message: error instanceof Error ? error.message : String(error) },
      });
    });
  };
  const { tls } = options;
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer(
          {
            cert: tls.cert,
            key: tls.key,
            ...(tls.clientCa === undefined
              ? {}
              : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          },
          listener,
        );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host,
    port: (server.address() as AddressInfo).port,
    requests,
    fault(kind, fits = isWrite, skip = 0) {
      faults.push({ kind, fits, skip });
    },
    clearFaults() {
      faults.length = 0;
    },
    dropConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
}

function say(response: ServerResponse, { status, body, headers = {} }: LabAnswer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { ...(text === '' ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Names of the fields that are not in the list. */
export function strangers(body: object, known: readonly string[]): string[] {
  return Object.keys(body).filter((name) => !known.includes(name));
}
