import type { EventEnvelope } from '../contracts/event.ts';
import type { Day } from '../contracts/scalars.ts';
import type { ServiceChange } from '../contracts/service-change.ts';
import { dayBegins, localDay } from '../domain/billing/local-day.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import { type Changeable, withChange } from '../domain/service/change.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { orderOnService } from '../domain/service/order-on-service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Stored } from '../ports/store.ts';
import { type BillingPorts, previewBilling } from './billing-plan.ts';
import { type ChangeWish, changeOf } from './change-service.ts';
import { loadKnown } from './load.ts';
import { dayWanted, type When } from './schedule-action.ts';

/**
 * What a change of plan or extras would cost: the very calculation of the bill, once as things stand and once as if the
 * change had been proven on its day. Refuses what the change itself would be refused for. Nothing is written.
 */
export async function previewChange(
  ports: BillingPorts,
  serviceId: string,
  wish: Omit<ChangeWish, 'access'> & { readonly when: When },
  context: Context,
) {
  const { store } = ports;
  const [wanted, service] = await Promise.all([
    dayWanted(store, serviceId, wish.when, context),
    loadKnown(store, serviceAggregate, serviceId),
  ]);
  if (!wanted.ok) return wanted;
  if (!service.ok) return service;
  const { state } = service.value;
  const subscriber = await loadKnown(store, subscriberAggregate, state.subscriberId);
  if (!subscriber.ok) return subscriber;
  const { details, payerId = state.subscriberId } = subscriber.value.state;
  const made = await changeOf(ports, wish, state, {}, context);
  if (!made.ok) return made;
  const { access: _, ...change } = made.value;
  const orderId = ports.ids.next('ord');
  const decided = orderOnService(state, orderId, { kind: 'change', change }, context.now);
  if (!decided.ok) return decided;
  const today = localDay(context.now, details.timeZone);
  const on = wanted.value ?? today;
  const provenAt = on === today ? context.now : dayBegins(on, details.timeZone);
  const changed = supposedly(service.value, { orderId, change, provenAt }, ports.ids.next('evt'), context);
  const [after, before] = await Promise.all([
    previewBilling(ports, { subscriberId: payerId, on, lived: new Map([[serviceId, [changed]]]) }, context),
    previewBilling(ports, { subscriberId: payerId, on }, context),
  ]);
  if (!after.ok) return after;
  if (!before.ok) return before;
  const { currency } = state.plan.terms.price;
  const linesOf = ({ value }: { readonly value: typeof after.value }) =>
    value.flatMap(({ data }) => data.lines);
  const known = linesOf(before).map(sameness);
  const lines = linesOf(after).filter((line) => {
    const same = known.indexOf(sameness(line));
    if (same !== -1) known.splice(same, 1);
    return same === -1;
  });
  const total = ({ value }: { readonly value: typeof after.value }) =>
    value.reduce((sum, { data }) => sum + data.total, 0);
  return done({
    on,
    recurring: {
      before: formatMoney(recurringOf(state)),
      after: formatMoney(recurringOf(withChange(state, change))),
      period: withChange(state, change).plan.terms.period,
    },
    due: formatMoney({ minor: total(after) - total(before), currency }),
    lines: lines.map(({ item, from, to, minor }) => ({
      item,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      amount: formatMoney({ minor, currency }),
    })),
  });
}

type Line = {
  readonly item: string;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly minor: number;
  readonly serviceId?: string | undefined;
};

const sameness = ({ serviceId, item, from, to, minor }: Line) =>
  JSON.stringify([serviceId, item, from, to, minor]);

/** What the plan and what recurs beside it in the same rhythm cost for a period, before discounts and taxes. */
function recurringOf({ plan, extras }: Changeable) {
  const { price, period } = plan.terms;
  const beside = extras.filter(
    (extra) => extra.price.accounting === 'recurring' && extra.price.period === period,
  );
  const minor = beside.reduce((sum, extra) => sum + extra.price.price.minor, price.minor);
  return { minor, currency: price.currency };
}

/** The event that the change would end in. */
function supposedly(
  { id, version }: Stored<unknown>,
  data: { readonly orderId: string; readonly change: ServiceChange; readonly provenAt: string },
  eventId: string,
  { actor }: Context,
): EventEnvelope {
  return {
    eventId,
    type: 'service.changed',
    aggregateType: 'service',
    aggregateId: id,
    version: version + 1,
    at: data.provenAt,
    actor,
    data,
  };
}

export type PreviewedChange = Awaited<ReturnType<typeof previewChange>> extends Result<infer T> ? T : never;
