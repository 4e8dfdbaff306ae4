import type { TaxGround } from '../../contracts/billing-ledger.ts';
import type { Tax } from '../../contracts/billing-profile.ts';
import type { TaxRulesSet } from '../../contracts/events/tax-rules-set.ts';
import type { Address, Day, Instant } from '../../contracts/scalars.ts';
import type { TaxExemption, TaxPlace, TaxRate, TaxRules } from '../../contracts/tax-rules.ts';
import type { Aggregate } from '../aggregate.ts';

/** The one set of tax rules of the deployment. */
export interface StoredTaxRules {
  readonly rules: TaxRules;
  readonly setAt: Instant;
}

/** There is one. */
export const taxRulesId = `txr_${'0'.repeat(26)}`;

export const taxRulesAggregate: Aggregate<StoredTaxRules, TaxRulesSet> = {
  type: 'tax-rules',
  evolve: (_, { data }, at) => ({ rules: data, setAt: at }),
};

/** Where something is supplied, as far as a tax asks. */
export type Place = Pick<Address, 'country' | 'region' | 'postalCode'>;

/** What of the buyer decides about tax. */
export interface TaxedBuyer {
  readonly taxId?: string | undefined;
  readonly exemptions: readonly TaxExemption[];
}

/** What taxes are found by, the same for all services of one payer. */
export interface Taxation {
  readonly rules?: TaxRules | undefined;
  /** The operator's address. */
  readonly seller?: Place | undefined;
  readonly buyer: TaxedBuyer;
  /** An external tax service says the taxes instead of the rules, document by document. */
  readonly isQuoted?: boolean;
}

/** What is supplied where on which day. */
export interface Supply {
  readonly kind: 'plan' | 'add-on' | 'equipment' | 'fee' | 'other';
  readonly itemId?: string | undefined;
  readonly place: Place | undefined;
  readonly on: Day;
  /** A thing that is sold, not let or done. */
  readonly isGoods?: boolean;
}

/** A tax with the rule that chose it; without one it is of the profile's own list. */
export type DueTax = Tax & { readonly ground?: TaxGround };

/**
 * The taxes on a supply: the profile's own list if it has any, else the rates of the place on the day; then what the
 * buyer is exempt from, or owes itself.
 */
export function taxesFor(
  own: readonly Tax[],
  taxation: Taxation | undefined,
  supply: Supply,
): readonly DueTax[] {
  if (taxation === undefined) return own;
  const { rules, isQuoted = false } = taxation;
  const due = own.length > 0 || rules === undefined || isQuoted ? own : ratesFor(rules, taxation, supply);
  return due.map((tax) => exempted(tax, taxation.buyer.exemptions, supply.on));
}

/**
 * The days within `from`–`to` on which a supply begins to be taxed otherwise, where the law of its place splits what is
 * charged in arrear at a change of rates.
 */
export function taxChanges(
  own: readonly Tax[],
  taxation: Taxation | undefined,
  supply: Omit<Supply, 'on'>,
  { from, to }: { readonly from: Day; readonly to: Day },
): readonly Day[] {
  const rules = taxation?.rules;
  const place = rules?.supply === 'origin' ? taxation?.seller : supply.place;
  if (rules === undefined || place === undefined || own.length > 0 || taxation?.isQuoted) return [];
  if (rules.splitAtRateChange?.includes(place.country) !== true) return [];
  const days = rules.rates.flatMap((rate) => [rate.from, ...(rate.to === undefined ? [] : [rate.to])]);
  const taxed = (on: Day) =>
    JSON.stringify(taxesFor(own, taxation, { ...supply, on }).map(({ ground: _, ...tax }) => tax));
  let before = taxed(from);
  return [...new Set(days)]
    .filter((day) => from < day && day < to)
    .toSorted()
    .filter((day) => {
      const now = taxed(day);
      const isChange = now !== before;
      before = now;
      return isChange;
    });
}

function ratesFor(rules: TaxRules, { seller, buyer }: Taxation, supply: Supply): readonly DueTax[] {
  const category = categoryOf(rules, supply);
  const at = (place: Place | undefined) =>
    place === undefined ? [] : ratesIn(rules.rates, place, category, supply.on);
  const rates = at(rules.supply === 'origin' ? seller : supply.place);
  const charged = (rate: TaxRate) => dueTax(rate, category, supply.on);
  const { reverseCharge } = rules;
  if (reverseCharge === undefined || !owesItself(reverseCharge, seller, buyer)) return rates.map(charged);
  const goods = supply.isGoods === true ? reverseCharge.goods : undefined;
  // Goods that stay in the seller's country, or leave the countries, are taxed as the rates say.
  if (goods !== undefined && !isDeliveredAbroad(reverseCharge, seller, supply.place))
    return rates.map(charged);
  const rule = goods === undefined ? 'reverse-charge' : 'intra-community-supply';
  const { reason } = goods ?? reverseCharge;
  // The buyer's country may have no rates here: what the seller would charge at home names the taxes.
  const isWithin = reverseCharge.countries.includes(supply.place?.country ?? '');
  return (rates.length > 0 || !isWithin ? rates : at(seller)).map((rate) => {
    const { name, inclusive, place } = rate;
    // A tax of another country is none that the buyer can owe in their place.
    if (!reverseCharge.countries.includes(place.country)) return charged(rate);
    const jurisdiction = goods === undefined ? placeName(place) : supply.place?.country;
    return {
      name,
      rate: '0',
      inclusive,
      relief: { kind: rule, reason },
      ground: {
        rule,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
        category,
        on: supply.on,
      },
    };
  });
}

