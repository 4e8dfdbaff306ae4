import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamo/table.ts';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import type { AddressPoolDetails } from '../../functions/contracts/address-pool.ts';
import type { DesiredMessage } from '../../functions/contracts/edge/messages.ts';
import type { ObservedState } from '../../functions/contracts/network-state.ts';
import { type AddressPool, addressPoolAggregate } from '../../functions/domain/network/address-pool.ts';
import { serviceAddresses } from '../../functions/domain/network/binding-addresses.ts';
import type { Result } from '../../functions/domain/result.ts';
import { withChange } from '../../functions/domain/service/change.ts';
import { runningOrder, type Service, type ServiceCommand } from '../../functions/domain/service/service.ts';
import { simAggregate } from '../../functions/domain/sim/sim.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { changeAddressPool } from '../../functions/use-cases/change-address-pool.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createAddressPool } from '../../functions/use-cases/create-address-pool.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { createSim } from '../../functions/use-cases/create-sim.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { rollBackOrder } from '../../functions/use-cases/roll-back-order.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { sendOrder } from '../../functions/use-cases/send-order.ts';
import { addressClaim } from '../../functions/use-cases/service-claims.ts';
import { answerTo, makeWorld, today, value, type World } from './service-world.ts';

/**
 * A thousand lives on all technologies, many at once, through the use cases and the store themselves, on a site that
 * obeys, refuses, has numbers for something else, or says nothing. At no moment do two services have one address; at the
 * end pools, claims, stock and secrets are what they were at the beginning.
 */
const seed = 20_261_126;
const batches = 40;
const livesPerBatch = 25;
/** So many take their next step at the same time. */
const atOnce = 4;

let world: World;
let planId: string;
let nodes: { olt: string; core: string; router: string };
let pools: Readonly<Record<string, string>>;
let sims: readonly { readonly id: string; readonly imsi: string }[];
const sent = new Map<string, DesiredMessage>();
let ports: Ports;

beforeAll(async () => {
  world = await makeWorld();
  ports = {
    ...world.ports,
    edgeLink: {
      ...world.ports.edgeLink,
      async sendDesired(_siteId, message) {
        sent.set(message.desired.serviceId, message);
      },
    },
  };
  const plan = {
    name: 'All',
    technologies: ['pppoe' as const, 'ipoe' as const, 'hotspot' as const, 'gpon' as const, 'lte' as const],
    price: { amount: '10', currency: 'USD' },
    period: 'month' as const,
    charge: 'in-advance' as const,
    trialDays: 0,
    network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
  };
  planId = value(await createPlan(ports, plan, world.at(today))).id;
  const node = async (
    kind: 'olt' | 'lte-core' | 'nas',
    driver: string,
    credentials: Record<string, string>,
  ) =>
    value(
      await createAccessNode(
        ports,
        { siteId: world.siteId, kind, driver, address: '10.9.0.1', settings: {}, credentials },
        world.at(today),
      ),
    ).id;
  nodes = {
    olt: await node('olt', 'huawei-ma5800', { community: 'sesame' }),
    core: await node('lte-core', 'pyhss', {}),
    router: await node('nas', 'mikrotik-routeros-api', { username: 'api', password: 'let-me-in' }),
  };
  const made: Record<string, string> = {};
  const ofSite = { siteId: world.siteId, exclude: [] };
  const ofOlt = { ...ofSite, nodeId: nodes.olt };
  const wanted: Record<string, AddressPoolDetails> = {
    v4: { ...ofSite, name: 'v4', kind: 'ipv4', cidr: '10.7.0.0/27' },
    links: { ...ofSite, name: 'links', kind: 'ipv6-prefix', cidr: '2001:db8:1::/61', prefixLength: 64 },
    homes: { ...ofSite, name: 'homes', kind: 'ipv6-prefix', cidr: '2001:db8:100::/51', prefixLength: 56 },
    vlans: {
      ...ofOlt,
      name: 'vlans',
      kind: 'vlan',
      serviceVlans: [{ first: 100, last: 101 }],
      userVlans: [{ first: 1, last: 9 }],
    },
    ids: { ...ofOlt, name: 'ids', kind: 'onu-id', ports: ['0/1/2', '0/1/3'], ids: [{ first: 0, last: 9 }] },
    services: { ...ofOlt, name: 'services', kind: 'service-port', indexes: [{ first: 1, last: 30 }] },
  };
  for (const [name, details] of Object.entries(wanted)) {
    made[name] = value(await createAddressPool(ports, details, world.at(today))).id;
  }
  pools = made;
  const cards = [1, 2, 3, 4, 5].map(async (n) => {
    const keys = { ki: `${n}`.repeat(32), opc: `${n + 4}`.repeat(32) };
    const card = { iccid: `894900000000000${n}00${n}`, imsi: `26299000000000${n}`, ...keys };
    const { id } = value(await createSim(ports, card, world.at(today)));
    return { id, imsi: card.imsi };
  });
  sims = await Promise.all(cards);
});
afterAll(() => world.stop());

