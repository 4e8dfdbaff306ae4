import type { BulkScope, ServiceFilter, Surveyed, SurveyedService } from '../../contracts/bulk-action.ts';
import type { Plan } from '../catalog/plan.ts';
import type { Service } from '../service/service.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { hasTag } from '../subscriber/tags.ts';
import type { Wanted } from './action.ts';
import { serviceActionOf } from './actions/index.ts';

/** Whether the service is one of those that are looked for. */
export function meets(service: Service, filter: ServiceFilter): boolean {
  const { planId, siteId, state, technology, network } = filter;
  return (
    (planId === undefined || service.plan.planId === planId) &&
    (siteId === undefined || service.access.siteId === siteId) &&
    (state === undefined || service.state === state) &&
    (technology === undefined || service.access.technology === technology) &&
    (network === undefined || service.network.status === network)
  );
}

/** Whether the service is meant. Where it has its sessions is looked up beside this. */
export function isServiceMeant(service: Service, scope: BulkScope): boolean {
  if (service.state === 'terminated' || !meets(service, { ...scope, state: scope.serviceState }))
    return false;
  return scope.fromVersions === undefined || scope.fromVersions.includes(service.plan.terms.version);
}

/** Whether subscribers are asked for by the services that they have. */
export function asksForServices(scope: BulkScope): boolean {
  const { planId, siteId, nodeId, technology, network, serviceState, fromVersions } = scope;
  return [planId, siteId, nodeId, technology, network, serviceState, fromVersions].some(
    (one) => one !== undefined,
  );
}

/** Whether the subscriber is meant, as far as it is not by services. */
export function isSubscriberMeant({ status, details }: Subscriber, scope: BulkScope): boolean {
  if (scope.status !== undefined && status !== scope.status) return false;
  return scope.tag === undefined || hasTag(details.tags, scope.tag);
}

/** Why a service that was surveyed is not to be changed: it is no longer what was seen. Reasons are stable codes. */
export function refuseChanged({ plan }: Service, seen: SurveyedService | undefined): string | undefined {
  if (seen === undefined) return undefined;
  const isSeen = plan.terms.version === seen.fromVersion && plan.planId === (seen.planId ?? plan.planId);
  return isSeen ? undefined : 'bulk-action.changed-since';
}

/** Why it is not to be done with a service that is meant; undefined when it is. Reasons are stable codes. */
export function leftOutFor(service: Service, wanted: Wanted, plan: Plan | undefined): string | undefined {
  const { unfit, isSo, from } = serviceActionOf(wanted.wish);
  const reason = unfit?.(service, wanted, plan);
  if (reason !== undefined) return reason;
  if (isSo(service, wanted)) return 'bulk-action.already-so';
  if (from.includes(service.state)) return undefined;
  return service.state === 'suspended' ? 'service.suspended' : 'service.not-active';
}

/** What the service is for the network afterwards. */
export function afterwards(service: Service, wanted: Wanted) {
  const { wish } = wanted;
  const held = service.state === 'suspended' ? service.suspension : undefined;
  const {
    plan = service.plan,
    access = service.access,
    ...after
  } = {
    suspension: held,
    ...serviceActionOf(wish).afterwards?.(service, wanted),
  };
  return { delivered: { ...service, plan, access }, suspension: after.suspension };
}

/** Of whom the entry of a survey is: of a service where it is one. */
export function serviceIn(entry: Surveyed): SurveyedService | undefined {
  return 'serviceId' in entry ? entry : undefined;
}
