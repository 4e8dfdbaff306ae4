import { setTimeout as pause } from 'node:timers/promises';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient } from '../client.ts';
import { createNas, type Nas } from '../lab/nas.ts';
import { createPlan, createSubscriber, ended, order, selectService } from '../lifecycle.ts';
import { startStack } from '../stack.ts';
import { type BenchRow, percentile } from './rows.ts';

const sequential = 60;
const burst = 50;
const paced = 100;
const perSecond = 10;
/** How often a waiting subscriber dials: a measured time is late by at most this. Many waiting at once dial less often, as the dialling itself would fill the machine. */
const dialEveryMs = 5;
const crowdDialsEveryMs = 25;

interface Sample {
  readonly totalMs: number;
  readonly order: OrderView;
}

/** From the request to activate until RADIUS accepts the new subscriber, on a stack of its own. */
export async function run(): Promise<BenchRow[]> {
  const stack = await startStack();
  try {
    const site = stack.api.endpoints.sites[0]!;
    const { auth, acct, secret } = site.radius;
    const nas = await createNas({
      host: '127.0.0.1',
      radius: { host: auth.host, auth: auth.port, acct: acct.port, secret },
      interimMs: 0,
      identifier: 'bench-nas',
    });
    const plan = await createPlan(stack.api, 'Bench 100');
    const prepare = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => select(stack.api, site.siteId, plan.id, i)));
    const measure = (service: Ready, everyMs: number) => activate(stack.api, nas, service, everyMs);

    for (const service of await prepare(10)) await measure(service, dialEveryMs);

    const one: Sample[] = [];
    for (const service of await prepare(sequential)) one.push(await measure(service, dialEveryMs));

    const many = await Promise.all(
      (await prepare(burst)).map((service) => measure(service, crowdDialsEveryMs)),
    );

    const ready = await prepare(paced);
    const steady = await Promise.all(
      ready.map((service, i) =>
        pause((i * 1000) / perSecond).then(() => measure(service, crowdDialsEveryMs)),
      ),
    );
    await nas.close();
    return [...rows('', one), ...rows('burst_', many), ...rows('paced_', steady), ...stages(one)];
  } finally {
    await stack.stop();
  }
}

interface Ready {
  readonly serviceId: string;
  readonly username: string;
}

let made = 0;

async function select(api: ApiClient, siteId: string, planId: string, index: number): Promise<Ready> {
  const username = `bench${made++}@net`;
  const subscriber = await createSubscriber(api, `Bench ${index}`);
  const service: ServiceView = await selectService(api, subscriber.id, planId, {
    siteId,
    username,
    password: 'benchmark',
  });
  return { serviceId: service.id, username };
}

async function activate(
  api: ApiClient,
  nas: Nas,
  { serviceId, username }: Ready,
  everyMs: number,
): Promise<Sample> {
  const from = performance.now();
  const accepted = firstAccept(nas, username, everyMs);
  const orderId = await order(api, serviceId, 'activate');
  const totalMs = (await accepted) - from;
  return { totalMs, order: await ended(api, orderId) };
}

/** Dials until the first accept. A reject is answered late on purpose, so the next attempt does not wait for it. */
async function firstAccept(nas: Nas, username: string, everyMs: number): Promise<number> {
  let acceptedAt: number | undefined;
  const attempts: Promise<void>[] = [];
  while (acceptedAt === undefined) {
    attempts.push(
      nas.dial({ username, password: 'benchmark' }).then(({ accepted }) => {
        if (accepted) acceptedAt ??= performance.now();
      }),
    );
    await pause(everyMs);
  }
  return acceptedAt;
}

function rows(prefix: string, samples: readonly Sample[]): BenchRow[] {
  const sorted = samples.map(({ totalMs }) => totalMs).sort((a, b) => a - b);
  return [0.5, 0.95, 0.99].map((share) => ({
    bench: 'activation',
    metric: `${prefix}p${Math.round(share * 100)}`,
    value: percentile(sorted, share),
    unit: 'ms',
  }));
}

/** Where the time goes, by the instants on the order: median of each stretch, one at a time. */
function stages(samples: readonly Sample[]): BenchRow[] {
  const stretches = new Map<string, number[]>();
  for (const { order } of samples) {
    let before = order.requestedAt;
    for (const { name, at } of [...order.steps, { name: 'ended', at: order.endedAt ?? before }]) {
      const list = stretches.get(name) ?? [];
      list.push(Date.parse(at) - Date.parse(before));
      stretches.set(name, list);
      before = at;
    }
  }
  return [...stretches].map(([name, list]) => ({
    bench: 'activation',
    metric: `stage_${name.replace(/[^a-z0-9]+/gi, '_')}`,
    value: percentile(
      list.sort((a, b) => a - b),
      0.5,
    ),
    unit: 'ms',
  }));
}
