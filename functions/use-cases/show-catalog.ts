import type { ContractTerm, ExtraPrice, PlanVersion } from '../contracts/catalog.ts';
import type { ExtraPriceWire, PlanVersionWire } from '../contracts/catalog-wire.ts';
import type { AddOnView, EquipmentModelView, PlanView } from '../contracts/http/catalog.ts';
import type { UsagePrices, UsagePricesWire } from '../contracts/usage-price.ts';
import type { AddOn, EquipmentModel } from '../domain/catalog/extra.ts';
import type { Plan } from '../domain/catalog/plan.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';

/** Plan terms with the price as it is written on the wire. */
export function showPlanVersion(version: PlanVersion): PlanVersionWire {
  const { setupFee, contract, topUps, usagePrices, ...plain } = version;
  return {
    ...plain,
    price: formatMoney(version.price),
    ...(setupFee === undefined ? {} : { setupFee: { ...setupFee, price: formatMoney(setupFee.price) } }),
    ...(contract === undefined ? {} : { contract: showContract(contract) }),
    ...(topUps === undefined
      ? {}
      : { topUps: topUps.map((offer) => ({ ...offer, price: formatMoney(offer.price) })) }),
    ...(usagePrices === undefined ? {} : { usagePrices: showUsagePrices(usagePrices) }),
  };
}

function showUsagePrices({ tiers, most, ...prices }: UsagePrices): UsagePricesWire {
  return {
    ...prices,
    tiers: tiers.map((tier) => ({ ...tier, perGigabyte: formatMoney(tier.perGigabyte) })),
    ...(most === undefined ? {} : { most: formatMoney(most) }),
  };
}

function showContract({ months, earlyTermination }: ContractTerm): NonNullable<PlanVersionWire['contract']> {
  return {
    months,
    earlyTermination:
      'fee' in earlyTermination ? { fee: formatMoney(earlyTermination.fee) } : earlyTermination,
  };
}

/** The price of an extra as it is written on the wire. */
export function showExtraPrice(price: ExtraPrice): ExtraPriceWire {
  return { ...price, price: formatMoney(price.price) };
}

/** A plan as the API shows it. */
export function showPlan({ id, state, updatedAt }: Stored<Plan>): PlanView {
  const { versions, technologies, ...rest } = state;
  return { id, ...rest, technologies: [...technologies], versions: versions.map(showPlanVersion), updatedAt };
}

/** An add-on as the API shows it. */
export function showAddOn({ id, state, updatedAt }: Stored<AddOn>): AddOnView {
  const { price, ...details } = state.details;
  const { status, createdAt } = state;
  return { id, ...details, ...showExtraPrice(price), status, createdAt, updatedAt };
}

/** A model of equipment as the API shows it. */
export function showEquipmentModel({ id, state, updatedAt }: Stored<EquipmentModel>): EquipmentModelView {
  const { price, ...details } = state.details;
  const { status, createdAt } = state;
  return { id, ...details, ...showExtraPrice(price), status, createdAt, updatedAt };
}
