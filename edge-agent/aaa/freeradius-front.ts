import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import * as z from 'zod';
import type { Avp } from '../protocols/radius/avp.ts';
import type {
  FrontRequest,
  FrontService,
  KeepAnswer,
  PasswordAnswer,
  VerdictAnswer,
} from './front-service.ts';
import { plainAddress } from './nas.ts';

/** The name under which FreeRADIUS authenticates itself (HTTP Basic); the password is the token. */
const frontUser = 'freeradius';
/** A RADIUS packet of 4096 octets, each as two digits, with names. */
const largestBody = 65_536;

export interface FreeRadiusFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface FreeRadiusFrontOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  readonly service: FrontService;
  readonly onFault: (fault: unknown) => void;
}

/** A request as rlm_rest writes it with `body = 'json'`. */
const namedValues = z.record(
  z.string(),
  z.looseObject({ type: z.string(), value: z.array(z.union([z.string(), z.number()])) }),
);

interface Answer {
  readonly status: number;
  /** JSON, or words for FreeRADIUS's log. */
  readonly body?: object | string;
}

/**
 * Answers rlm_rest of a FreeRADIUS on this host (edge-agent/freeradius): `authorize` with the password, `post-auth` with the
 * verdict and the reply, `accounting` when the record is kept. The address of the NAS is in `?nas=`. Rejects with the
 * system's error if the port cannot be had.
 */
export async function openFreeRadiusFront(options: FreeRadiusFrontOptions): Promise<FreeRadiusFront> {
  const { service, onFault } = options;
  const wanted = digest(`Basic ${Buffer.from(`${frontUser}:${options.token}`).toString('base64')}`);
  const actions: Readonly<Record<string, (request: FrontRequest) => Answer | Promise<Answer>>> = {
    '/radius/authorize': (request) => passwordAnswer(service.authorize(request)),
    '/radius/post-auth': (request) => verdictAnswer(service.postAuth(request)),
    '/radius/accounting': async (request) => keepAnswer(await service.account(request)),
  };

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) {
      return problem(
        403,
        'the token is not that of this agent; FreeRADIUS must read it from freeradius-token.conf',
      );
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const action = request.method === 'POST' ? actions[url.pathname] : undefined;
    if (action === undefined) return problem(405, `POST to one of ${Object.keys(actions).join(', ')}`);
    const nasAddress = url.searchParams.get('nas') ?? '';
    if (isIP(nasAddress) === 0) return problem(400, 'nas must be the address of the NAS');
    const attributes = namedValues.safeParse(await bodyOf(request));
    if (!attributes.success) return problem(400, "the body must be rlm_rest's JSON");
    return action({ nasAddress: plainAddress(nasAddress), attributes: attributes.data });
  }

  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer),
      (fault: unknown) => {
        if (!(fault instanceof SyntaxError)) onFault(fault);
        send(
          response,
          problem(fault instanceof SyntaxError ? 400 : 500, 'the request could not be worked on'),
        );
      },
    );
  });
  // More than its pool has threads for; nobody else on this host shall use up our descriptors.
  server.maxConnections = 256;
  // FreeRADIUS keeps connections for a minute; it must be the one that ends them.
  server.keepAliveTimeout = 90_000;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

/**
 * The token, which is made once and kept in a file that only the agent's user can read, until staff let FreeRADIUS's read it.
 * The file is an item of FreeRADIUS's configuration. Throws if it is there and holds something else.
 */
export function frontToken(file: string): string {
  const fresh = randomBytes(32).toString('hex');
  try {
    writeFileSync(file, `throughline_token = "${fresh}"\n`, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = /^throughline_token = "([0-9a-f]{64})"\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
  if (kept === undefined) {
    throw new Error(`${file} holds no token; remove it, start again, and give FreeRADIUS the new one.`);
  }
  return kept;
}

/** Of equal length whatever was sent, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) throw new SyntaxError('too long');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

/** 404: unknown; 5xx: fail, and FreeRADIUS is silent. A password or a name is never expanded (`do_xlat`). */
function passwordAnswer(answer: PasswordAnswer): Answer {
  switch (answer.kind) {
    case 'password':
      return { status: 200, body: { 'control:Cleartext-Password': set('string', answer.password) } };
    case 'none needed':
      return { status: 200, body: { 'control:Auth-Type': set('string', 'Accept') } };
    case 'unknown':
      return { status: 404 };
    case 'rejected':
      return {
        status: 200,
        body: {
          'control:Auth-Type': set('string', 'Reject'),
          'reply:Reply-Message': set('string', answer.message),
        },
      };
    case 'silence':
      return problem(503, answer.reason);
  }
}

/** FreeRADIUS has no code for a refusal here, so it is told by Auth-Type. */
function verdictAnswer(answer: VerdictAnswer): Answer {
  switch (answer.kind) {
    case 'accepted':
      return { status: 200, body: replyOf(answer.attributes) };
    case 'rejected':
      return passwordAnswer(answer);
    case 'silence':
      return problem(503, answer.reason);
  }
}

function keepAnswer(answer: KeepAnswer): Answer {
  if (answer.kind === 'kept') return { status: 204 };
  return answer.kind === 'malformed'
    ? problem(400, 'the record lacks Acct-Status-Type or Acct-Session-Id')
    : problem(503, answer.reason);
}

/** Attributes that occur several times are one entry with several values. */
function replyOf(attributes: readonly Avp[]): Record<string, object> {
  const reply: Record<string, { type: string; value: (string | number)[]; op: string; do_xlat: boolean }> =
    {};
  for (const { attribute, value } of attributes) {
    const tag = attribute.kind === 'tagged-text' ? ':1' : '';
    const name = `reply:${attribute.name}${tag}`;
    const isNumber = typeof value === 'number';
    // Class is octets to FreeRADIUS, which takes text for digits.
    const told = attribute.name === 'Class' ? `0x${Buffer.from(String(value)).toString('hex')}` : value;
    const entry = reply[name];
    if (entry === undefined) reply[name] = { ...set(isNumber ? 'integer' : 'string', told), op: '+=' };
    else entry.value.push(told);
  }
  return reply;
}

function set(type: string, value: string | number) {
  return { type, value: [value], op: ':=', do_xlat: false };
}

function problem(status: number, reason: string): Answer {
  return { status, body: `${reason}\n` };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  // What was not read to its end cannot be followed by another request.
  if (status === 400 || status === 403 || status === 405) response.shouldKeepAlive = false;
  if (body === undefined) response.writeHead(status).end();
  else if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
