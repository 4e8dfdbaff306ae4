import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import type { UsagePricesWire } from '../../functions/contracts/usage-price.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { billOnEvent } from '../../functions/use-cases/bill-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { explainInvoice } from '../../functions/use-cases/explain-invoice.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { rateUsage } from '../../functions/use-cases/rate-usage.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { topUpService } from '../../functions/use-cases/top-up-service.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let subscriberId: string;
let serviceId: string;
let sequence: number;

const noon = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const usd = (amount: string) => ({ amount, currency: 'USD' });
const prices: UsagePricesWire = {
  counts: 'both',
  includedGigabytes: 31,
  tiers: [{ upToGigabytes: 100, perGigabyte: usd('0.20') }, { perGigabyte: usd('0.10') }],
};

async function sell(more: object): Promise<void> {
  const plan = must(
    await createPlan(
      test.ports,
      {
        name: 'Metered',
        technologies: ['pppoe'],
        price: usd('10.00'),
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
        ...more,
      },
      contextAt('2025-12-01T12:00:00.000Z'),
    ),
  );
  subscriberId = await subscribe(shop, { timeZone: 'UTC' });
  serviceId = await activate({ ...shop, planId: plan.id }, subscriberId, noon('2026-01-01'));
  must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, noon('2026-01-01')));
}

/** A session tells what it has moved since it began. */
async function tell(sessionId: string, startedAt: string, at: string, gigabytes: number): Promise<void> {
  sequence += 1;
  const octets = Math.round(gigabytes * 1e9);
  const record = {
    sequence,
    kind: 'interim' as const,
    serviceId,
    username: 'ada',
    nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId,
    receivedAt: at,
    sessionSeconds: (Date.parse(at) - Date.parse(startedAt)) / 1_000,
    uploadOctets: Math.floor(octets / 4),
    downloadOctets: octets - Math.floor(octets / 4),
  };
  const message = { siteId: shop.siteId, epoch: 'e1', records: [record] };
  await recordAccounting(test.ports, shop.siteId, message, contextAt(at));
}

const rated = async () =>
  (await test.ports.store.history('service', serviceId)).filter(({ type }) => type === 'service.usage-rated');
const sweep = async (day: string) => {
  const page = await sweepServices(
    test.ports,
    { work: { sweep: 'due-actions' }, cursor: null },
    contextAt(`${day}T00:05:00.000Z`),
  );
  expect(page.failures).toEqual([]);
};
const invoices = async () =>
  (await test.ports.store.list(invoiceAggregate, { by: 'owner', owner: subscriberId }, { limit: 50 })).items;
const heard = async (event: EventEnvelope, day: string) => {
  for (const _ of [1, 2]) await billOnEvent(test.ports, event, noon(day));
};

