import { localDay } from '../domain/billing/local-day.ts';
import { type AddOn, addOnAggregate } from '../domain/catalog/extra.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { type Sale, serviceAddOnOf, servicePlanOf } from '../domain/catalog/sale.ts';
import { formatMoney } from '../domain/money.ts';
import { done } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';

/** What can be sold today to a service beside what it has: other plans, and add-ons. */
export async function readOffers({ store }: Pick<Ports, 'store'>, serviceId: string, context: Context) {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { subscriberId, access, plan: present } = service.value.state;
  const [subscriber, plans, addOns] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    everyOne(store, planAggregate, { by: 'type' }),
    everyOne(store, addOnAggregate, { by: 'type' }),
  ]);
  if (subscriber === undefined) throw new Error(`the subscriber ${subscriberId} of ${serviceId} is gone`);
  const { timeZone, currency } = subscriber.state.details;
  const sale = { on: localDay(context.now, timeZone), currency, technology: access.technology };
  return done({
    plans: plans.flatMap(({ id, state }) => {
      const sold = servicePlanOf(id, state, sale);
      if (!sold.ok || id === present.planId) return [];
      const { price, period, network, quota, contract } = sold.value.terms;
      const included = quota?.steps[0]?.gigabytes;
      return [
        {
          planId: id,
          name: sold.value.name,
          price: formatMoney(price),
          period,
          downKbps: network.downKbps,
          upKbps: network.upKbps,
          ...(included === undefined ? {} : { quotaGigabytes: included }),
          ...(contract === undefined ? {} : { termMonths: contract.months }),
        },
      ];
    }),
    addOns: addOns.flatMap((addOn) => offeredAddOn(addOn, sale)),
  });
}

function offeredAddOn({ id, state }: Stored<AddOn>, sale: Sale) {
  const sold = serviceAddOnOf(id, id, state, sale);
  if (!sold.ok) return [];
  const { name, price } = sold.value;
  return [
    {
      addOnId: id,
      name,
      price: formatMoney(price.price),
      ...(price.accounting === 'recurring' ? { period: price.period } : {}),
      ...(typeof price.accounting === 'object' ? price.accounting : {}),
    },
  ];
}
