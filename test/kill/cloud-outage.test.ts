import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { Answer, ApiClient } from '../client.ts';
import { freePort } from '../free-port.ts';
import { createNas, type DialResult, type Login, type Nas } from '../lab/nas.ts';
import { createPlan, createSubscriber, ended, type Order, order, selectService } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';

const services = 30;
const password = 'outage-password';
const methods = ['pap', 'chap', 'mschapv2'] as const satisfies readonly Login['method'][];
const atOnce = 6;
const patienceMs = 60_000;
/** Between two reports of one session. */
const paceMs = 50;

let dataDir: string;
let port: number;
let stack: RunningStack;
let nas: Nas;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-outage-'));
  port = await freePort();
  stack = await startStack({ dataDir, port });
  const { radius } = stack.api.endpoints.sites[0]!;
  nas = await createNas({
    host: '127.0.0.1',
    radius: { host: radius.auth.host, auth: radius.auth.port, acct: radius.acct.port, secret: radius.secret },
    identifier: 'outage-nas',
    interimMs: 0,
    retransmitMs: 300,
    // Until an agent that is replaced listens again, on a machine that has other things to do.
    attempts: 60,
  });
});

afterAll(async () => {
  await nas.close();
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Sold {
  readonly serviceId: string;
  readonly username: string;
}

interface StoredRecord {
  readonly epoch: string;
  readonly sequence: number;
  readonly sessionId: string;
  readonly kind: string;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

it('the site goes on without the cloud, and the cloud learns of every record once', async () => {
  const site = stack.api.endpoints.sites[0]!;
  const plan = await createPlan(stack.api, 'Outage 100');
  const sold = await inBatches(
    Array.from({ length: services + 1 }, (_, index) => index),
    (index) => sell(stack.api, plan.id, site.siteId, `outage${index}@net`),
  );
  const [latecomer, ...active] = sold as [Sold, ...Sold[]];
  await inBatches(active, ({ serviceId }) => succeeds(stack.api, serviceId, 'activate'));
  const [suspended, ...others] = active as [Sold, ...Sold[]];
  await succeeds(stack.api, suspended.serviceId, 'suspend');

  // What the NAS is owed an acknowledgement for; it has none that it was not given.
  let sent = 0;
  const online = new Map<string, Sold>();
  const logIn = async (who: Sold, method: Login['method'] = 'pap'): Promise<string> => {
    const dialled = await dial(who, method);
    expect(dialled.accepted, `${who.username} by ${method}: ${JSON.stringify(dialled.attributes)}`).toBe(
      true,
    );
    sent++;
    online.set(dialled.session!.sessionId, who);
    return dialled.session!.sessionId;
  };
  const report = async (sessionId: string, octets: number): Promise<void> => {
    nas.traffic(sessionId, octets, octets * 10);
    sent++;
    expect(await nas.interim(sessionId)).toBe(true);
  };
  const hangUp = async (sessionId: string): Promise<void> => {
    online.delete(sessionId);
    sent++;
    expect(await nas.hangUp(sessionId, 'User-Request')).toBe(true);
  };

  // Online before the outage, and still talking while the cloud dies.
  const early = await inBatches(others.slice(0, 10), (who) => logIn(who));
  const talking = Promise.all(early.map((sessionId, index) => report(sessionId, 1000 + index)));
  await stack.kill();
  await talking;

  await expect(fetch(`${stack.api.endpoints.api}/openapi.json`)).rejects.toThrow('fetch failed');
  // The kernel tells the database's watch of the death, which takes it a moment.
  await expect.poll(() => processesOf('dynoxide')).toEqual([]);
  const [agent, ...more] = processesOf('edge-agent/main.ts');
  expect([agent === undefined, more]).toEqual([false, []]);

  const strangers = [suspended, latecomer, { username: others[0]!.username, password: 'a wrong one' }];
  const refusals = await Promise.all(strangers.flatMap((who) => methods.map((method) => dial(who, method))));
  for (const refusal of refusals) expect(refusal).toMatchObject({ accepted: false, silent: false });
  await inBatches(others.slice(10), (who, index) => logIn(who, methods[index % methods.length]));
  for (let round = 1; round <= 5; round++) {
    await Promise.all([...online.keys()].map((sessionId, index) => report(sessionId, round * 100 + index)));
  }
  // Half of them end, and some of those come again.
  const ending = [...online].filter((_, index) => index % 2 === 0);
  await Promise.all(ending.map(([sessionId]) => hangUp(sessionId)));
  await Promise.all(ending.slice(0, 5).map(([, who], index) => logIn(who, methods[index % methods.length])));
  // Power fails at the NAS: what was open is gone, and only the announcement of its start says so.
  const lost = [...online.values()];
  online.clear();
  sent++;
  expect(await nas.reboot()).toBe(true);
  await Promise.all(lost.slice(0, 10).map((who, index) => logIn(who, methods[index % methods.length])));

  // Subscribers do not wait for the cloud to come back, nor for the agent that it replaces.
  let back = false;
  const meanwhile = (async () => {
    for (let octets = 10_000; !back; octets++) {
      await Promise.all([...online.keys()].map((sessionId) => report(sessionId, octets)));
      await pause(paceMs);
    }
  })();
  stack = await startStack({ dataDir, port });
  back = true;
  await meanwhile;
  expect(processesOf('edge-agent/main.ts')).toHaveLength(1);
  expect(processesOf('edge-agent/main.ts')).not.toEqual([agent]);

  // The first order after the outage need not wait for the backlog.
  await succeeds(stack.api, latecomer.serviceId, 'activate');
  await logIn(latecomer, 'mschapv2');
  await succeeds(stack.api, suspended.serviceId, 'resume');
  await logIn(suspended);

  expect(nas.acknowledged).toHaveLength(sent);
  expect(sent).toBeGreaterThan(300);
  const stored = await everyRecord(stack.api, site.siteId, sent);
  expect(stored.map(nameOf).sort()).toEqual(nas.acknowledged.map(nameOf).sort());
  expect(new Set(stored.map(({ epoch }) => epoch)).size).toBe(1);
  expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index + 1));

  await theCloudKnowsWhoIsOnline(sold, online);
});

it('the database dies under the stack, again and again, and nothing that was acknowledged is lost', async () => {
  const { siteId } = stack.api.endpoints.sites[0]!;
  const plan = await createPlan(stack.api, 'Outage of the database');
  const sold = await sell(stack.api, plan.id, siteId, 'database@net');
  const before = nas.acknowledged.length;
  let over = false;
  let octets = 1_000_000;
  const talking = (async () => {
    for (; !over; octets++) {
      await Promise.all(
        nas.sessions().map(({ sessionId }) => {
          nas.traffic(sessionId, octets, octets);
          return nas.interim(sessionId);
        }),
      );
      await pause(paceMs);
    }
  })();
  const orders: string[] = [];
  try {
    for (const what of ['activate', 'suspend', 'resume', 'suspend', 'resume'] as const) {
      const asking = orderWhateverHappens(sold.serviceId, what, `database-${orders.length}`);
      const [database] = processesOf(/^\S+dynoxide serve/);
      if (database !== undefined) process.kill(Number(database), 'SIGKILL');
      orders.push(await asking);
      const { state, reason } = await endOf(orders.at(-1)!);
      expect({ what, state, reason }).toEqual({ what, state: 'succeeded', reason: undefined });
    }
  } finally {
    over = true;
    await talking;
  }
  expect(new Set(orders).size).toBe(orders.length);
  expect((await dial(sold, 'pap')).accepted).toBe(true);
  expect(nas.acknowledged.length).toBeGreaterThan(before + 50);
  const stored = await everyRecord(stack.api, siteId, nas.acknowledged.length);
  expect(stored.map(nameOf).sort()).toEqual(nas.acknowledged.map(nameOf).sort());
  expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index + 1));
});

