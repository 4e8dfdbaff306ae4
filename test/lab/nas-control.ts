import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createNas, type Nas } from './nas.ts';

const port = z.int().min(0).max(65_535);

/** The config file of a simulated NAS as a process. Port 0 takes any free one. */
const nasConfiguration = z.strictObject({
  host: z.ipv4().default('127.0.0.1'),
  radius: z.strictObject({ host: z.ipv4(), auth: port, acct: port, secret: z.string().min(1) }),
  coaPort: port.default(0),
  coaSecret: z.string().min(1).optional(),
  controlPort: port.default(0),
  identifier: z.string().min(1).optional(),
  signs: z.boolean().default(true),
  /** `as-told`: interim records at Acct-Interim-Interval, as a real NAS does. */
  interimMs: z.union([z.int().min(0), z.literal('as-told')]).default('as-told'),
});

const orders = {
  '/dial': z.strictObject({
    username: z.string(),
    password: z.string(),
    method: z.enum(['pap', 'chap', 'mschapv2']).optional(),
    callingStationId: z.string().optional(),
  }),
  '/hang-up': z.strictObject({ sessionId: z.string() }),
  '/interim': z.strictObject({
    sessionId: z.string(),
    uploadOctets: z.int().min(0).default(0),
    downloadOctets: z.int().min(0).default(0),
  }),
  '/mode': z.strictObject({ coa: z.enum(['obey', 'refuse', 'silent', 'lie', 'stall']) }),
  '/reboot': z.strictObject({}),
};

async function obey(nas: Nas, path: string, body: unknown): Promise<unknown> {
  switch (path) {
    case '/dial': {
      const { callingStationId, method, ...login } = orders['/dial'].parse(body);
      return nas.dial({
        ...login,
        ...(method === undefined ? {} : { method }),
        ...(callingStationId === undefined ? {} : { callingStationId }),
      });
    }
    case '/hang-up':
      return { acknowledged: await nas.hangUp(orders['/hang-up'].parse(body).sessionId) };
    case '/interim': {
      const { sessionId, uploadOctets, downloadOctets } = orders['/interim'].parse(body);
      nas.traffic(sessionId, uploadOctets, downloadOctets);
      return { acknowledged: await nas.interim(sessionId) };
    }
    case '/mode':
      nas.coaMode = orders['/mode'].parse(body).coa;
      return { coa: nas.coaMode };
    case '/reboot':
      return { acknowledged: await nas.reboot() };
    default:
      throw new Error(`there is no ${path}; it is one of ${Object.keys(orders).join(', ')}`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}

/**
 * Runs a simulated NAS until SIGTERM. It is told what to do over HTTP on the loopback: `POST /dial`, `/hang-up`,
 * `/interim`, `/mode`, `/reboot` (bodies as in `orders`) and `GET /sessions`. Prints one JSON line
 * `{ "ready": true, "control": URL, "coaPort": N }`.
 */
export async function runNas(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new Error('give --config FILE');
  const configuration = nasConfiguration.parse(JSON.parse(readFileSync(values.config, 'utf8')));
  const { coaSecret, identifier, ...rest } = configuration;
  const nas = await createNas({
    ...rest,
    ...(coaSecret === undefined ? {} : { coaSecret }),
    ...(identifier === undefined ? {} : { identifier }),
  });
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const path = request.url ?? '/';
    if (request.method === 'GET' && path === '/sessions') {
      answer(200, { sessions: nas.sessions() });
      return;
    }
    bodyOf(request)
      .then((body) => obey(nas, path, body))
      .then(
        (result) => answer(200, result),
        (error: unknown) => answer(400, { error: error instanceof Error ? error.message : String(error) }),
      );
  });
  server.listen(configuration.controlPort, '127.0.0.1');
  await once(server, 'listening');
  const { port: controlPort } = server.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ ready: true, control: `http://127.0.0.1:${controlPort}`, coaPort: nas.coaPort })}\n`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      void nas.close();
    });
  }
}
