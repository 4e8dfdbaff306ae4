import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { couponAggregate } from '../../functions/domain/catalog/coupon.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { billOnEvent } from '../../functions/use-cases/bill-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { createCoupon } from '../../functions/use-cases/create-coupon.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { explainCharge } from '../../functions/use-cases/explain-charge.ts';
import { explainInvoice } from '../../functions/use-cases/explain-invoice.ts';
import { grantDiscount } from '../../functions/use-cases/grant-discount.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { previewOutage } from '../../functions/use-cases/preview-outage.ts';
import { publishPlanVersion } from '../../functions/use-cases/publish-plan-version.ts';
import { recordOutage } from '../../functions/use-cases/record-outage.ts';
import { redeemCoupon } from '../../functions/use-cases/redeem-coupon.ts';
import { setBillingPolicy } from '../../functions/use-cases/set-billing-policy.ts';
import { setCostCentre } from '../../functions/use-cases/set-cost-centre.ts';
import { startDueAction } from '../../functions/use-cases/start-due-action.ts';
import { startSweep } from '../../functions/use-cases/start-sweep.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe, terminate } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const on = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const bill = async (subscriberId: string, day: string) =>
  must(await billSubscriber(test.ports, { subscriberId, on: day }, on(day)));
const linesOf = async (owner: string) =>
  (await everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner })).flatMap(({ state }) =>
    state.lines.map((line) => ({ ...line, on: state.issuedOn, po: state.purchaseOrderNumber })),
  );
const words = async (owner: string) =>
  (await linesOf(owner)).map(
    ({ on: day, kind, from, to, minor }) => `${day} ${kind} ${from}..${to} ${minor}`,
  );
const service = async (id: string) => (await test.ports.store.load(serviceAggregate, id))?.state;

const coupon = (code: string, more: object = {}) => ({
  code,
  name: code,
  off: { percent: 50 },
  appliesTo: 'plan' as const,
  lasts: 'forever' as const,
  rank: 100,
  waivesSetupFee: false,
  oncePerSubscriber: true,
  ...more,
});

describe('a coupon', () => {
  it('that may be redeemed once is redeemed once, whoever asks at the same time', async () => {
    const made = must(
      await createCoupon(test.ports, coupon('LAST-ONE', { maxRedemptions: 1 }), on('2026-01-01')),
    );
    const services = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const subscriberId = await subscribe(shop);
        return activate(shop, subscriberId, on('2026-01-01'));
      }),
    );
    const asked = await Promise.all(
      services.map((id) =>
        redeemCoupon(test.ports, id, { coupon: 'LAST-ONE', from: 'now' }, on('2026-01-02')),
      ),
    );
    expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
    const refusals = asked.flatMap((answer) => (answer.ok ? [] : answer.refusal.code));
    expect(new Set(refusals)).toEqual(new Set(['coupon.used-up']));
    const discounted = await Promise.all(
      services.map(async (id) => (await service(id))?.discounts?.length ?? 0),
    );
    expect(discounted.reduce((sum, held) => sum + held, 0)).toBe(1);
    expect((await test.ports.store.load(couponAggregate, made.id))?.state.redeemed).toBe(1);
  });

  it('is refused to a code that is taken, that gives nothing, or that nobody put out', async () => {
    const code = async (answer: Promise<{ ok: boolean; refusal?: { code: string } }>) =>
      (await answer).refusal?.code;
    must(await createCoupon(test.ports, coupon('TAKEN'), on('2026-01-01')));
    expect(await code(createCoupon(test.ports, coupon('TAKEN'), on('2026-01-01')))).toBe('coupon.code-taken');
    const empty = coupon('EMPTY', { off: undefined });
    expect(await code(createCoupon(test.ports, empty, on('2026-01-01')))).toBe('coupon.gives-nothing');
    const id = await activate(shop, await subscribe(shop), on('2026-01-01'));
    expect(
      await code(redeemCoupon(test.ports, id, { coupon: 'NOBODY', from: 'now' }, on('2026-01-02'))),
    ).toBe('reference.coupon-unknown');
  });
});