/** Asks with one key until there is an answer: what a careful client does. */
async function orderWhateverHappens(serviceId: string, what: Order, key: string): Promise<string> {
  const path = `/services/${serviceId}/${what}`;
  const answer = await untilSound(() => stack.api.request('POST', path, {}, { 'idempotency-key': key }));
  expect([answer.status, answer.body]).toEqual([202, { orderId: expect.any(String) }]);
  return String(answer.body['orderId']);
}

async function endOf(orderId: string): Promise<OrderView> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { body } = await untilSound(() => stack.api.request('GET', `/orders/${orderId}`));
    const seen = body as unknown as OrderView;
    if (seen.endedAt !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`the order does not end: ${JSON.stringify(seen)}`);
  }
}

/** Asks again while the answer is a fault of the server. */
async function untilSound(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer.status < 500 || performance.now() > deadline) return answer;
  }
}

async function sell(api: ApiClient, planId: string, siteId: string, username: string): Promise<Sold> {
  const subscriber = await createSubscriber(api, `Owner of ${username.replace('@', ' at ')}`);
  const { id } = await selectService(api, subscriber.id, planId, { siteId, username, password });
  return { serviceId: id, username };
}

async function succeeds(api: ApiClient, serviceId: string, what: Order): Promise<void> {
  const { state, reason } = await ended(api, await order(api, serviceId, what));
  expect({ what, state, reason }).toEqual({ what, state: 'succeeded', reason: undefined });
}

