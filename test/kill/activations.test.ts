import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { freePort } from '../free-port.ts';
import { createNas } from '../lab/nas.ts';
import { createPlan, createSubscriber, ended, selectService } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';

const kills = 100;
const services = 100;

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
console.log(`SEED=${seed}`);
const random = mulberry32(seed);

let dataDir: string;
let port: number;
let stack: RunningStack;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-kill-'));
  port = await freePort();
  stack = await startStack({ dataDir, port });
});

afterAll(async () => {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Sold {
  readonly index: number;
  readonly serviceId: string;
  readonly subscriberId: string;
  readonly username: string;
}

it(`keeps its word over ${kills} kills in ${services} activations (seed ${seed})`, async () => {
  const site = stack.api.endpoints.sites[0]!;
  const plan = await createPlan(stack.api, 'Kill 100');
  const sold: Sold[] = [];
  for (let index = 0; index < services; index++) {
    const username = `kill${index}@net`;
    const subscriber = await createSubscriber(stack.api, `Kill ${index}`);
    const service = await selectService(stack.api, subscriber.id, plan.id, {
      siteId: site.siteId,
      username,
      password: 'kill-password',
    });
    sold.push({ index, serviceId: service.id, subscriberId: subscriber.id, username });
  }

  const orders = new Map<string, Promise<string>>();
  for (let kill = 0; kill < kills; kill++) {
    const next = sold[kill];
    if (next !== undefined) orders.set(next.serviceId, activateWhateverHappens(next));
    await pause(random() * 250);
    if (random() < 0.8) await killAgents();
    else {
      await stack.kill();
      stack = await startStack({ dataDir, port });
    }
  }

  const acknowledged = new Map<string, string>();
  for (const [serviceId, order] of orders) acknowledged.set(serviceId, await order);
  expect(acknowledged.size).toBe(services);

  const outcomes = await Promise.all(
    sold.map(async (service) => {
      const order: OrderView = await ended(stack.api, acknowledged.get(service.serviceId)!, 300_000);
      return { ...service, order, view: await stack.api.get<ServiceView>(`/services/${service.serviceId}`) };
    }),
  );
  for (const { order, view } of outcomes) {
    if (order.state === 'succeeded')
      expect(view).toMatchObject({ state: 'active', network: { status: 'in-sync' } });
    else
      expect(view, JSON.stringify(order)).toMatchObject({
        state: 'failed',
        failure: { reason: expect.stringMatching(/\w/) },
      });
  }
  const active = outcomes.filter(({ view }) => view.state === 'active');
  console.log(`${active.length} active, ${outcomes.length - active.length} failed with a reason`);
  // An agent is back within seconds, so that a kill of it alone is no reason to fail.
  expect(active.length).toBeGreaterThan(services / 2);

  await eachActiveServiceHasOneInvoice(outcomes);
  await replicaEqualsDesiredState(
    site.siteId,
    outcomes.map(({ view }) => view),
  );
  await usernamesAreHeldOnce(sold[0]!, plan.id, site.siteId);
  await theNetworkAgrees(outcomes);
});

/** Sends the request with one key until it is acknowledged: what a careful client does when a server dies under it. */
async function activateWhateverHappens({ serviceId }: Sold): Promise<string> {
  for (;;) {
    try {
      const { orderId } = await api().post<{ orderId: string }>(
        `/services/${serviceId}/activate`,
        {},
        { 'idempotency-key': serviceId },
      );
      return orderId;
    } catch (error) {
      if (error instanceof Error && error.name === 'ApiError' && !/: 5\d\d /.test(error.message)) throw error;
      await pause(100);
    }
  }
}

function api(): ApiClient {
  return stack.api;
}

async function eachActiveServiceHasOneInvoice(
  outcomes: readonly (Sold & { view: ServiceView })[],
): Promise<void> {
  for (const { subscriberId, view } of outcomes) {
    const wanted = view.state === 'active' ? 1 : 0;
    const path = `/invoices?subscriberId=${subscriberId}`;
    const { items } = await api().until<{ items: InvoiceView[] }>(
      path,
      ({ items }) => items.length >= wanted,
      120_000,
    );
    expect(items, view.id).toHaveLength(wanted);
  }
}

/** Looks into the agent's own file, once it has had the time to compare after the last kill. */
async function replicaEqualsDesiredState(siteId: string, views: readonly ServiceView[]): Promise<void> {
  const wanted = views
    .filter(({ state }) => state === 'active')
    .map(({ id, network }) => `${id}:${network.revision}`)
    .sort();
  const file = findDatabase(join(dataDir, 'sites', siteId));
  const deadline = performance.now() + 60_000;
  for (;;) {
    const held = readReplica(file);
    if (JSON.stringify(held) === JSON.stringify(wanted)) return;
    if (performance.now() > deadline) {
      expect(held).toEqual(wanted);
      return;
    }
    await pause(250);
  }
}

function findDatabase(folder: string): string {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.db'),
  );
  if (file === undefined) throw new Error(`no database below ${folder}`);
  return join(folder, file);
}

function readReplica(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db
      .prepare('SELECT serviceId, revision FROM replica WHERE present = 1 ORDER BY serviceId')
      .all()
      .map((row) => `${row['serviceId']}:${row['revision']}`);
  } finally {
    db.close();
  }
}

async function usernamesAreHeldOnce({ username }: Sold, planId: string, siteId: string): Promise<void> {
  const other = await createSubscriber(api(), 'Second taker');
  const answer = await api().request('POST', `/subscribers/${other.id}/services`, {
    planId,
    access: { technology: 'pppoe', siteId, username, password: 'other-password' },
  });
  expect(answer.status).toBe(409);
  expect(answer.body['code']).toBe('store.claim-taken');
}

async function theNetworkAgrees(outcomes: readonly (Sold & { view: ServiceView })[]): Promise<void> {
  const { radius } = api().endpoints.sites[0]!;
  const nas = await createNas({
    host: '127.0.0.1',
    radius: { host: radius.auth.host, auth: radius.auth.port, acct: radius.acct.port, secret: radius.secret },
    interimMs: 0,
  });
  const answers = await Promise.all(
    outcomes.map(async ({ username, view }) => {
      const { accepted } = await nas.dial({ username, password: 'kill-password' });
      return { username, accepted, state: view.state };
    }),
  );
  await nas.close();
  expect(answers.filter(({ accepted, state }) => accepted !== (state === 'active'))).toEqual([]);
}

async function killAgents(): Promise<void> {
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const commandLine = readCommandLine(entry);
    if (commandLine.includes('edge-agent/main.ts') && commandLine.includes(dataDir))
      process.kill(Number(entry), 'SIGKILL');
  }
}

/** A process may end while it is looked at. */
function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ESRCH'
    )
      return '';
    throw error;
  }
}

/** A small generator with a seed, so that a run can be repeated. */
function mulberry32(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
