import type { ServiceView } from '../contracts/http/services.ts';
import { entitlementOf } from '../domain/service/observe-service.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import type { Stored } from '../ports/store.ts';
import { showExtraPrice, showPlanVersion } from './show-catalog.ts';

/** A service as the API shows it. */
export function showService({ id, state: service, updatedAt }: Stored<Service>): ServiceView {
  const { subscriberId, state, plan, extras, address, access, network, selectedAt, failure } = service;
  const order = runningOrder(service);
  return {
    id,
    subscriberId,
    state,
    entitlement: entitlementOf(service),
    plan: { ...plan, terms: showPlanVersion(plan.terms) },
    extras: extras.map((extra) => ({ ...extra, price: showExtraPrice(extra.price) })),
    address,
    access,
    network: { ...network, revision: service.desired?.revision ?? 0 },
    ...(service.state === 'suspended' ? { suspension: service.suspension } : {}),
    ...(order === undefined ? {} : { order: { orderId: order.orderId, kind: order.command.kind } }),
    ...(failure === undefined ? {} : { failure }),
    selectedAt,
    ...('activatedAt' in service && service.activatedAt !== undefined
      ? { activatedAt: service.activatedAt }
      : {}),
    ...(service.state === 'terminated' ? { terminatedAt: service.terminatedAt } : {}),
    updatedAt,
  };
}
