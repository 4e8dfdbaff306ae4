import type { SimStatus } from '../../contracts/sim.ts';

/** Where a SIM may go from where it is. Back to `stock` when its service gives it back. */
export const simTransitions: Readonly<Record<SimStatus, readonly SimStatus[]>> = {
  stock: ['assigned', 'retired'],
  assigned: ['activated', 'stock', 'retired'],
  activated: ['suspended', 'stock', 'retired'],
  suspended: ['activated', 'stock', 'retired'],
  retired: [],
};

/** Whether a service lives on it: then the service's orders move it, and nobody else. */
export function isInService(status: SimStatus): boolean {
  return status === 'activated' || status === 'suspended';
}