beforeEach(async () => {
  sequence = 0;
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterEach(() => test.stop());

describe('usage that the plan has prices for', () => {
  it('is rated when the month is over, once, and charged with the next invoice, explained', async () => {
    await sell({ usagePrices: prices });
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-20T00:00:00.000Z', 81);
    await sweep('2026-01-31');
    expect(await rated()).toEqual([]);
    for (const day of ['2026-02-01', '2026-02-01', '2026-02-02']) await sweep(day);
    const [event] = await rated();
    expect(await rated()).toHaveLength(1);
    expect(event!.data).toMatchObject({
      from: '2026-01-01',
      to: '2026-02-01',
      octets: 81e9,
      includedOctets: 31e9,
      tiers: [{ octets: 50e9, minor: 1_000 }],
      minor: 1_000,
    });
    // The next period begins within the month, and its invoice has both.
    await heard(event!, '2026-02-01');
    for (const _ of [1, 2]) {
      must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, noon('2026-02-01')));
    }
    const [, second, ...none] = await invoices();
    expect(none).toEqual([]);
    expect(second!.state.lines).toMatchObject([
      { item: 'Metered', minor: 1_000, rule: 'full-period' },
      { kind: 'usage', rule: 'usage', minor: 1_000, item: 'Metered: 81.000 GB, 2026-01-01 – 2026-01-31' },
    ]);
    const { lines } = must(await explainInvoice(test.ports, second!.id));
    const line = lines.find(({ rule }) => rule === 'usage')!;
    expect(line.events).toMatchObject([{ type: 'service.usage-rated' }]);
  });

  it('that comes late is charged with the next month, and never twice', async () => {
    await sell({ usagePrices: { ...prices, includedGigabytes: 0 } });
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-20T00:00:00.000Z', 10);
    await sweep('2026-02-01');
    // Records of January that an agent had kept through an outage, and some of February.
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-31T12:00:00.000Z', 15);
    await tell('s2', '2026-02-03T00:00:00.000Z', '2026-02-10T00:00:00.000Z', 7);
    await sweep('2026-03-01');
    expect((await rated()).map(({ data }) => [data['octets'], data['lateOctets']])).toEqual([
      [10e9, 0],
      [12e9, 5e9],
    ]);
  });

  it('is rated once although the service was suspended and resumed, and what was bought stays', async () => {
    const quota = { per: 'month' as const, steps: [{ gigabytes: 100, becomes: 'exhausted' as const }] };
    const topUps = [{ gigabytes: 5, price: usd('4.00') }];
    await sell({ usagePrices: { ...prices, includedGigabytes: 0 }, quota, topUps });
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-20T00:00:00.000Z', 10);
    await sweep('2026-02-01');
    must(await topUpService(test.ports, serviceId, 5, noon('2026-02-03')));
    for (const command of [{ kind: 'suspend', reason: 'requested' }, { kind: 'resume' }] as const) {
      const { orderId } = must(await orderService(test.ports, serviceId, command, noon('2026-02-04')));
      must(await prove(test.ports, serviceId, { ok: true, value: { orderId } }, noon('2026-02-04')));
    }
    const { state } = (await test.ports.store.load(serviceAggregate, serviceId))!;
    expect(state).toMatchObject({
      state: 'active',
      topUps: [{ gigabytes: 5 }],
      usageRated: { to: '2026-02-01' },
    });
    await tell('s2', '2026-02-05T00:00:00.000Z', '2026-02-10T00:00:00.000Z', 7);
    await sweep('2026-03-01');
    expect((await rated()).map(({ data }) => data['octets'])).toEqual([10e9, 7e9]);
  });

  it('is rated to the end of a service, and by each plan on its days', async () => {
    await sell({ usagePrices: { ...prices, includedGigabytes: 0 } });
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-11T00:00:00.000Z', 18);
    const ordered = must(
      await orderService(test.ports, serviceId, { kind: 'terminate' }, noon('2026-01-11')),
    );
    const { order } = (await test.ports.store.load(serviceAggregate, serviceId))!.state as {
      order: { orderId: string };
    };
    expect(ordered).toBeDefined();
    must(await prove(test.ports, serviceId, { ok: true, value: order }, noon('2026-01-11')));
    await sweep('2026-01-11');
    expect(await rated()).toEqual([]);
    for (const _ of [1, 2]) await sweep('2026-01-12');
    const [event, ...more] = await rated();
    expect(more).toEqual([]);
    expect(event!.data).toMatchObject({ from: '2026-01-01', to: '2026-01-12', octets: 18e9, minor: 360 });
    await heard(event!, '2026-01-12');
    const last = (await invoices()).at(-1)!.state;
    expect(last.lines.some(({ rule, minor }) => rule === 'usage' && minor === 360)).toBe(true);
    await sweep('2026-02-01');
    expect(await rated()).toHaveLength(1);
  });

  it('sums to what was counted, however late, often and in whatever order it is told', async () => {
    await sell({ usagePrices: { ...prices, includedGigabytes: 0, counts: 'download' } });
    const readings = [...Array(40).keys()].map((i) => ({
      at: new Date(Date.parse('2026-01-02T00:00:00Z') + i * 86_400_000).toISOString(),
      gigabytes: (i * (i + 1)) / 10,
    }));
    const [shuffled] = fc.sample(fc.shuffledSubarray(readings, { minLength: readings.length }), {
      seed: 11,
      numRuns: 1,
    });
    for (const [i, { at, gigabytes }] of shuffled!.entries()) {
      await tell('s1', '2026-01-02T00:00:00.000Z', at, gigabytes);
      if (i % 3 === 0) await tell('s1', '2026-01-02T00:00:00.000Z', at, gigabytes);
      if (i === 13) await rateUsage(test.ports, serviceId, contextAt('2026-02-01T00:05:00.000Z'));
    }
    await rateUsage(test.ports, serviceId, contextAt('2026-03-01T00:05:00.000Z'));
    const octets = (await rated()).reduce((sum, { data }) => sum + Number(data['octets']), 0);
    const all = Math.round((39 * 40 * 1e9) / 10);
    expect(octets).toBe(all - Math.floor(all / 4));
  });

  it('of a plan without prices is not rated', async () => {
    await sell({});
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-20T00:00:00.000Z', 81);
    await sweep('2026-02-01');
    expect(await rated()).toEqual([]);
  });
});

