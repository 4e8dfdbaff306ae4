import { dayNumber, dayOf, never } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { recurringChanges } from '../domain/billing/recurring-change.ts';
import { slotsOf } from '../domain/billing/slots.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import { endDiscount, payOffItem } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service, ServiceEvent } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Stored } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { readHistories } from './billing-histories.ts';
import type { BillingPorts } from './billing-plan.ts';
import { billsApart, type Lived, supposedly } from './bills-apart.ts';
import { type DiscountWish, decideDiscount } from './grant-discount.ts';
import { loadKnown } from './load.ts';
import { decideServiceOutage, type ServiceOutageWish } from './record-outage.ts';
import { decideRedemption } from './redeem-coupon.ts';
import type { When } from './schedule-action.ts';

/** What changes the charges of a service and nothing on the network, as it is asked for. */
export type SupposedCharge =
  | (DiscountWish & { readonly kind: 'discount' })
  | { readonly kind: 'discount-end'; readonly discountId: string }
  | { readonly kind: 'coupon'; readonly coupon: string; readonly from: When }
  | { readonly kind: 'pay-off'; readonly itemId: string; readonly rest: 'bill' | 'forgive' }
  | (ServiceOutageWish & { readonly kind: 'outage' });

/**
 * What a discount, a coupon, an outage or the end of instalments would do: the bill of today with and without it, and
 * what recurs from then on. Of a service that was never active as if it were activated today. Nothing is written.
 */
export async function foreseeCharges(
  ports: BillingPorts,
  serviceId: string,
  wish: SupposedCharge,
  context: Context,
) {
  const { store, ids } = ports;
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { state } = service.value;
  const decided = await decide(ports, service.value, wish, context);
  if (!decided.ok) return decided;
  const subscriber = await loadKnown(store, subscriberAggregate, state.subscriberId);
  if (!subscriber.ok) return subscriber;
  const { details, payerId = state.subscriberId } = subscriber.value.state;
  const on = localDay(context.now, details.timeZone);
  const activation =
    'activatedAt' in state && state.activatedAt !== undefined ? [] : [activated(ids, context)];
  const lived = (events: readonly ServiceEvent[]): Lived =>
    new Map([
      [
        serviceId,
        events.map((event) =>
          supposedly(service.value, event, {
            eventId: ids.next('evt'),
            at: context.now,
            actor: context.actor,
          }),
        ),
      ],
    ]);
  const [before, after] = [lived(activation), lived([...decided.value, ...activation])];
  const { currency } = state.plan.terms.price;
  const slots = async (supposed: Lived) => {
    const { account } = await loadAccount(store, payerId, subscriber.value.state);
    const { billed } = await readHistories(store, payerId, account.ledger, {}, supposed);
    const found = billed.find(({ timeline }) => timeline.serviceId === serviceId);
    return found === undefined ? undefined : slotsOf(found.timeline, dayNumber(on), found.profiles);
  };
  const [apart, had, gets] = await Promise.all([
    billsApart(ports, { subscriberId: payerId, on, currency }, { before, after }, context),
    slots(before),
    slots(after),
  ]);
  if (!apart.ok) return apart;
  const changes = had === undefined || gets === undefined ? [] : recurringChanges(had, gets, dayNumber(on));
  return done({
    on,
    ...apart.value,
    ...(activation.length === 0 ? {} : { withActivation: true as const }),
    recurring: changes.map(({ period, from, to, before: had, after: gets }) => ({
      period,
      from: dayOf(from),
      ...(to === never ? {} : { to: dayOf(to) }),
      before: formatMoney({ minor: had, currency }),
      after: formatMoney({ minor: gets, currency }),
      difference: formatMoney({ minor: gets - had, currency }),
    })),
  });
}

async function decide(
  ports: BillingPorts,
  { id, state }: Stored<Service>,
  wish: SupposedCharge,
  context: Context,
): Promise<Result<readonly ServiceEvent[]>> {
  switch (wish.kind) {
    case 'discount': {
      const { kind: _, ...discount } = wish;
      const granted = await decideDiscount(ports, id, discount, context);
      return granted.ok ? granted.value(state) : granted;
    }
    case 'discount-end':
      return endDiscount(state, wish.discountId);
    case 'coupon': {
      const redeemed = await decideRedemption(ports, id, wish, context);
      if (!redeemed.ok) return redeemed;
      const taken = await redeemed.value(state);
      return taken.ok ? done(taken.value.events) : taken;
    }
    case 'pay-off':
      return payOffItem(state, wish.itemId, wish.rest);
    case 'outage': {
      const { kind: _, ...outage } = wish;
      return decideServiceOutage(state, { ...outage, outageId: ports.ids.next('out') }, context);
    }
  }
}

function activated(ids: BillingPorts['ids'], { now }: Context): ServiceEvent {
  return { type: 'service.activated', data: { orderId: ids.next('ord'), provenAt: now, revision: 1 } };
}
