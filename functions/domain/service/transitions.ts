import type { OrderKind } from '../../contracts/service-order.ts';
import type { Service, ServiceCommand, ServiceState, Suspension } from './service.ts';

/** Where a service may go from where it is. Nothing leads out of `terminated`, and out of `terminating` only to it. */
export const serviceTransitions: Readonly<Record<ServiceState, readonly ServiceState[]>> = {
  selected: ['provisioning', 'terminating'],
  provisioning: ['active', 'failed'],
  failed: ['provisioning', 'terminating'],
  active: ['suspended', 'terminating'],
  suspended: ['active', 'terminating'],
  terminating: ['terminated'],
  terminated: [],
};

/** In which states an order is taken, provided that no other order runs. */
export const orderableIn: Readonly<Record<OrderKind, readonly ServiceState[]>> = {
  activate: ['selected', 'failed'],
  change: ['active'],
  suspend: ['active'],
  resume: ['suspended'],
  // Terminating: an earlier try failed.
  terminate: ['selected', 'failed', 'active', 'suspended', 'terminating'],
};

/** Whether the order is taken in the state of the service, provided that no other runs. */
export function isOrderable(service: Service, command: ServiceCommand): boolean {
  return (
    orderableIn[command.kind].includes(service.state) || suspensionThrough(service, command) !== undefined
  );
}

/** The suspension that goes on through the order and behind it: a change of access alone is one of a suspended service, too. */
export function suspensionThrough(service: Service, command: ServiceCommand): Suspension | undefined {
  if (service.state !== 'suspended' || command.kind !== 'change') return undefined;
  const { access, ...rest } = command.change;
  const isMove = access !== undefined && Object.values(rest).every((part) => part === undefined);
  return isMove ? service.suspension : undefined;
}
