import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Gear, GearModel } from './gear-model.ts';
import { type Memory, openMemory } from './memory.ts';

/**
 * Runs simulated gear, as many devices as are asked for, in one thread: one that `npm start` makes, or a process of its
 * own (`node test/lab/gear.ts --config FILE`). Each is told over HTTP on the loopback what to do and how to misbehave:
 * `GET <control>` lists it. A device's code is loaded when the first of its kind is opened.
 */

const port = z.int().min(0).max(65_535);

const deviceGiven = z.strictObject({
  /** Path of its control below the control server, such as `sit_1/pyhss`. */
  id: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/),
  /** A file of gear/. */
  driver: z.string(),
  host: z.string().default('127.0.0.1'),
  port: port.default(0),
  /** File in which it keeps what it holds; without one it forgets. */
  memory: z.string().exactOptional(),
  given: z.unknown(),
});
type DeviceGiven = z.output<typeof deviceGiven>;

/** What the owner of the thread asks; every request is answered once, by its number. */
const request = z.union([
  z.strictObject({ ask: z.int(), open: deviceGiven }),
  z.strictObject({ ask: z.int(), close: z.string() }),
]);

interface Open {
  readonly gear: Gear;
  readonly memory: Memory | undefined;
}

const folder = new URL('./gear/', import.meta.url);
const devices = new Map<string, Open>();

async function open({ id, driver, host, port, memory: file, given }: DeviceGiven): Promise<Gear> {
  const models = readdirSync(folder).map((name) => name.slice(0, -'.ts'.length));
  if (!models.includes(driver))
    throw new Error(`there is no simulated ${driver}; there are ${models.join(', ')}`);
  const { default: model } = (await import(new URL(`${driver}.ts`, folder).href)) as { default: GearModel };
  // A thread that is ended writes no cache of its own accord.
  flushCompileCache();
  const memory = file === undefined ? undefined : openMemory(file);
  try {
    const gear = await model.open(given, { host, port, ...(memory === undefined ? {} : { memory }) });
    devices.set(id, { gear, memory });
    return gear;
  } catch (error) {
    memory?.close();
    throw error;
  }
}

async function close(id: string): Promise<void> {
  const device = devices.get(id);
  devices.delete(id);
  await device?.gear.close();
  device?.memory?.close();
}

async function serve(incoming: IncomingMessage): Promise<{ status: number; body: unknown }> {
  // A page of some website in a browser on this machine has no business here.
  if (incoming.headers.origin !== undefined) return { status: 403, body: { error: 'not from a web page' } };
  const path = (incoming.url ?? '/').slice(1);
  const id = [...devices.keys()].find((one) => path === one || path.startsWith(`${one}/`));
  const gear = id === undefined ? undefined : devices.get(id)?.gear;
  if (id === undefined || gear === undefined) {
    return {
      status: 404,
      body: { error: `there is no such device; there are ${[...devices.keys()].join(', ')}` },
    };
  }
  const what = path.slice(id.length + 1);
  const { orders, views } = gear;
  if (incoming.method === 'GET') {
    const view = Object.hasOwn(views, what) ? views[what] : undefined;
    if (view !== undefined) return { status: 200, body: view() };
    if (what === '') return { status: 200, body: { orders: Object.keys(orders), views: Object.keys(views) } };
    return {
      status: 404,
      body: { error: `there is no ${what}; it is one of ${Object.keys(views).join(', ')}` },
    };
  }
  const order = Object.hasOwn(orders, what) ? orders[what] : undefined;
  if (order === undefined) {
    return {
      status: 404,
      body: { error: `there is no ${what}; it is one of ${Object.keys(orders).join(', ')}` },
    };
  }
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
  try {
    return { status: 200, body: (await order(text === '' ? {} : JSON.parse(text))) ?? {} };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

/** Answers the control server's address. */
async function listen(controlPort: number): Promise<{ url: string; stop(): void }> {
  const server = createServer((incoming, response: ServerResponse) => {
    void serve(incoming).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });
  server.listen(controlPort, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serveOwner(owner: MessagePort, controlPort: number): Promise<void> {
  const { url } = await listen(controlPort);
  // One after the other: an answer is about what was asked before it.
  let queue = Promise.resolve();
  owner.on('message', (message: unknown) => {
    const asked = request.parse(message);
    queue = queue.then(async () => {
      try {
        if ('close' in asked) {
          await close(asked.close);
          owner.postMessage({ ask: asked.ask });
          return;
        }
        const { port: at, settings = {} } = await open(asked.open);
        owner.postMessage({ ask: asked.ask, port: at, settings, control: `${url}/${asked.open.id}` });
      } catch (error) {
        const { message: words, code } = error as Error & { code?: unknown };
        owner.postMessage({
          ask: asked.ask,
          error: words,
          ...(code === 'EADDRINUSE' ? { inUse: true } : {}),
        });
      }
    });
  });
}

const configuration = z.strictObject({ controlPort: port.default(0), gear: z.array(deviceGiven).min(1) });

/** Until SIGTERM. Prints one JSON line: `{ "ready": true, "gear": [{ "id", "port", "control" }] }`. */
async function runAlone(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new Error('give --config FILE');
  const { controlPort, gear } = configuration.parse(JSON.parse(readFileSync(values.config, 'utf8')));
  const { url, stop } = await listen(controlPort);
  const running = [];
  for (const device of gear) {
    const { port: at, settings } = await open(device);
    running.push({ id: device.id, port: at, settings, control: `${url}/${device.id}` });
  }
  process.stdout.write(`${JSON.stringify({ ready: true, gear: running })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop();
      for (const id of [...devices.keys()]) void close(id);
    });
  }
}

if (parentPort !== null) {
  const { controlPort } = z.object({ controlPort: port }).parse(workerData);
  await serveOwner(parentPort, controlPort);
} else await runAlone(process.argv.slice(2));
