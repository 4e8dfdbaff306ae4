import type { ContractTerm } from '../contracts/catalog.ts';
import type { PlanVersionWire } from '../contracts/catalog-wire.ts';
import type { TopUpOffer } from '../contracts/quota.ts';
import type { MoneyWire } from '../contracts/scalars.ts';
import type { UsagePrices, UsagePricesWire } from '../contracts/usage-price.ts';
import {
  createPlan as decide,
  type NewPlan,
  type Plan,
  type PlanTerms,
  planAggregate,
} from '../domain/catalog/plan.ts';
import { parseMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { createOne } from './write-one.ts';

/** Terms as they are written on the wire. */
export interface TermsWish
  extends Omit<
    PlanTerms,
    'price' | 'availableOn' | 'migratesOn' | 'setupFee' | 'contract' | 'topUps' | 'usagePrices'
  > {
  readonly price: MoneyWire;
  readonly availableOn?: string | undefined;
  readonly migratesOn?: string | undefined;
  readonly setupFee?: PlanVersionWire['setupFee'];
  readonly contract?: PlanVersionWire['contract'];
  readonly topUps?: PlanVersionWire['topUps'];
  readonly usagePrices?: PlanVersionWire['usagePrices'];
}

/** Puts a plan with its first version on offer. */
export async function createPlan(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: TermsWish & Omit<NewPlan, 'terms'>,
  context: Context,
): Promise<Result<Stored<Plan>>> {
  const { name, description, technologies, ...written } = wish;
  const terms = termsOf(written, context);
  if (!terms.ok) return terms;
  const decided = decide({ name, description, technologies, terms: terms.value });
  if (!decided.ok) return decided;
  return createOne(store, planAggregate, ids.next('pln'), decided.value, context);
}

/** A day begins last at UTC−12: who is sold at once there is sold at once everywhere. */
const lastZoneOffset = 12 * 3_600_000;

/** Reads written terms; without a day they hold at once. */
export function termsOf(wish: TermsWish, context: Context): Result<PlanTerms> {
  const { setupFee, contract, migratesOn, topUps, usagePrices, ...plain } = wish;
  const price = parseMoney(wish.price, '/price/amount');
  if (!price.ok) return price;
  const fee = setupFee && parseMoney(setupFee.price, '/setupFee/price/amount');
  if (fee?.ok === false) return fee;
  const term = contract && contractOf(contract);
  if (term?.ok === false) return term;
  const offers = topUps && topUpsOf(topUps);
  if (offers?.ok === false) return offers;
  const prices = usagePrices && usagePricesOf(usagePrices);
  if (prices?.ok === false) return prices;
  const atOnce = new Date(Date.parse(context.now) - lastZoneOffset).toISOString().slice(0, 10);
  return done({
    ...plain,
    price: price.value,
    availableOn: wish.availableOn ?? atOnce,
    ...(migratesOn === undefined ? {} : { migratesOn }),
    ...(setupFee === undefined || fee === undefined ? {} : { setupFee: { ...setupFee, price: fee.value } }),
    ...(term === undefined ? {} : { contract: term.value }),
    ...(offers === undefined || offers.value.length === 0 ? {} : { topUps: offers.value }),
    ...(prices === undefined ? {} : { usagePrices: prices.value }),
  });
}

function topUpsOf(written: NonNullable<PlanVersionWire['topUps']>): Result<TopUpOffer[]> {
  const offers: TopUpOffer[] = [];
  for (const [i, { price: wire, gigabytes }] of written.entries()) {
    const price = parseMoney(wire, `/topUps/${i}/price/amount`);
    if (!price.ok) return price;
    offers.push({ gigabytes, price: price.value });
  }
  return done(offers);
}

function usagePricesOf({ tiers: written, most: wire, ...rest }: UsagePricesWire): Result<UsagePrices> {
  const tiers: UsagePrices['tiers'] = [];
  for (const [i, { perGigabyte, ...tier }] of written.entries()) {
    const price = parseMoney(perGigabyte, `/usagePrices/tiers/${i}/perGigabyte/amount`);
    if (!price.ok) return price;
    tiers.push({ ...tier, perGigabyte: price.value });
  }
  if (wire === undefined) return done({ ...rest, tiers });
  const most = parseMoney(wire, '/usagePrices/most/amount');
  return most.ok ? done({ ...rest, tiers, most: most.value }) : most;
}

function contractOf({
  months,
  earlyTermination,
}: NonNullable<PlanVersionWire['contract']>): Result<ContractTerm> {
  if ('restPercent' in earlyTermination) return done({ months, earlyTermination });
  const fee = parseMoney(earlyTermination.fee, '/contract/earlyTermination/fee/amount');
  return fee.ok ? done({ months, earlyTermination: { fee: fee.value } }) : fee;
}
