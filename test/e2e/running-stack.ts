import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient, Endpoints } from '../client.ts';
import { type Dialler, diallerOf } from '../demo/dialler.ts';
import { freePort } from '../free-port.ts';
import {
  type Created,
  createPlan,
  createSubscriber,
  ended,
  type Order,
  order,
  selectService,
} from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';

/** The one running stack that all suites of this folder share, and what they do with it. Filled by `open`. */

/** Of the subscriber who moves out, and then of the one who moves in. */
export const username = 'harbour12@whole';
export const password = 'the-password-of-harbour12';

export let stack: RunningStack;
export let port: number;
export let printed: string[];
export let api: ApiClient;
export let endpoints: Endpoints;
export let siteId: string;
export let nas: Dialler;
export let plan: Created;

export async function open(): Promise<void> {
  printed = [];
  port = await freePort();
  stack = await startStack({
    port,
    flags: ['--json', '--parameter', 'WebhookLoopback=allowed'],
    onLine: (line) => printed.push(line),
  });
  api = stack.api;
  endpoints = api.endpoints;
  siteId = endpoints.sites[0]!.siteId;
  nas = diallerOf(endpoints.sites[0]!);
  // A morning, so that no test runs over midnight.
  const { now } = await api.get<{ now: string }>('/clock');
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString().slice(0, 10);
  await api.put('/clock', { now: `${tomorrow}T09:00:00Z` });
  plan = await createPlan(api, 'Whole 100');
}

export function close(): Promise<void> {
  return stack.stop();
}

export const today = async (): Promise<string> => (await api.get<{ now: string }>('/clock')).now.slice(0, 10);
export const advance = (duration: string) => api.put<{ now: string }>('/clock', { advance: duration });
export const serviceOf = (id: string) => api.get<ServiceView>(`/services/${id}`);
export const invoicesOf = async (subscriberId: string) =>
  (await api.get<{ items: InvoiceView[] }>(`/invoices?subscriberId=${subscriberId}`)).items;

export function agentPid(): number {
  const file = join(stack.dataDir, 'sites', siteId, 'agent.pid');
  return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
}

export async function carriedOut(serviceId: string, what: Order, body?: object): Promise<OrderView> {
  const done = await ended(api, await order(api, serviceId, what, body));
  expect({ what, state: done.state, reason: done.reason }, done.reason).toMatchObject({
    what,
    state: 'succeeded',
  });
  return done;
}

export async function sell(
  name: string,
  login: string,
): Promise<{ subscriberId: string; serviceId: string }> {
  const subscriber = await createSubscriber(api, name);
  const service = await selectService(api, subscriber.id, plan.id, { siteId, username: login, password });
  return { subscriberId: subscriber.id, serviceId: service.id };
}