function dueTax(
  { place, category: _, from: __, to: ___, ...tax }: TaxRate,
  category: string,
  on: Day,
): DueTax {
  return { ...tax, ground: { rule: 'rate', jurisdiction: placeName(place), category, on } };
}

/** As what the rules class a supply. */
export function categoryOf({ categories }: TaxRules, { kind, itemId }: Supply): string {
  const single = itemId === undefined ? undefined : categories.items[itemId];
  if (single !== undefined) return single;
  switch (kind) {
    case 'plan':
    case 'fee':
      return categories.plan;
    case 'add-on':
      return categories.addOn;
    case 'equipment':
      return categories.equipment;
    case 'other':
      return categories.other;
  }
}

/** Of each tax the most specific rate: the narrower place, then the named category, then the later one. */
function ratesIn(rates: readonly TaxRate[], place: Place, category: string, on: Day): readonly TaxRate[] {
  const best = new Map<string, TaxRate>();
  for (const rate of rates) {
    const holds = rate.from <= on && (rate.to === undefined || on < rate.to);
    if (!holds || (rate.category !== undefined && rate.category !== category)) continue;
    if (!isIn(place, rate.place)) continue;
    const known = best.get(rate.name);
    if (known === undefined || isBefore(known, rate)) best.set(rate.name, rate);
  }
  return [...best.values()];
}

function isBefore(known: TaxRate, rate: TaxRate): boolean {
  const less = weightOf(known) - weightOf(rate);
  return less < 0 || (less === 0 && known.from < rate.from);
}

function weightOf({ place, category }: TaxRate): number {
  const narrow = place.postalCodes !== undefined ? 4 : place.region !== undefined ? 2 : 0;
  return narrow + (category === undefined ? 0 : 1);
}

function isIn({ country, region, postalCode }: Place, place: TaxPlace): boolean {
  if (country !== place.country) return false;
  const folded = (text: string | undefined) => text?.trim().toLowerCase();
  if (place.region !== undefined && folded(place.region) !== folded(region)) return false;
  if (place.postalCodes === undefined) return true;
  const code = postalCode?.toUpperCase().replace(/[^A-Z0-9]/g, '') ?? '';
  return place.postalCodes.some(({ from, to }) => {
    const start = code.slice(0, from.length);
    return start.length === from.length && from <= start && start <= to;
  });
}

/** Such as `DE`, `US California` or `US 90001–96162`. */
function placeName({ country, region, postalCodes }: TaxPlace): string {
  const [first] = postalCodes ?? [];
  const codes = first === undefined ? undefined : `${first.from}–${first.to}`;
  return [country, region, codes].filter((part) => part !== undefined).join(' ');
}

/** VAT numbers begin with their country as ISO 3166-1 has it, save that Greece writes EL. */
function countryOf(vatNumber: string | undefined): string | undefined {
  const prefix = /^[A-Z]{2}(?=[A-Z0-9+*])/.exec(vatNumber?.replaceAll(' ', '') ?? '')?.[0];
  return prefix === 'EL' ? 'GR' : prefix;
}

function owesItself(
  { countries }: NonNullable<TaxRules['reverseCharge']>,
  seller: Place | undefined,
  { taxId }: TaxedBuyer,
): boolean {
  const buyer = countryOf(taxId);
  if (seller === undefined || buyer === undefined) return false;
  return buyer !== seller.country && countries.includes(buyer) && countries.includes(seller.country);
}

function isDeliveredAbroad(
  { countries }: NonNullable<TaxRules['reverseCharge']>,
  seller: Place | undefined,
  to: Place | undefined,
): boolean {
  return to !== undefined && to.country !== seller?.country && countries.includes(to.country);
}

/** An exemption holds on the days of its period and on no other: what it does not cover is taxed. */
function exempted(tax: DueTax, exemptions: readonly TaxExemption[], on: Day): DueTax {
  if (tax.relief !== undefined) return tax;
  const found = exemptions.find(
    (exemption) =>
      (exemption.tax === undefined || exemption.tax === tax.name) &&
      exemption.from <= on &&
      (exemption.to === undefined || on < exemption.to),
  );
  if (found === undefined) return tax;
  const { certificate, reason } = found;
  const { compound: _, ...rest } = tax;
  return {
    ...rest,
    rate: '0',
    relief: { kind: 'exempt', reason: reason === undefined ? certificate : `${reason}, ${certificate}` },
    ground: { ...tax.ground, rule: 'exemption', on },
  };
}