function dial(who: { username: string; password?: string }, method: Login['method']): Promise<DialResult> {
  return nas.dial({ username: who.username, password: who.password ?? password, method: method ?? 'pap' });
}

function nameOf({ sessionId, kind, uploadOctets, downloadOctets }: Omit<StoredRecord, 'epoch' | 'sequence'>) {
  return `${sessionId} ${kind} ${uploadOctets} ${downloadOctets}`;
}

/** All pages, once there are at least as many records as were acknowledged. */
async function everyRecord(api: ApiClient, siteId: string, atLeast: number): Promise<StoredRecord[]> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const records: StoredRecord[] = [];
    for (let cursor = ''; ; ) {
      const page = await api.get<{ items: StoredRecord[]; nextCursor?: string }>(
        `/sites/${siteId}/accounting-records?limit=40${cursor}`,
      );
      records.push(...page.items);
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    if (records.length >= atLeast || performance.now() > deadline) return records;
  }
}

/** Every service shows its newest session as the NAS knows it, and is as it was ordered. */
async function theCloudKnowsWhoIsOnline(
  sold: readonly Sold[],
  online: ReadonlyMap<string, Sold>,
): Promise<void> {
  const open = new Map([...online].map(([sessionId, { serviceId }]) => [serviceId, sessionId]));
  const sessions = new Map(nas.sessions().map((session) => [session.sessionId, session]));
  expect([...sessions.keys()].sort()).toEqual([...online.keys()].sort());
  for (const { serviceId, username } of sold) {
    const view = await stack.api.get<ServiceView>(`/services/${serviceId}`);
    expect(view, username).toMatchObject({ state: 'active', network: { status: 'in-sync' } });
    const session = sessions.get(open.get(serviceId) ?? '');
    if (session === undefined) {
      expect(view.session?.terminateCause, username).toMatch(/^(User-Request|NAS-Reboot)$/);
      expect(view.session?.endedAt, username).toBeDefined();
    } else {
      const { sessionId, uploadOctets, downloadOctets } = session;
      expect(view.session, username).toMatchObject({ sessionId, username, uploadOctets, downloadOctets });
      expect(view.session?.endedAt, username).toBeUndefined();
    }
  }
}

async function inBatches<T, R>(
  things: readonly T[],
  work: (thing: T, index: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < things.length; from += atOnce) {
    done.push(
      ...(await Promise.all(
        things.slice(from, from + atOnce).map((thing, index) => work(thing, from + index)),
      )),
    );
  }
  return done;
}

/** Ids of the processes that have the program and the data folder on their command line. */
function processesOf(program: string | RegExp): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const commandLine = readCommandLine(pid);
      return (
        (typeof program === 'string' ? commandLine.includes(program) : program.test(commandLine)) &&
        commandLine.includes(dataDir)
      );
    });
}

/** A process may end while it is looked at. */
function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
