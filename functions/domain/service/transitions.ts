import type { OrderKind } from '../../contracts/service-order.ts';
import type { ServiceState } from './service.ts';

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