describe('a discount', () => {
  it('stands on the line with what it took off, and on the credit with what it gives back', async () => {
    const subscriberId = await subscribe(shop);
    const id = await activate(shop, subscriberId, on('2026-01-01'));
    const wish = {
      name: 'Half',
      off: { percent: 50 },
      appliesTo: 'plan',
      lasts: 'forever',
      rank: 1,
    } as const;
    must(await grantDiscount(test.ports, id, { ...wish, from: 'now' }, on('2026-01-01')));
    await bill(subscriberId, '2026-01-01');
    await terminate(shop, id, on('2026-01-11'));
    await bill(subscriberId, '2026-01-11');
    expect(await linesOf(subscriberId)).toMatchObject([
      { minor: 1_550, price: 3_100, version: 1, discounts: [{ name: 'Half', minor: -1_550 }] },
      { minor: -1_050, price: 3_100, version: 1, discounts: [{ name: 'Half', minor: 1_050 }] },
    ]);
    const bad = { ...wish, off: { amount: { amount: '1', currency: 'EUR' } }, from: 'now' as const };
    const refused = await grantDiscount(test.ports, id, bad, on('2026-01-12'));
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'service.terminated' } });
  });
});

describe('a billing policy', () => {
  it('chooses for each service by its most specific rule, side by side, and re-bills nothing when it changes', async () => {
    const subscriberId = await subscribe(shop, { billing: { model: 'hybrid' } });
    const { siteId, planId } = shop;
    must(
      await setBillingPolicy(
        test.ports,
        {
          from: '2026-01-05',
          rules: [
            { match: {}, terms: { model: 'cycle', proration: 'actual-30' } },
            { match: { siteId }, terms: { model: 'pro-rata', cycleDay: 15 } },
            { match: { siteId, planId, region: 'Nowhere' }, terms: { cycleDay: 20 } },
          ],
        },
        on('2025-12-31'),
      ),
    );
    await activate(shop, subscriberId, on('2026-01-10'));
    await bill(subscriberId, '2026-01-10');
    // Five days of thirty up to the site's cycle day; the method is the general rule's.
    expect(await words(subscriberId)).toEqual(['2026-01-10 recurring 2026-01-10..2026-01-15 517']);
    await bill(subscriberId, '2026-01-15');
    const past = await setBillingPolicy(test.ports, { from: '2026-01-16', rules: [] }, on('2026-01-16'));
    expect(past).toMatchObject({ ok: false, refusal: { code: 'billing-policy.day-begun' } });
    must(await setBillingPolicy(test.ports, { from: '2026-01-20', rules: [] }, on('2026-01-17')));
    await bill(subscriberId, '2026-01-25');
    expect(await words(subscriberId)).toHaveLength(2);
    // From the new policy on: the anniversary on the tenth, met by a bridging line after what is paid.
    await bill(subscriberId, '2026-02-15');
    await bill(subscriberId, '2026-03-10');
    expect((await words(subscriberId)).slice(1)).toEqual([
      '2026-01-15 recurring 2026-01-15..2026-02-15 3100',
      '2026-02-15 recurring 2026-02-15..2026-03-10 2546',
      '2026-03-10 recurring 2026-03-10..2026-04-10 3100',
    ]);
  });
});

describe('a parent that pays', () => {
  it('gets the invoices from its day on, with child, cost centre and order number; the child’s rest is credited', async () => {
    const parentId = await subscribe(shop);
    const childId = await subscribe(shop);
    must(await changeSubscriber(test.ports, parentId, { purchaseOrderNumber: 'PO 7' }, on('2026-01-01')));
    const id = await activate(shop, childId, on('2026-01-01'));
    must(await setCostCentre(test.ports, id, 'KST 4711', on('2026-01-01')));
    await bill(childId, '2026-01-01');
    const alone = await changeSubscriber(test.ports, childId, { payer: 'parent' }, on('2026-01-11'));
    expect(alone).toMatchObject({ ok: false, refusal: { code: 'subscriber.parent-missing' } });
    must(await changeSubscriber(test.ports, childId, { parentId, payer: 'parent' }, on('2026-01-11')));
    const event = (await test.ports.store.history('subscriber', childId)).at(-1);
    if (event === undefined) throw new Error('no event');
    expect(event.type).toBe('subscriber.payer-changed');
    await billOnEvent(test.ports, event, on('2026-01-11'));
    await billOnEvent(test.ports, event, on('2026-01-11'));
    await bill(parentId, '2026-02-01');
    await bill(childId, '2026-02-01');
    expect(await words(childId)).toEqual([
      '2026-01-01 recurring 2026-01-01..2026-02-01 3100',
      '2026-01-11 credit 2026-01-11..2026-02-01 -2100',
    ]);
    expect(await words(parentId)).toEqual([
      '2026-01-11 recurring 2026-01-11..2026-02-01 2100',
      '2026-02-01 recurring 2026-02-01..2026-03-01 3100',
    ]);
    expect((await linesOf(parentId))[0]).toMatchObject({
      subscriberId: childId,
      subscriberName: 'Ada Lovelace',
      costCentre: 'KST 4711',
      po: 'PO 7',
      events: expect.arrayContaining([event.eventId]),
    });
    // And back again, also when the tree has changed meanwhile.
    must(await changeSubscriber(test.ports, childId, { parentId: null }, on('2026-02-15')));
    expect((await service(id))?.subscriberId).toBe(childId);
    await bill(parentId, '2026-02-15');
    await bill(childId, '2026-02-15');
    expect((await words(parentId)).at(-1)).toBe('2026-02-15 credit 2026-02-15..2026-03-01 -1550');
    expect((await words(childId)).at(-1)).toBe('2026-02-15 recurring 2026-02-15..2026-03-01 1550');
  });
});

