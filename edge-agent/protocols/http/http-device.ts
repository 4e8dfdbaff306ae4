import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { silence, tapOn } from '../dialogue.ts';
import { strike } from '../strike.ts';
import { turns } from '../turns.ts';
import { deviceWords } from './words.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A device that is managed by JSON over HTTP. */
export interface HttpDeviceSettings {
  readonly host: string;
  readonly port: number;
  /** Absent: plain HTTP, which only a management network that nobody else reaches can bear. */
  readonly tls?: {
    /** PEM of the authority that signed the device; the system's authorities when it is left out. */
    readonly ca?: string;
    /** PEM of the client certificate and its key. */
    readonly cert?: string;
    readonly key?: string;
    /** The name in the device's certificate, where it is not the address. */
    readonly serverName?: string;
  };
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For one request, from its turn to the last octet of the answer. */
  readonly timeoutMs: number;
  /** Requests under way at the same time. */
  readonly parallel: number;
  /** At least so long between the beginnings of two requests. */
  readonly paceMs: number;
  /** Values that are struck out of everything the device says. */
  readonly secrets: readonly string[];
}

export interface HttpCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values in this request that may come back in an error and must not be told. */
  readonly secrets?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** JSON where it is JSON, else the text; undefined when there is none. */
  readonly body: unknown;
  /** For people: the status and what the device says about it, without secrets. */
  readonly words: string;
}

/** No answer: the device may have obeyed or not; read before claiming anything. The message has no secrets. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  /** The connection was one that stood idle: the device may have closed it long before. */
  readonly stale: boolean;
  constructor(words: string, cause?: unknown, stale = false) {
    super(words, { cause });
    this.stale = stale;
  }
}

export interface HttpDevice {
  /** Throws NoAnswer. Every answer is returned, whatever its status. */
  request(method: HttpMethod, path: string, call?: HttpCall): Promise<HttpAnswer>;
  close(): void;
}

/** The longest answer is a list of everybody who is attached, at a kilobyte each; whoever sends more is no such device. */
const mostOctets = 64 * 1024 * 1024;

export function createHttpDevice(settings: HttpDeviceSettings): HttpDevice {
  const { host, port, tls } = settings;
  const where = `${tls === undefined ? 'http' : 'https'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const agentOptions = { keepAlive: true, maxSockets: settings.parallel, scheduling: 'lifo' as const };
  const agent =
    tls === undefined
      ? new PlainAgent(agentOptions)
      : new TlsAgent({
          ...agentOptions,
          rejectUnauthorized: true,
          ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          ...(tls.cert === undefined ? {} : { cert: tls.cert }),
          ...(tls.key === undefined ? {} : { key: tls.key }),
          ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
        });
  const open = tls === undefined ? plainRequest : tlsRequest;
  const turn = turns(settings.parallel, settings.paceMs);
  const tap = tapOn('http', host, port);

  function exchange(method: HttpMethod, path: string, call: HttpCall): Promise<HttpAnswer> {
    const secrets = [...settings.secrets, ...(call.secrets ?? [])];
    const asked = { method, path, headers: { ...settings.headers, ...call.headers }, body: call.body };
    const payload = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    return new Promise((resolve, reject) => {
      const request: ClientRequest = open({
        host,
        port,
        agent,
        method,
        path,
        headers: {
          accept: 'application/json',
          ...settings.headers,
          ...call.headers,
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(payload.length) }),
        },
      });
      const fail = (words: string, cause?: unknown) => {
        clearTimeout(timer);
        request.destroy();
        const stale = request.reusedSocket && cause !== undefined;
        tap?.(asked, silence);
        reject(new NoAnswer(strike(`${method} ${where}${path}: ${words}`, secrets), cause, stale));
      };
      const timer = setTimeout(() => fail(`no answer within ${settings.timeoutMs} ms`), settings.timeoutMs);
      request.on('error', (error) => fail(error.message || error.name, error));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let octets = 0;
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets > mostOctets) fail(`the answer is longer than ${mostOctets} octets`);
          else chunks.push(chunk);
        });
        response.on('error', (error) => fail(`the answer broke off: ${error.message}`, error));
        response.on('end', () => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          const body = parsed(Buffer.concat(chunks).toString('utf8'));
          const words = strike(`HTTP ${status}${deviceWords(body)}`, secrets);
          tap?.(asked, { status, headers: toldHeaders(response.headers), body }, bearersIn(asked.headers));
          resolve({ status, headers: response.headers, body, words });
        });
      });
      request.end(payload);
    });
  }

  return {
    request: (method, path, call = {}) =>
      turn(async () => {
        try {
          return await exchange(method, path, call);
        } catch (error) {
          // A device that was restarted leaves dead connections behind; asking again is harmless for a read only.
          if (method !== 'GET' || !(error instanceof NoAnswer) || !error.stale) throw error;
          return exchange(method, path, call);
        }
      }),
    close: () => agent.destroy(),
  };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // A proxy's error page is an answer, too.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Those of an answer that anything may depend on. */
function toldHeaders(headers: IncomingMessage['headers']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    ['content-type', 'location', 'set-cookie'].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, headers[name]]],
    ),
  );
}

/** What lets its bearer in. */
function bearersIn(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name === 'authorization') return [value.replace(/^\w+ /, '')];
    if (name === 'cookie') return value.split('; ').map((one) => one.slice(one.indexOf('=') + 1));
    return /token|key/.test(name) ? [value] : [];
  });
}
