import { connect, type Socket } from 'node:net';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** As the SDK hands it over; its parts that a database is not asked by are left out. */
interface HttpRequest {
  readonly method: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Answered {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    readonly body: Buffer;
  };
}

/**
 * HTTP/1.1 on bare sockets that stay open, one question at a time on each: as a request handler of an AWS client it costs
 * a third of the SDK's own. It takes answers of a told length, which is all that the database gives.
 */
export function bareHttp() {
  const wires = new Set<Wire>();
  const free: Wire[] = [];
  return {
    handle({ hostname, port = 80, ...request }: HttpRequest): Promise<Answered> {
      let wire = free.pop();
      if (wire === undefined) {
        const made: Wire = new Wire(hostname, port, {
          idle: () => void free.push(made),
          closed: () => {
            wires.delete(made);
            if (free.includes(made)) free.splice(free.indexOf(made), 1);
          },
        });
        wires.add(made);
        wire = made;
      }
      return wire.ask(request);
    },
    destroy() {
      for (const wire of wires) wire.close();
    },
  };
}

/** What the database wants to be told of who asks. It does not look at the signature. */
export const unsignedHeaders = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20270101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
  'x-amz-date': '20270101T000000Z',
} as const;

/** Of an AWS client that signs nothing. */
export const unsigned: NonNullable<DynamoDBClientConfig['signer']> = {
  async sign(request) {
    Object.assign(request.headers, unsignedHeaders);
    return request;
  },
};

class Wire {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #idle: () => void;
  #asked: PromiseWithResolvers<Answered> | undefined;
  #received: Buffer = Buffer.alloc(0);

  constructor(
    hostname: string,
    port: number,
    tell: { readonly idle: () => void; readonly closed: () => void },
  ) {
    this.#host = `${hostname}:${port}`;
    this.#idle = tell.idle;
    this.#socket = connect({ host: hostname, port, noDelay: true });
    let fault: Error = Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
    this.#socket.on('error', (error) => {
      fault = error;
    });
    this.#socket.on('close', () => {
      tell.closed();
      this.#asked?.reject(fault);
    });
    this.#socket.on('data', (chunk) => this.#take(chunk));
  }

  ask({ method, path, headers, body = '' }: Omit<HttpRequest, 'hostname' | 'port'>): Promise<Answered> {
    const sent = { ...headers, host: this.#host, 'content-length': String(Buffer.byteLength(body)) };
    let head = `${method} ${path} HTTP/1.1\r\n`;
    for (const [name, value] of Object.entries(sent)) head += `${name}: ${value}\r\n`;
    this.#asked = Promise.withResolvers();
    // It holds the process while it is asked something, as it does not while it waits for a question.
    this.#socket.ref();
    this.#socket.cork();
    this.#socket.write(`${head}\r\n`, 'latin1');
    this.#socket.write(body);
    this.#socket.uncork();
    return this.#asked.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [status = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length']);
    if (!Number.isInteger(length)) {
      this.#socket.destroy(new Error(`an answer without its length: ${status}`));
      return;
    }
    const body = this.#received.subarray(end + 4);
    if (body.length < length) return;
    this.#received = Buffer.alloc(0);
    const asked = this.#asked;
    this.#asked = undefined;
    this.#socket.unref();
    this.#idle();
    asked?.resolve({ response: { statusCode: Number(status.split(' ')[1]), headers, body } });
  }
}
