import type { ServiceExtra, ServicePlan, Technology } from '../../contracts/catalog.ts';
import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import type { AddOn, EquipmentModel } from './extra.ts';
import { currentVersion, type Plan } from './plan.ts';

/** For what a plan or an extra is sold: the subscriber's day and currency, and how the service reaches the network. */
export interface Sale {
  readonly on: Day;
  readonly currency: CurrencyCode;
  readonly technology?: Technology;
}

/** The plan as a service gets it: a copy of the terms that are sold on that day. */
export function servicePlanOf(
  planId: string,
  plan: Plan,
  sale: Sale,
  pointer = '/planId',
): Result<ServicePlan> {
  if (plan.status === 'retired') {
    return refuse('plan.retired', `${plan.name} is not sold any more; choose another plan.`, pointer);
  }
  const unserved = otherTechnology(plan, sale.technology, pointer);
  if (unserved !== undefined) return unserved;
  const terms = currentVersion(plan, sale.on);
  if (terms === undefined) {
    const first = plan.versions.map((version) => version.availableOn).sort()[0] ?? '';
    return refuse('plan.not-available-yet', `${plan.name} is sold from ${first} on.`, pointer);
  }
  return (
    otherCurrency(plan.name, terms.price.currency, sale.currency, pointer) ??
    done({ planId, name: plan.name, terms })
  );
}

/**
 * A certain version of a plan for those who have a service already: also of a plan that is not sold any more, since they
 * keep it. Refuses a version that is not there, or not for sale before a later day.
 */
export function servicePlanAt(
  planId: string,
  plan: Plan,
  version: number,
  on: Day,
  pointer = '/toVersion',
): Result<ServicePlan> {
  const terms = plan.versions.find((one) => one.version === version);
  if (terms === undefined) {
    return refuse(
      'plan.version-unknown',
      `${plan.name} has the versions 1 to ${plan.versions.length}.`,
      pointer,
    );
  }
  if (terms.availableOn > on) {
    return refuse(
      'plan.not-available-yet',
      `Version ${version} of ${plan.name} is there from ${terms.availableOn} on; change services then.`,
      pointer,
    );
  }
  return done({ planId, name: plan.name, terms });
}

/** Why a service cannot hold the plan: it reaches the network otherwise, or is paid in another currency. */
export function refuseUnfit(
  plan: Plan,
  target: ServicePlan,
  sale: Required<Omit<Sale, 'on'>>,
): Result<never> | undefined {
  return (
    otherTechnology(plan, sale.technology, '') ??
    otherCurrency(plan.name, target.terms.price.currency, sale.currency, '')
  );
}

/** The add-on as a service gets it, with a copy of its price. */
export function serviceAddOnOf(
  itemId: string,
  addOnId: string,
  addOn: AddOn,
  sale: Sale,
  pointer = '/addOns',
): Result<ServiceExtra> {
  const { name, price } = addOn.details;
  return (
    offTheShelf('add-on.retired', name, addOn, pointer) ??
    otherCurrency(name, price.price.currency, sale.currency, pointer) ??
    done({ itemId, kind: 'add-on', modelId: addOnId, name, price })
  );
}

/** A piece of equipment as a service gets it, with a copy of its price. */
export function serviceEquipmentOf(
  itemId: string,
  modelId: string,
  model: EquipmentModel,
  serial: string | undefined,
  sale: Sale,
  pointer = '/equipment',
): Result<ServiceExtra> {
  const { name, price } = model.details;
  return (
    offTheShelf('equipment-model.retired', name, model, pointer) ??
    otherCurrency(name, price.price.currency, sale.currency, pointer) ??
    done({
      itemId,
      kind: 'equipment',
      modelId,
      name,
      price,
      ...(serial === undefined ? {} : { serial }),
    })
  );
}

function otherTechnology(plan: Plan, technology: Technology | undefined, pointer: string) {
  if (technology === undefined || plan.technologies.includes(technology)) return undefined;
  return refuse(
    'plan.technology-not-served',
    `${plan.name} is not for ${technology}; it is for ${plan.technologies.join(', ')}.`,
    pointer,
  );
}

function offTheShelf(code: string, name: string, offer: AddOn | EquipmentModel, pointer: string) {
  return offer.status === 'retired' ? refuse(code, `${name} is not sold any more.`, pointer) : undefined;
}

function otherCurrency(name: string, priced: CurrencyCode, billed: CurrencyCode, pointer: string) {
  return priced === billed
    ? undefined
    : refuse(
        'catalog.currency-differs',
        `${name} is priced in ${priced}, the subscriber is billed in ${billed}; choose one that is priced in ${billed}.`,
        pointer,
      );
}