describe('an outage of a site', () => {
  it('is told to each service once and given back', async () => {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, on('2026-01-01'));
    await bill(subscriberId, '2026-01-01');
    const span = { startedAt: '2026-01-10T00:00:00.000Z', endedAt: '2026-01-11T00:00:00.000Z' };
    const future = await recordOutage(test.ports, { siteId: shop.siteId, ...span }, on('2026-01-10'));
    expect(future).toMatchObject({ ok: false, refusal: { code: 'outage.not-over' } });
    const recorded = must(await recordOutage(test.ports, { siteId: shop.siteId, ...span }, on('2026-01-12')));
    const started: object[] = [];
    const workflow = { start: async (...call: unknown[]) => void started.push(call) };
    const [event] = await test.ports.store.history('outage', recorded.id);
    if (event === undefined) throw new Error('no event');
    await startSweep({ ...test.ports, workflow }, event, on('2026-01-12'));
    const work = { sweep: 'outage' as const, outageId: recorded.id };
    expect(started).toEqual([['sweep-services', event.eventId, work]]);
    let cursor: string | null = null;
    for (const round of [1, 2]) {
      do {
        const page = await sweepServices(test.ports, { work, cursor }, on('2026-01-12'));
        expect(page.failures, `round ${round}`).toEqual([]);
        cursor = page.nextCursor;
      } while (cursor !== null);
    }
    await bill(subscriberId, '2026-01-12');
    await bill(subscriberId, '2026-01-13');
    expect((await words(subscriberId)).slice(1)).toEqual(['2026-01-12 credit 2026-01-10..2026-01-11 -100']);
  });
});

describe('an outage that is about to be recorded', () => {
  it('tells how many it concerns: who had been active by then and had not ended, and hangs there', async () => {
    const own = await openShop(test.ports);
    const [one, two] = [await subscribe(own), await subscribe(own)];
    const ending = await activate(own, one, on('2026-01-01'));
    await activate(own, one, on('2026-01-01'));
    await activate(own, two, on('2026-01-05'));
    await terminate(own, ending, on('2026-01-08'));
    const reach = async (first: string, last: string, siteId = own.siteId) => {
      const time = { startedAt: `${first}T00:00:00.000Z`, endedAt: `${last}T00:00:00.000Z` };
      return must(await previewOutage(test.ports, { siteId, ...time }, on('2026-01-20')));
    };
    expect(await reach('2025-12-01', '2025-12-02')).toEqual({ services: 0, subscribers: 0, hasMore: false });
    expect(await reach('2026-01-02', '2026-01-03')).toEqual({ services: 2, subscribers: 1, hasMore: false });
    expect(await reach('2026-01-06', '2026-01-07')).toEqual({ services: 3, subscribers: 2, hasMore: false });
    expect(await reach('2026-01-10', '2026-01-11')).toEqual({ services: 2, subscribers: 2, hasMore: false });
    const future = {
      siteId: own.siteId,
      startedAt: '2026-01-10T00:00:00.000Z',
      endedAt: '2026-02-01T00:00:00.000Z',
    };
    expect(await previewOutage(test.ports, future, on('2026-01-20'))).toMatchObject({
      refusal: { code: 'outage.not-over' },
    });
  });
});

