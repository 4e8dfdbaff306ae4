import type { AccessBinding } from '../../contracts/access.ts';
import type { BulkChangeWish, ServiceFilter, SurveyedService } from '../../contracts/bulk-change.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { Plan } from '../catalog/plan.ts';
import { refuseUnfit } from '../catalog/sale.ts';
import { isSame } from '../details.ts';
import type { Service, ServiceCommand } from '../service/service.ts';
import type { BulkChange } from './bulk-change.ts';
import { movedAccess, refuseMove } from './move.ts';

type Wanted = Pick<BulkChange, 'wish' | 'target' | 'toNode'>;

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
export function isMeant(service: Service, wish: BulkChangeWish): boolean {
  if (service.state === 'terminated' || !meets(service, { ...wish, state: wish.serviceState })) return false;
  return wish.fromVersions === undefined || wish.fromVersions.includes(service.plan.terms.version);
}

/** Why a service that was surveyed is not to be changed: it is no longer what was seen. Reasons are stable codes. */
export function refuseChanged({ plan }: Service, seen: SurveyedService | undefined): string | undefined {
  if (seen === undefined) return undefined;
  const isSeen = plan.terms.version === seen.fromVersion && plan.planId === (seen.planId ?? plan.planId);
  return isSeen ? undefined : 'bulk-change.changed-since';
}

/** The plan that the service gets; its own where the change is about something else. */
export function planFor(service: Service, { wish, target }: Wanted): ServicePlan {
  if (target === undefined) return service.plan;
  if (wish.action === 'plan') return target;
  const { plan } = service;
  return {
    ...plan,
    terms: { ...plan.terms, network: target.terms.network },
    networkVersion: target.terms.version,
  };
}

/** The binding that the service gets; its own where the change is about something else. */
export function accessFor({ access }: Service, bulk: Wanted): AccessBinding {
  return movedAccess(access, bulk) ?? access;
}

/** What is ordered of the service. */
export function commandFor(service: Service, bulk: Wanted): ServiceCommand {
  const { action, suspension } = bulk.wish;
  switch (action) {
    case 'plan':
    case 'network-profile':
      return { kind: 'change', change: { plan: planFor(service, bulk) } };
    case 'suspend': {
      if (suspension === undefined) throw new Error('a suspension of many without its reason');
      return { kind: 'suspend', ...suspension };
    }
    case 'resume':
      return { kind: 'resume' };
    case 'move':
      return { kind: 'change', change: { access: accessFor(service, bulk) } };
  }
}

/** Why a service that is meant is not to be changed; undefined when it is. Reasons are stable codes. */
export function leftOutFor(service: Service, bulk: Wanted, targetPlan: Plan | undefined): string | undefined {
  const unmovable = bulk.wish.action === 'move' ? refuseMove(service.access, bulk) : undefined;
  if (unmovable !== undefined) return unmovable;
  if (isThere(service, bulk)) return 'bulk-change.already-so';
  const resumes = bulk.wish.action === 'resume';
  if (service.state === 'suspended') return resumes ? undefined : 'service.suspended';
  if (service.state !== 'active' || resumes) return 'service.not-active';
  if (bulk.target === undefined || targetPlan === undefined) return undefined;
  const { technology } = service.access;
  const { currency } = service.plan.terms.price;
  const unfit = refuseUnfit(targetPlan, bulk.target, { technology, currency });
  return unfit?.ok === false ? unfit.refusal.code : undefined;
}

/** Whether nothing would change. Of a network profile only the profile counts, wherever it came from. */
function isThere(service: Service, bulk: Wanted): boolean {
  const wanted = planFor(service, bulk);
  switch (bulk.wish.action) {
    case 'plan':
      return isSame(service.plan, wanted);
    case 'network-profile':
      return isSame(service.plan.terms.network, wanted.terms.network);
    case 'suspend':
      return service.state === 'suspended';
    case 'resume':
      return service.state === 'active';
    case 'move':
      return isSame(service.access, accessFor(service, bulk));
  }
}

/** The suspension in force afterwards. */
export function suspensionAfter(service: Service, { action, suspension }: BulkChangeWish) {
  if (action === 'suspend') return suspension;
  return action !== 'resume' && service.state === 'suspended' ? service.suspension : undefined;
}
