import type { AccessBinding } from '../../../functions/contracts/access.ts';
import type { ServiceExtra, ServicePlan } from '../../../functions/contracts/catalog.ts';
import type { ObservedState, Outcome } from '../../../functions/contracts/network-state.ts';
import type { Address } from '../../../functions/contracts/scalars.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import { serviceAggregate } from '../../../functions/domain/service/evolve.ts';
import type { Service, ServiceEvent } from '../../../functions/domain/service/service.ts';

export const at = '2026-03-01T09:30:00.000Z';
export const serviceId = idOf('svc', 1);
export const siteId = idOf('sit', 1);

/** An id with a number in its last digits, for tests that name things. */
export function idOf(prefix: string, n: number): string {
  return `${prefix}_01k9xq3v7n5e2r8t4w6y0${String(n).padStart(5, '0')}`;
}

export const address: Address = { line1: '1 Mast Road', city: 'Uplands', country: 'DE' };

export const access: AccessBinding = { technology: 'pppoe', siteId, username: 'ada@uplands' };

export const home: ServicePlan = planOf('Home 50', 50_000, 1);
export const fast: ServicePlan = planOf('Fast 100', 100_000, 2);

function planOf(name: string, downKbps: number, n: number): ServicePlan {
  return {
    planId: idOf('pln', n),
    name,
    terms: {
      version: 1,
      price: { minor: 4990, currency: 'USD' },
      period: 'month',
      charge: 'in-advance',
      trialDays: 0,
      network: { downKbps, upKbps: downKbps / 5, interimSeconds: 300 },
      availableOn: '2026-01-01',
    },
  };
}

export function router(n: number, serial?: string): ServiceExtra {
  return {
    itemId: idOf('itm', n),
    kind: 'equipment',
    modelId: idOf('eqm', 1),
    name: 'Router',
    ...(serial === undefined ? {} : { serial }),
    price: {
      price: { minor: 500, currency: 'USD' },
      period: 'month',
      charge: 'in-advance',
      trialDays: 0,
      accounting: 'recurring',
      onTermination: 'forgive',
    },
  };
}

export const selected: ServiceEvent = {
  type: 'service.selected',
  data: { subscriberId: idOf('sub', 1), plan: home, extras: [router(1)], address, access },
};

/** The service after these events, all at one instant. */
export function serviceAfter(...events: readonly ServiceEvent[]): Service {
  const service = fold(serviceAggregate, undefined, [selected, ...events], at);
  if (service === undefined) throw new Error('no service');
  return service;
}

export function evolved(service: Service, events: readonly ServiceEvent[], when = at): Service {
  return fold(serviceAggregate, service, events, when) ?? service;
}

export function observation(
  revision: number,
  outcome: Outcome = 'applied',
  more: Partial<ObservedState> = {},
) {
  const observed: ObservedState = { serviceId, revision, outcome, observedAt: at, steps: [], ...more };
  return observed;
}
