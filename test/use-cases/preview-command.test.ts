import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { foreseeCharges, type SupposedCharge } from '../../functions/use-cases/foresee-charges.ts';
import { type DiscountWish, grantDiscount } from '../../functions/use-cases/grant-discount.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { previewCommand, type SupposedCommand } from '../../functions/use-cases/preview-command.ts';
import { readBalance } from '../../functions/use-cases/read-account.ts';
import { recordServiceOutage } from '../../functions/use-cases/record-outage.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const begin = contextAt('2026-01-01T10:00:00.000Z');
const middle = contextAt('2026-01-16T10:00:00.000Z');
const usd = (amount: string) => ({ amount, currency: 'USD' });

async function owed(subscriberId: string): Promise<number> {
  return Number(must(await readBalance(test.ports, subscriberId, middle)).balance.amount);
}

async function customer() {
  const suspension = { requested: 'stop', overdue: 'stop' };
  const subscriberId = await subscribe(shop, { billing: { model: 'cycle', suspension } });
  const serviceId = await activate(shop, subscriberId, begin);
  must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, begin));
  return { subscriberId, serviceId };
}

async function online(serviceId: string): Promise<void> {
  await test.ports.sessions.record({
    siteId: shop.siteId,
    epoch: serviceId,
    records: [
      {
        sequence: 1,
        kind: 'start',
        serviceId,
        username: serviceId,
        sessionId: 's1',
        receivedAt: begin.now,
        sessionSeconds: 0,
        uploadOctets: 0,
        downloadOctets: 0,
      },
    ],
  });
}

describe('what an order would do', () => {
  it.each([
    [
      { kind: 'terminate', when: 'now' },
      { state: 'terminated', entitlement: 'blocked' },
    ],
    [
      { kind: 'suspend', reason: 'requested', when: 'now' },
      { state: 'suspended', entitlement: 'blocked' },
    ],
    [
      { kind: 'suspend', reason: 'overdue', when: 'now' },
      { state: 'suspended', entitlement: 'walled-garden' },
    ],
  ] satisfies [SupposedCommand, object][])('%o is what it then does', async (wish, becomes) => {
    const { subscriberId, serviceId } = await customer();
    await online(serviceId);
    const version = (await test.ports.store.history('service', serviceId)).length;
    const preview = must(await previewCommand(test.ports, serviceId, wish, middle));
    expect(preview).toMatchObject({ on: '2026-01-16', sessions: 1, becomes });
    expect(Number(preview.due.amount)).toBeLessThan(0);
    expect(await test.ports.store.history('service', serviceId)).toHaveLength(version);

    const before = await owed(subscriberId);
    const { when: _, ...command } = wish;
    must(
      await prove(test.ports, serviceId, await orderService(test.ports, serviceId, command, middle), middle),
    );
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-16' }, middle));
    expect((await owed(subscriberId)) - before).toBeCloseTo(Number(preview.due.amount), 5);
  });

  it('tells of a first activation what the first invoice will say', async () => {
    const subscriberId = await subscribe(shop, { billing: { model: 'cycle' } });
    const { service } = must(
      await selectService(
        test.ports,
        subscriberId,
        {
          planId: shop.planId,
          addOns: [],
          equipment: [],
          access: { technology: 'pppoe', siteId: shop.siteId, username: 'first', password: 'a-password' },
        },
        begin,
      ),
    );
    expect(must(await previewCommand(test.ports, service.id, { kind: 'activate' }, begin))).toMatchObject({
      on: '2026-01-01',
      due: usd('31.00'),
      lines: [{ from: '2026-01-01', to: '2026-02-01', amount: usd('31.00') }],
      sessions: 0,
      becomes: { state: 'active', entitlement: 'full' },
    });
  });

  it('is refused for what the order itself is refused for', async () => {
    const { serviceId } = await customer();
    const refused = async (wish: SupposedCommand) => {
      const made = await previewCommand(test.ports, serviceId, wish, middle);
      return made.ok ? undefined : made.refusal.code;
    };
    expect(await refused({ kind: 'activate' })).toBe('service.already-active');
    expect(await refused({ kind: 'resume', when: 'now' })).toBe('service.not-suspended');
    expect(await refused({ kind: 'change', when: 'now' })).toBe('service.change-empty');
    expect(await refused({ kind: 'terminate', when: { on: '2026-01-15' } })).toBe(
      'service.schedule-in-the-past',
    );
    expect(await refused({ kind: 'suspend', reason: 'requested', when: 'now', until: '2026-01-16' })).toBe(
      'service.until-not-after',
    );
  });

  it('of a later day is reckoned for that day', async () => {
    const { serviceId } = await customer();
    const preview = must(
      await previewCommand(test.ports, serviceId, { kind: 'terminate', when: 'end-of-period' }, middle),
    );
    expect(preview).toMatchObject({ on: '2026-02-01', due: usd('-31.00'), lines: [] });
  });
});