describe('a new version of a plan', () => {
  it('is announced to the services that have an earlier one, and placed on its day', async () => {
    const own = await openShop(test.ports);
    const subscriberId = await subscribe(own);
    const id = await activate(own, subscriberId, on('2026-01-01'));
    const terms = {
      price: { amount: '62.00', currency: 'USD' },
      period: 'month' as const,
      charge: 'in-advance' as const,
      trialDays: 0,
      network: { downKbps: 90_000, upKbps: 10_000, interimSeconds: 300 },
    };
    const early = await publishPlanVersion(
      test.ports,
      own.planId,
      { ...terms, availableOn: '2026-03-01', migratesOn: '2026-02-01' },
      on('2026-01-10'),
    );
    expect(early).toMatchObject({ ok: false, refusal: { code: 'plan.migration-too-early' } });
    must(
      await publishPlanVersion(
        test.ports,
        own.planId,
        { ...terms, migratesOn: '2026-02-01' },
        on('2026-01-10'),
      ),
    );
    const work = { sweep: 'plan-version' as const, planId: own.planId };
    let cursor: string | null = null;
    do {
      const page = await sweepServices(test.ports, { work, cursor }, on('2026-01-10'));
      expect(page.failures).toEqual([]);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect((await service(id))?.pending).toMatchObject([{ on: '2026-02-01', origin: 'price-change' }]);
    const placed = await startDueAction(test.ports, id, on('2026-02-01'));
    if (placed === undefined) throw new Error('nothing was placed');
    must(await prove(test.ports, id, { ok: true, value: placed }, on('2026-02-01')));
    expect((await service(id))?.plan.terms).toMatchObject({ version: 2, price: { minor: 6_200 } });
  });
});

describe('the explanation', () => {
  const why = async (id: string, day: string, today: string) => {
    const told = must(await explainCharge(test.ports, id, day, on(today)));
    return [told.state, ...told.items.map(({ reason, lines }) => reason ?? `charged ${lines.length}`)].join(
      ' ',
    );
  };

  it('of a line names version, price, fraction, discounts and what the network answered', async () => {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, on('2026-01-11'));
    const [invoice] = await bill(subscriberId, '2026-01-11');
    const { lines } = must(await explainInvoice(test.ports, invoice?.invoiceId ?? ''));
    expect(lines[0]).toMatchObject({
      rule: 'part-period',
      version: 1,
      price: { amount: '31.00' },
      period: { from: '2026-01-11', to: '2026-02-01' },
      fraction: { days: 21, of: 31 },
      events: [
        { type: 'service.selected' },
        {
          type: 'service.activated',
          proof: {
            revision: 1,
            answers: expect.arrayContaining([
              expect.objectContaining({ name: 'site reported', answer: 'applied' }),
            ]),
          },
        },
      ],
    });
  });

  it('of a day says what was charged, or why nothing was', async () => {
    const subscriberId = await subscribe(shop, {
      billing: { model: 'pro-rata', cycleDay: 1, suspension: { requested: 'stop' } },
    });
    const id = await activate(shop, subscriberId, on('2026-01-05'));
    expect(await why(id, '2026-01-04', '2026-01-05')).toBe('not-active');
    expect(await why(id, '2026-01-06', '2026-01-06')).toBe('active not-run');
    const [invoice] = await bill(subscriberId, '2026-01-05');
    expect(await why(id, '2026-01-06', '2026-01-06')).toBe('active charged 1');
    expect(await why(id, '2026-02-10', '2026-01-06')).toBe('active in-future');
    must(await voidInvoice(test.ports, invoice?.invoiceId ?? '', { reason: 'test' }, on('2026-01-06')));
    expect(await why(id, '2026-01-06', '2026-01-06')).toBe('active voided');
    await bill(subscriberId, '2026-01-06');
    const suspended = await orderService(
      test.ports,
      id,
      { kind: 'suspend', reason: 'requested' },
      on('2026-01-11'),
    );
    must(await prove(test.ports, id, suspended, on('2026-01-11')));
    await bill(subscriberId, '2026-01-11');
    expect(await why(id, '2026-01-12', '2026-01-12')).toBe('suspended suspended');
    expect(await why(id, '2026-01-10', '2026-01-12')).toBe('active charged 1');
    const resumed = await orderService(test.ports, id, { kind: 'resume' }, on('2026-01-16'));
    must(await prove(test.ports, id, resumed, on('2026-01-16')));
    const wish = {
      name: 'Free',
      off: { percent: 100 },
      appliesTo: 'plan',
      lasts: 'forever',
      rank: 1,
    } as const;
    must(await grantDiscount(test.ports, id, { ...wish, from: 'now' }, on('2026-01-16')));
    await bill(subscriberId, '2026-01-16');
    expect(await why(id, '2026-01-17', '2026-01-17')).toBe('active discounted');
    await terminate(shop, id, on('2026-01-20'));
    expect(await why(id, '2026-01-21', '2026-01-21')).toBe('terminated');
    const account = await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId));
    expect(account?.state.billedOn).toBe('2026-01-16');
  });
});
