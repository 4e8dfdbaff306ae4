import type { Quote } from '../contracts/lead.ts';
import { addOnAggregate } from '../domain/catalog/extra.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { serviceAddOnOf, servicePlanOf } from '../domain/catalog/sale.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadReferenced } from './load.ts';

const validDays = 30;
const dayMilliseconds = 86_400_000;

/** Makes an offer at the prices of today, in the currency of the plan. Today is the day in UTC: a prospect has no time zone yet. */
export async function offerQuote(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: {
    readonly planId: string;
    readonly addOns: readonly string[];
    readonly validUntilOn?: string | undefined;
  },
  context: Context,
): Promise<Result<Quote>> {
  const on = context.now.slice(0, 10);
  // West of Greenwich it may still be yesterday.
  const { validUntilOn = dayAfter(on, validDays) } = wish;
  if (validUntilOn < dayAfter(on, -1)) {
    return refuse(
      'lead.quote-in-the-past',
      `An offer until ${validUntilOn} is over already; name a day from ${on} on.`,
      '/quote/validUntilOn',
    );
  }
  const plan = await loadReferenced(store, planAggregate, wish.planId, '/quote/planId');
  if (!plan.ok) return plan;
  const currency = plan.value.state.versions[0]?.price.currency ?? '';
  const sold = servicePlanOf(plan.value.id, plan.value.state, { on, currency }, '/quote/planId');
  if (!sold.ok) return sold;
  const addOns: Quote['addOns'] = [];
  for (const [i, addOnId] of wish.addOns.entries()) {
    const pointer = `/quote/addOns/${i}`;
    const addOn = await loadReferenced(store, addOnAggregate, addOnId, pointer);
    if (!addOn.ok) return addOn;
    const extra = serviceAddOnOf(ids.next('itm'), addOnId, addOn.value.state, { on, currency }, pointer);
    if (!extra.ok) return extra;
    addOns.push({ addOnId, name: extra.value.name, price: extra.value.price });
  }
  return done({
    planId: plan.value.id,
    planName: sold.value.name,
    terms: sold.value.terms,
    addOns,
    validUntilOn,
  });
}

function dayAfter(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00.000Z`) + days * dayMilliseconds).toISOString().slice(0, 10);
}