describe('a top-up', () => {
  const quota = { per: 'month' as const, steps: [{ gigabytes: 10, becomes: 'exhausted' as const }] };
  const topUps = [{ gigabytes: 5, price: usd('4.00') }];
  const entitlement = async () =>
    (await test.ports.store.load(serviceAggregate, serviceId))!.state.desired?.entitlement;

  it('gives the service its volume back at once, is charged at once, and ends with the month', async () => {
    await sell({ quota, topUps });
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-10T00:00:00.000Z', 10.5);
    expect(await entitlement()).toBe('exhausted');
    const wrong = await topUpService(test.ports, serviceId, 6, noon('2026-01-10'));
    expect(wrong).toMatchObject({
      refusal: {
        code: 'service.top-up-not-offered',
        pointer: '/gigabytes',
        message: expect.stringContaining('5 GB'),
      },
    });
    const topped = must(await topUpService(test.ports, serviceId, 5, noon('2026-01-10')));
    expect(topped.state.topUps).toMatchObject([{ gigabytes: 5, from: '2026-01-01' }]);
    expect(await entitlement()).toBe('full');
    const bought = (await test.ports.store.history('service', serviceId)).find(
      ({ type }) => type === 'service.topped-up',
    )!;
    await heard(bought, '2026-01-10');
    expect((await invoices()).at(-1)!.state).toMatchObject({
      total: 400,
      lines: [{ rule: 'top-up', item: 'Metered: 5 GB', minor: 400 }],
    });
    expect(await invoices()).toHaveLength(2);
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-12T00:00:00.000Z', 14.9);
    expect(await entitlement()).toBe('full');
    await tell('s1', '2026-01-02T00:00:00.000Z', '2026-01-13T00:00:00.000Z', 15.1);
    expect(await entitlement()).toBe('exhausted');
    await sweep('2026-02-01');
    expect(await entitlement()).toBe('full');
    expect((await test.ports.store.load(serviceAggregate, serviceId))!.state.topUps).toBeUndefined();
  });

  it('needs a quota, and a price in the currency of the plan', async () => {
    const made = async (more: object) => {
      const plan = await createPlan(
        test.ports,
        {
          name: 'Odd',
          technologies: ['pppoe'],
          price: usd('10.00'),
          period: 'month',
          charge: 'in-advance',
          trialDays: 0,
          network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
          ...more,
        },
        noon('2026-01-01'),
      );
      return plan.ok ? 'made' : [plan.refusal.code, plan.refusal.pointer];
    };
    expect(await made({ topUps })).toEqual(['plan.top-up-without-quota', '/topUps']);
    const euros = [{ gigabytes: 5, price: { amount: '4.00', currency: 'EUR' } }];
    expect(await made({ quota, topUps: euros })).toEqual([
      'plan.currency-differs',
      '/topUps/0/price/currency',
    ]);
    const dear = { ...prices, tiers: [{ perGigabyte: usd('0.001') }] };
    expect(await made({ usagePrices: dear })).toEqual([
      'money.too-precise',
      '/usagePrices/tiers/0/perGigabyte/amount',
    ]);
  });
});
