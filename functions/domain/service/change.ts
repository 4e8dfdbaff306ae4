import type { AccessBinding } from '../../contracts/access.ts';
import type { ServiceExtra, ServicePlan } from '../../contracts/catalog.ts';
import type { Address } from '../../contracts/scalars.ts';
import type { ServiceChange } from '../../contracts/service-change.ts';

/** The parts of a service that a change order can change. */
export interface Changeable {
  readonly plan: ServicePlan;
  readonly extras: readonly ServiceExtra[];
  readonly address: Address;
  readonly access: AccessBinding;
}

/** The service with the change in force. */
export function withChange<S extends Changeable>(service: S, change: ServiceChange): S {
  const removed = new Set(change.removeExtras);
  return {
    ...service,
    plan: change.plan ?? service.plan,
    extras: [...service.extras.filter(({ itemId }) => !removed.has(itemId)), ...(change.addExtras ?? [])],
    address: change.address ?? service.address,
    access: change.access ?? service.access,
  };
}
