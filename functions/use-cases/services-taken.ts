import type { DunningRule } from '../contracts/dunning.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';

/**
 * Of which a step takes something for a subscriber: its own services, unless a parent pays for them, and those of the
 * children for which it pays: also those that are about to be served, or will be once a suspension for something else ends.
 */
export async function servicesTaken(
  store: Store,
  { id, state }: Stored<Subscriber>,
  rule: DunningRule | undefined,
): Promise<readonly string[]> {
  const excluded = rule?.excludedTechnologies ?? [];
  const children = await everyOne(store, subscriberAggregate, { by: 'owner', owner: id });
  const owners = [
    ...(state.payerId === undefined || state.payerId === id ? [id] : []),
    ...children.filter((child) => child.state.payerId === id).map((child) => child.id),
  ];
  const services = await Promise.all(
    owners.map((owner) => everyOne(store, serviceAggregate, { by: 'owner', owner })),
  );
  return services
    .flat()
    .flatMap(({ id: serviceId, state: service }) =>
      isServed(service) && !excluded.includes(service.access.technology) ? [serviceId] : [],
    );
}

function isServed(service: Service): boolean {
  if (service.state === 'suspended') return service.suspension.reason !== 'overdue';
  return service.state === 'active' || service.state === 'provisioning';
}