type End = 'obeys' | 'refuses' | 'has-it-otherwise' | 'is-silent';
interface Life {
  readonly kind: 'pppoe' | 'ipoe' | 'hotspot' | 'gpon' | 'lte';
  readonly choice: number;
  readonly steps: readonly { readonly what: number; readonly end: End; readonly choice: number }[];
}
const life: fc.Arbitrary<Life> = fc.record({
  kind: fc.constantFrom('pppoe', 'ipoe', 'hotspot', 'gpon', 'gpon', 'lte'),
  choice: fc.noBias(fc.nat(1023)),
  steps: fc.array(
    fc.record({
      what: fc.nat(5),
      end: fc.constantFrom<End>('obeys', 'obeys', 'obeys', 'refuses', 'has-it-otherwise', 'is-silent'),
      choice: fc.noBias(fc.nat(1023)),
    }),
    { maxLength: 4 },
  ),
});

let named = 0;
/** A binding of the technology; the choice says what of it comes from pools, by hand, or not at all. */
function binding(kind: Life['kind'], choice: number): AccessRequest {
  named += 1;
  const { siteId } = world;
  const picks = (bit: number) => ((choice >> bit) & 1) === 1;
  const addressed = {
    ...(picks(0) ? { addressPoolId: pools['v4']! } : picks(1) ? { framedIp: `10.7.0.${choice % 32}` } : {}),
    ...(picks(2) ? { framedIpv6PoolId: pools['links']! } : {}),
    ...(picks(3)
      ? { delegatedIpv6PoolId: pools['homes']! }
      : picks(4)
        ? { delegatedIpv6Prefix: `2001:db8:100:${((choice % 31) + 1).toString(16)}00::/56` }
        : {}),
  };
  const username = `life-${named}`;
  const router = picks(5) ? { router: { nodeId: nodes.router } } : {};
  switch (kind) {
    case 'pppoe':
    case 'hotspot':
      return { technology: kind, siteId, username, ...addressed, ...router };
    case 'ipoe':
      return {
        technology: kind,
        siteId,
        mac: `02:00:00:00:${hex(named >> 8)}:${hex(named & 255)}`,
        ...addressed,
        ...router,
      };
    case 'gpon': {
      const numbers = {
        ...(picks(6) ? { serviceVlan: 100 + (choice % 2) } : {}),
        ...(picks(7) ? { userVlan: 1 + (choice % 9) } : {}),
        ...(picks(8) ? { port: `0/1/${2 + (choice % 2)}`, ...(picks(9) ? { onuId: choice % 10 } : {}) } : {}),
      };
      const olt = { nodeId: nodes.olt, lineProfile: 'home', serviceProfile: 'internet', ...numbers };
      const onuSerial = `HWTC${named.toString(16).toUpperCase().padStart(8, '0')}`;
      return {
        technology: kind,
        siteId,
        username,
        onuSerial,
        ...addressed,
        ...(picks(0) || picks(9) ? { olt } : {}),
      };
    }
    case 'lte': {
      const sim = picks(6) ? sims[choice % sims.length] : undefined;
      const keys = { ki: '0'.repeat(32), opc: 'f'.repeat(32) };
      const imsi = sim?.imsi ?? `00101${String(named).padStart(10, '0')}`;
      return {
        technology: kind,
        siteId,
        imsi,
        ...addressed,
        ...(picks(7) ? { core: { nodeId: nodes.core, apn: 'internet' } } : {}),
        ...(sim === undefined ? keys : {}),
      };
    }
  }
}
const hex = (number: number) => number.toString(16).toUpperCase().padStart(2, '0');

/** Steps of an order have no caller who could be refused: as a state machine does, again when another writer was first. */
async function persistently<T>(step: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      const isRival = error instanceof Error && error.message.includes('was first');
      if (!isRival || attempt === 20) throw error;
    }
  }
}

/** What somebody asks for may meet rivals for good; then nothing happened. */
const passing = new Set([
  'address-pool.exhausted',
  'address-pool.address-taken',
  'address-pool.address-outside',
  'sim.assigned-elsewhere',
  'store.claim-taken',
  'store.version-conflict',
]);
const refusals = new Map<string, number>();
function granted<T>(result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  const { code } = result.refusal;
  refusals.set(code, (refusals.get(code) ?? 0) + 1);
  expect([...passing]).toContain(code);
  return undefined;
}

