import type { ExtraPrice } from '../../contracts/catalog.ts';
import type { AddOnDetails, EquipmentModelDetails } from '../../contracts/catalog-entry.ts';
import type { AddOnChanged } from '../../contracts/events/add-on-changed.ts';
import type { AddOnCreated } from '../../contracts/events/add-on-created.ts';
import type { AddOnReinstated } from '../../contracts/events/add-on-reinstated.ts';
import type { AddOnRetired } from '../../contracts/events/add-on-retired.ts';
import type { EquipmentModelChanged } from '../../contracts/events/equipment-model-changed.ts';
import type { EquipmentModelCreated } from '../../contracts/events/equipment-model-created.ts';
import type { EquipmentModelReinstated } from '../../contracts/events/equipment-model-reinstated.ts';
import type { EquipmentModelRetired } from '../../contracts/events/equipment-model-retired.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import { checkPrice, type OfferStatus } from './plan.ts';

export type AddOnEvent = AddOnCreated | AddOnChanged | AddOnRetired | AddOnReinstated;
export type EquipmentModelEvent =
  | EquipmentModelCreated
  | EquipmentModelChanged
  | EquipmentModelRetired
  | EquipmentModelReinstated;

interface Offer<D> {
  readonly details: D;
  readonly status: OfferStatus;
  readonly createdAt: Instant;
}

/** What is sold beside a plan: a static address, a mesh repeater's rent, an installation. */
export type AddOn = Offer<AddOnDetails>;

/** A model of equipment that can be sold or rented with a service. */
export type EquipmentModel = Offer<EquipmentModelDetails>;

function existing<D>(state: Offer<D> | undefined, type: string): Offer<D> {
  if (state === undefined) throw new Error(`${type} on an entry that does not exist`);
  return state;
}

/** The add-on's state as the fold of its events. */
export const addOnAggregate: Aggregate<AddOn, AddOnEvent> = {
  type: 'add-on',
  evolve(state, event, at) {
    switch (event.type) {
      case 'add-on.created':
        return { details: event.data, status: 'offered', createdAt: at };
      case 'add-on.changed':
        return { ...existing(state, event.type), details: event.data };
      case 'add-on.retired':
        return { ...existing(state, event.type), status: 'retired' };
      case 'add-on.reinstated':
        return { ...existing(state, event.type), status: 'offered' };
    }
  },
};

/** The equipment model's state as the fold of its events. */
export const equipmentModelAggregate: Aggregate<EquipmentModel, EquipmentModelEvent> = {
  type: 'equipment-model',
  evolve(state, event, at) {
    switch (event.type) {
      case 'equipment-model.created':
        return { details: event.data, status: 'offered', createdAt: at };
      case 'equipment-model.changed':
        return { ...existing(state, event.type), details: event.data };
      case 'equipment-model.retired':
        return { ...existing(state, event.type), status: 'retired' };
      case 'equipment-model.reinstated':
        return { ...existing(state, event.type), status: 'offered' };
    }
  },
};

/** Puts an add-on on offer. */
export function createAddOn(details: AddOnDetails): Result<readonly AddOnEvent[]> {
  return checkExtraPrice(details.price) ?? done([{ type: 'add-on.created', data: details }]);
}

/** Gives an add-on other details or another price, for later sales. */
export function changeAddOn(addOn: AddOn, details: AddOnDetails): Result<readonly AddOnEvent[]> {
  if (isSame(addOn.details, details)) return done([]);
  return checkExtraPrice(details.price) ?? done([{ type: 'add-on.changed', data: details }]);
}

/** Puts an equipment model on offer. */
export function createEquipmentModel(details: EquipmentModelDetails): Result<readonly EquipmentModelEvent[]> {
  return checkExtraPrice(details.price) ?? done([{ type: 'equipment-model.created', data: details }]);
}

/** Gives an equipment model other details or another price, for later sales. */
export function changeEquipmentModel(
  model: EquipmentModel,
  details: EquipmentModelDetails,
): Result<readonly EquipmentModelEvent[]> {
  if (isSame(model.details, details)) return done([]);
  return checkExtraPrice(details.price) ?? done([{ type: 'equipment-model.changed', data: details }]);
}

/** Takes an add-on off sale, or puts it on sale again. */
export function offerAddOn(addOn: AddOn, status: OfferStatus): readonly AddOnEvent[] {
  if (addOn.status === status) return [];
  return [{ type: status === 'retired' ? 'add-on.retired' : 'add-on.reinstated', data: {} }];
}

/** Takes an equipment model off sale, or puts it on sale again. */
export function offerEquipmentModel(
  model: EquipmentModel,
  status: OfferStatus,
): readonly EquipmentModelEvent[] {
  if (model.status === status) return [];
  return [
    { type: status === 'retired' ? 'equipment-model.retired' : 'equipment-model.reinstated', data: {} },
  ];
}

function checkExtraPrice({ price, accounting, trialDays }: ExtraPrice) {
  const negative = checkPrice(price.minor);
  if (negative !== undefined) return negative;
  if (typeof accounting === 'object' && price.minor < accounting.instalments) {
    return refuse(
      'catalog.instalments-too-many',
      `${accounting.instalments} instalments leave nothing to pay in some of them; take fewer.`,
      '/accounting/instalments',
    );
  }
  if (trialDays > 0 && accounting !== 'recurring') {
    return refuse(
      'catalog.trial-not-recurring',
      'Trial days are for what recurs; leave trialDays out.',
      '/trialDays',
    );
  }
  return undefined;
}