describe('what a discount or an outage would do', () => {
  const foresee = async (serviceId: string, wish: SupposedCharge) =>
    must(await foreseeCharges(test.ports, serviceId, wish, middle));
  const ten: Omit<DiscountWish, 'from'> = {
    name: 'Ten off',
    off: { amount: usd('10.00') },
    appliesTo: 'plan',
    lasts: { periods: 2 },
    rank: 100,
  };

  it('is what it then does: of today to the cent, and of every month until it ends', async () => {
    const { subscriberId, serviceId } = await customer();
    const discount = { ...ten, from: 'now' as const };
    const foreseen = await foresee(serviceId, { ...discount, kind: 'discount' });
    expect(foreseen).toMatchObject({
      on: '2026-01-16',
      due: usd('-5.16'),
      recurring: [
        {
          period: 'month',
          from: '2026-01-16',
          to: '2026-03-01',
          before: usd('31.00'),
          after: usd('21.00'),
          difference: usd('-10.00'),
        },
      ],
    });
    expect(foreseen).not.toHaveProperty('withActivation');

    const before = await owed(subscriberId);
    const { state } = must(await grantDiscount(test.ports, serviceId, discount, middle));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-16' }, middle));
    expect((await owed(subscriberId)) - before).toBeCloseTo(Number(foreseen.due.amount), 5);

    const discountId = state.discounts?.[0]?.discountId ?? '';
    expect(await foresee(serviceId, { kind: 'discount-end', discountId })).toMatchObject({
      due: usd('5.16'),
      recurring: [{ from: '2026-01-16', to: '2026-03-01', difference: usd('10.00') }],
    });
  });

  it('from the next period on changes nothing today', async () => {
    const { serviceId } = await customer();
    expect(
      await foresee(serviceId, { ...ten, kind: 'discount', lasts: 'forever', from: 'end-of-period' }),
    ).toEqual({
      on: '2026-01-16',
      due: usd('0.00'),
      lines: [],
      recurring: [
        {
          period: 'month',
          from: '2026-02-01',
          before: usd('31.00'),
          after: usd('21.00'),
          difference: usd('-10.00'),
        },
      ],
    });
  });

  it('of a service that was never active is told as if it were activated today', async () => {
    const subscriberId = await subscribe(shop, { billing: { model: 'cycle' } });
    const access = { technology: 'pppoe' as const, siteId: shop.siteId, password: 'a-password' };
    const { service } = must(
      await selectService(
        test.ports,
        subscriberId,
        { planId: shop.planId, addOns: [], equipment: [], access: { ...access, username: 'waits' } },
        begin,
      ),
    );
    expect(await foresee(service.id, { ...ten, kind: 'discount', from: 'now' })).toMatchObject({
      due: usd('-10.00'),
      lines: [{ amount: usd('21.00') }],
      recurring: [{ difference: usd('-10.00') }],
      withActivation: true,
    });
  });

  it('of an outage is what was charged for that time, and nothing that recurs', async () => {
    const { subscriberId, serviceId } = await customer();
    const day = { startedAt: '2026-01-10T00:00:00.000Z', endedAt: '2026-01-11T00:00:00.000Z' };
    expect(await foresee(serviceId, { kind: 'outage', ...day })).toMatchObject({
      due: usd('-1.00'),
      recurring: [],
    });
    expect((await test.ports.store.history('service', serviceId)).map(({ type }) => type)).not.toContain(
      'service.outage-recorded',
    );
    const before = await owed(subscriberId);
    must(await recordServiceOutage(test.ports, serviceId, day, middle));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-16' }, middle));
    expect((await owed(subscriberId)) - before).toBeCloseTo(-1, 5);
  });

  it('is refused for what itself is refused for', async () => {
    const { serviceId } = await customer();
    const refused = async (wish: SupposedCharge) => {
      const foreseen = await foreseeCharges(test.ports, serviceId, wish, middle);
      return foreseen.ok ? undefined : foreseen.refusal.code;
    };
    expect(await refused({ kind: 'coupon', coupon: 'NOBODYS', from: 'now' })).toBe(
      'reference.coupon-unknown',
    );
    expect(await refused({ kind: 'discount-end', discountId: 'dis_unknown' })).toBe('discount.unknown');
    expect(await refused({ kind: 'pay-off', itemId: 'itm_unknown', rest: 'bill' })).toBe(
      'service.item-unknown',
    );
    expect(
      await refused({
        kind: 'outage',
        startedAt: '2026-01-16T00:00:00.000Z',
        endedAt: '2026-01-17T00:00:00.000Z',
      }),
    ).toBe('outage.not-over');
  });
});