/** The site's side of a revision. */
function answer(message: DesiredMessage, end: End): ObservedState | undefined {
  if (end === 'is-silent') return undefined;
  const { access, present } = message.desired;
  const olt = access.technology === 'gpon' ? access.olt : undefined;
  if (end === 'obeys' || olt === undefined) {
    const outcome = end === 'obeys' ? 'applied' : 'refused';
    // Where the binding leaves numbers out, the device counts by itself, now and then as another service is counted.
    const n = Number.parseInt(access.technology === 'gpon' ? access.onuSerial.slice(4) : '0', 16);
    const line = {
      nodeId: olt?.nodeId ?? '',
      port: olt?.port ?? `0/1/${2 + (n % 2)}`,
      onuId: olt?.onuId ?? n % 10,
      servicePort: olt?.servicePort ?? 100 + (n % 50),
    };
    const seen = olt !== undefined && present && outcome === 'applied' ? { line } : {};
    return answerTo(message, { outcome, reason: outcome, ...seen });
  }
  const conflicts =
    end === 'has-it-otherwise' && olt.onuId !== undefined
      ? [{ nodeId: olt.nodeId, kind: 'onu-id' as const, value: `${olt.port}:${olt.onuId}` }]
      : [];
  return answerTo(message, {
    outcome: 'refused',
    reason: 'no',
    ...(conflicts.length === 0 ? {} : { conflicts }),
  });
}

async function send(order: Execution, revision: number, end: End): Promise<ObservedState | undefined> {
  const { serviceId } = order;
  const prepared = { ...order, siteId: world.siteId, revision };
  const step = {
    step: 'send' as const,
    ...prepared,
    taskToken: `${order.orderId} ${revision}`,
    timeoutSeconds: 30,
  };
  await persistently(() => sendOrder(ports, step, world.at(today)));
  const message = sent.get(serviceId)!;
  const observed = answer(message, end);
  if (observed !== undefined) await hear(message, observed);
  return observed;
}

function hear(message: DesiredMessage, observed: ObservedState) {
  const report = {
    messageId: ports.ids.next('msg'),
    inReplyTo: message.messageId,
    siteId: world.siteId,
    observed,
  };
  return persistently(() => recordReport(ports, world.siteId, report, world.at(today)));
}

interface Execution {
  readonly serviceId: string;
  readonly orderId: string;
}

/** An order from preparation to its end, undone where it fails. */
async function run(order: Execution, kind: ServiceCommand['kind'], end: End): Promise<void> {
  const { revision } = await persistently(() => prepareOrder(ports, order, world.at(today)));
  const observed = await send(order, revision, end);
  if (observed?.outcome === 'applied') {
    await persistently(() => completeOrder(ports, order, observed, world.at(today)));
    return;
  }
  let compensated = false;
  if (kind !== 'terminate') {
    const failure = { error: 'Edge.Refused', cause: 'no' };
    const back = await persistently(() => rollBackOrder(ports, order, failure, world.at(today)));
    compensated = (await send(order, back.revision, end === 'is-silent' ? end : 'obeys')) !== undefined;
  }
  const step = { step: 'fail' as const, ...order, error: 'Edge.Refused', cause: 'no', compensated };
  await persistently(() => failOrder(ports, step, world.at(today)));
}

async function order(serviceId: string, command: ServiceCommand, end: End): Promise<void> {
  const taken = granted(await orderService(ports, serviceId, command, world.at(today)));
  if (taken === undefined) return;
  if ((await stateOf(serviceId)).state === 'terminated') return;
  await run({ serviceId, orderId: taken.orderId }, command.kind, end);
}

const stateOf = async (serviceId: string) => (await world.service(serviceId)).state;

async function step(serviceId: string, kind: Life['kind'], { what, end, choice }: Life['steps'][number]) {
  const { state } = await stateOf(serviceId);
  if (state === 'selected' || state === 'failed') {
    await order(serviceId, { kind: what === 0 ? 'terminate' : 'activate' }, end);
  } else if (state === 'active' && what < 3) {
    const access = binding(kind, choice);
    const wish = { access, when: 'now' as const };
    const changed = granted(await changeService(ports, serviceId, wish, world.at(today)));
    if (changed !== undefined) await run({ serviceId, orderId: changed.orderId }, 'change', end);
  } else if (state === 'active') {
    await order(
      serviceId,
      what === 5 ? { kind: 'terminate' } : { kind: 'suspend', reason: 'requested' },
      end,
    );
  } else if (state === 'suspended') {
    await order(serviceId, { kind: what === 5 ? 'terminate' : 'resume' }, end);
  } else if (state === 'terminating') {
    await order(serviceId, { kind: 'terminate' }, end);
  }
}

/** Ends the service; every other one by the late proof of a site that was silent. */
async function end(serviceId: string, late: boolean): Promise<void> {
  while ((await stateOf(serviceId)).state !== 'terminated') {
    await order(serviceId, { kind: 'terminate' }, late ? 'is-silent' : 'obeys');
    const message = sent.get(serviceId);
    if (!late || message === undefined || message.desired.present) continue;
    await hear(message, answerTo(message));
  }
}

