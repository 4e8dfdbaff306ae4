import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import { plainAddress } from '../aaa/nas.ts';

/** Where somebody is led, and whether their line is in the walled garden. */
export interface Lead {
  readonly isCaptive: boolean;
  /** Undefined while nobody has said where the portal is. */
  readonly to: string | undefined;
}

export interface DoorOptions {
  readonly host: string;
  readonly port: number;
  /** By the address that a connection comes from, and by nothing that is said in it. */
  readonly lead: (address: string) => Promise<Lead>;
  readonly onFault: (fault: unknown) => void;
  readonly patience?: Partial<Patience>;
}

/** Milliseconds. */
interface Patience {
  /** For the head of a request. */
  readonly head: number;
  /** From the first octet to the last, with the cloud's answer in between. */
  readonly whole: number;
}

export interface Door {
  readonly address: AddressInfo;
  close(): Promise<void>;
}

const largestHead = 8192;
const mostHeaders = 64;
const usualPatience: Patience = { head: 5000, whole: 10_000 };
const mostConnections = 512;
/** A phone asks a few things at once; a home has some phones. */
const mostOfOneLine = 16;
const mostOfOneLineInASecond = 30;
const retryAfterSeconds = '30';
/** RFC 8908 §4. */
const captiveJson = 'application/captive+json';

/**
 * Answers whatever is asked by HTTP, for the router leads here what was meant for others: with the way to the page, or by
 * RFC 8908 with whether there is a need. Nothing that is sent is read but the method and what is accepted. Rejects with the
 * system's error if the port cannot be had.
 */
export async function openDoor({ host, port, lead, onFault, patience }: DoorOptions): Promise<Door> {
  const { head, whole } = { ...usualPatience, ...patience };
  /** One connection, one request: who sends another before the answer is no browser. */
  const served = new WeakSet<Socket>();
  const server = createServer(
    {
      maxHeaderSize: largestHead,
      headersTimeout: head,
      requestTimeout: head,
      connectionsCheckingInterval: head / 10,
      requireHostHeader: false,
    },
    (request, response) => {
      const { socket } = request;
      if (served.has(socket)) {
        socket.destroy();
        return;
      }
      served.add(socket);
      answer(request, response, lead).catch((fault: unknown) => {
        onFault(fault);
        response.destroy();
      });
    },
  );
  server.maxConnections = mostConnections;
  server.maxHeadersCount = mostHeaders;
  const perLine = new Map<string, number>();
  const lately = { second: 0, ofLine: new Map<string, number>() };
  function arrivals(line: string): number {
    const second = Math.floor(performance.now() / 1000);
    if (second !== lately.second) lately.ofLine.clear();
    lately.second = second;
    const count = (lately.ofLine.get(line) ?? 0) + 1;
    lately.ofLine.set(line, count);
    return count;
  }
  server.on('connection', (socket: Socket) => {
    const line = lineOf(plainAddress(socket.remoteAddress ?? ''));
    if (arrivals(line) > mostOfOneLineInASecond) {
      socket.destroy();
      return;
    }
    const count = (perLine.get(line) ?? 0) + 1;
    perLine.set(line, count);
    const deadline = setTimeout(() => socket.destroy(), whole);
    socket.once('close', () => {
      clearTimeout(deadline);
      const left = perLine.get(line)! - 1;
      if (left === 0) perLine.delete(line);
      else perLine.set(line, left);
    });
    if (count > mostOfOneLine) socket.destroy();
  });
  server.listen(port, host);
  await once(server, 'listening');
  server.on('error', onFault);
  return {
    address: server.address() as AddressInfo,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  lead: DoorOptions['lead'],
): Promise<void> {
  const { socket, method, headers } = request;
  // A body is not looked at.
  response.shouldKeepAlive = false;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { isCaptive, to } = await lead(plainAddress(socket.remoteAddress ?? ''));
  if (headers.accept?.toLowerCase().includes(captiveJson) === true) {
    const told = { captive: isCaptive, ...(to === undefined ? {} : { 'user-portal-url': to }) };
    response.writeHead(200, { 'content-type': captiveJson }).end(JSON.stringify(told));
  } else if (to === undefined) {
    response.writeHead(503, { 'retry-after': retryAfterSeconds }).end();
  } else {
    response.writeHead(302, { location: to }).end();
  }
}

/** Addresses that one line can have as many of as it likes are counted as one. */
function lineOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = ''] = address.split('::');
  return head.split(':').slice(0, 4).join(':');
}
