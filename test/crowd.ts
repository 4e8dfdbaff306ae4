import type { ServiceView } from '../functions/contracts/http/services.ts';
import type { ApiClient } from './client.ts';
import { createNas, type Nas } from './lab/nas.ts';
import { type Created, createSubscriber, ended, order, selectService } from './lifecycle.ts';

/** Many active subscribers on simulated NAS of a running stack, for what is done to many at once. */

export interface CrowdMember {
  readonly serviceId: string;
  readonly subscriberId: string;
  readonly username: string;
}

export const crowdPassword = 'one-of-the-crowd';
const nasSecret = 'a secret of the crowd’s NAS';
const atOnce = 16;

/** Does it for every item, some at a time. */
export async function forEach<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T, i);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** A NAS at an address of its own, entered as a node of the site and known to the site's agent. */
export async function enterNas(
  api: ApiClient,
  host: string,
  driver: string,
  settings: object = {},
  /** A line on the way of its accounting. */
  line: { readonly acct?: { readonly port: number }; readonly attempts?: number } = {},
): Promise<Nas & { readonly nodeId: string }> {
  const site = api.endpoints.sites[0]!;
  const { auth, acct } = site.radius;
  const nas = await createNas({
    host,
    radius: { host: auth.host, auth: auth.port, acct: line.acct?.port ?? acct.port, secret: nasSecret },
    interimMs: 0,
    ...(line.attempts === undefined ? {} : { attempts: line.attempts }),
  });
  const { id } = await api.post<Created>('/access-nodes', {
    siteId: site.siteId,
    kind: 'nas',
    name: `NAS at ${host}`,
    driver,
    address: host,
    settings: { coaPort: nas.coaPort, ...settings },
    credentials: { secret: nasSecret },
  });
  // An unknown NAS is answered by silence.
  for (;;) {
    const { silent } = await nas.dial({ username: 'nobody', password: 'none' });
    if (!silent) return Object.assign(nas, { nodeId: id });
  }
}

/** Sells and activates a service for each username. */
export function settle(api: ApiClient, planId: string, usernames: readonly string[]): Promise<CrowdMember[]> {
  const { siteId } = api.endpoints.sites[0]!;
  return forEach(usernames, async (username) => {
    const subscriber = await createSubscriber(api, `Crowd ${username}`);
    const service: ServiceView = await selectService(api, subscriber.id, planId, {
      siteId,
      username,
      password: crowdPassword,
    });
    const done = await ended(api, await order(api, service.id, 'activate'), 120_000);
    if (done.state !== 'succeeded') throw new Error(`${username} was not activated: ${done.reason}`);
    return { serviceId: service.id, subscriberId: subscriber.id, username };
  });
}

/** Everybody logs in. */
export async function comeOnline(nas: Nas, members: readonly CrowdMember[]): Promise<void> {
  await forEach(members, async ({ username }) => {
    const { accepted } = await nas.dial({ username, password: crowdPassword });
    if (!accepted) throw new Error(`${username} was not let in`);
  });
}