async function inGroups<T>(some: readonly T[], act: (one: T, i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < some.length; i += atOnce) {
    await Promise.all(some.slice(i, i + atOnce).map((one, n) => act(one, i + n)));
  }
}

/** All that a service has, and while a change runs is to have. */
function holds(service: Service) {
  const command = runningOrder(service)?.command;
  const all = command?.kind === 'change' ? [service, withChange(service, command.change)] : [service];
  return service.state === 'terminated' ? [] : all.flatMap(serviceAddresses);
}

/** No address is two services', each is claimed by whose it is, and pools count neither more nor less. */
async function expectLaw(serviceIds: readonly string[]): Promise<void> {
  const holders = new Map<string, string>();
  for (const serviceId of serviceIds) {
    for (const { kind, scope, value: text } of holds(await stateOf(serviceId))) {
      const claim = addressClaim(kind, scope, text);
      const key = `${claim.kind} ${claim.value}`;
      expect([serviceId, undefined]).toContain(holders.get(key));
      holders.set(key, serviceId);
    }
  }
  const claims = [...holders.keys()].map((key) => {
    const [kind = '', ...rest] = key.split(' ');
    return { kind, value: rest.join(' ') };
  });
  const claimed = await ports.store.holders(claims);
  expect(claimed.map((holding) => holding?.holder)).toEqual([...holders.values()]);
}

async function poolStates(): Promise<readonly AddressPool[]> {
  return Promise.all(
    Object.values(pools).map(async (id) => (await ports.store.load(addressPoolAggregate, id))!.state),
  );
}

/** Claims and secrets that are in the table, whoever has them. */
async function kept(): Promise<readonly string[]> {
  const table = openTable(world.table.client, world.table.tableName);
  const found: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ProjectionExpression: 'pk, sk',
        FilterExpression: 'sk = :claim OR begins_with(sk, :secret)',
        ExpressionAttributeValues: { ':claim': 'CLAIM', ':secret': 'SECRET#' },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const { pk, sk } of page.Items ?? []) found.push(`${pk} ${sk}`);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found.sort();
}

it('a thousand lives leave nothing behind', async () => {
  console.info(`thousand lives: seed ${seed}`);
  const [poolsBefore, keptBefore] = [await poolStates(), await kept()];
  const ends = new Map<string, number>();
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: livesPerBatch, maxLength: livesPerBatch }),
      async (batch) => {
        const living: { readonly serviceId: string; readonly life: Life }[] = [];
        await inGroups(batch, async (one) => {
          const wish = { planId, addOns: [], equipment: [], access: binding(one.kind, one.choice) };
          const sold = granted(await selectService(ports, world.subscriberId, wish, world.at(today)));
          if (sold !== undefined) living.push({ serviceId: sold.service.id, life: one });
        });
        lives += batch.length;
        const serviceIds = living.map(({ serviceId }) => serviceId);
        await expectLaw(serviceIds);
        for (let round = 0; round < 4; round++) {
          await inGroups(living, async ({ serviceId, life: { kind, steps } }) => {
            const next = steps[round];
            if (next !== undefined) await step(serviceId, kind, next);
          });
          await expectLaw(serviceIds);
        }
        for (const serviceId of serviceIds) {
          const { state } = await stateOf(serviceId);
          ends.set(state, (ends.get(state) ?? 0) + 1);
        }
        await inGroups(serviceIds, (serviceId, i) => end(serviceId, i % 2 === 1));

        // What devices had for something else is left out until staff say otherwise; nothing else of a pool has changed.
        const withheld = await ports.store.load(addressPoolAggregate, pools['ids']!);
        if (withheld !== undefined && withheld.state.details.exclude.length > 0) {
          value(await changeAddressPool(ports, pools['ids']!, { exclude: [] }, world.at(today)));
        }
        expect(await poolStates()).toEqual(poolsBefore);
        expect(await kept()).toEqual(keptBefore);
        for (const { id } of sims) {
          expect((await ports.store.load(simAggregate, id))?.state).toMatchObject({ status: 'stock' });
        }
      },
    ),
    { seed, numRuns: batches },
  );
  console.info(
    `thousand lives: ${lives} lives, before their ends`,
    Object.fromEntries(ends),
    'refused',
    Object.fromEntries(refusals),
  );
  expect(lives).toBeGreaterThanOrEqual(1000);
  expect([...ends.keys()].sort()).toEqual([
    'active',
    'failed',
    'selected',
    'suspended',
    'terminated',
    'terminating',
  ]);
  expect([...refusals.keys()]).toEqual(
    expect.arrayContaining(['address-pool.address-taken', 'address-pool.exhausted']),
  );
}, 600_000);
