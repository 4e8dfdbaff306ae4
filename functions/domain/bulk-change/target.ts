import type { BulkChangeWish } from '../../contracts/bulk-change.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { Plan } from '../catalog/plan.ts';
import { refuseUnfit } from '../catalog/sale.ts';
import { isSame } from '../details.ts';
import type { Service } from '../service/service.ts';
import type { BulkChange } from './bulk-change.ts';

/** Whether the service is looked for. Where it has its sessions is looked up beside this. */
export function isMeant(service: Service, wish: BulkChangeWish): boolean {
  const { plan, access } = service;
  if (service.state === 'terminated' || plan.planId !== wish.planId) return false;
  if (wish.siteId !== undefined && access.siteId !== wish.siteId) return false;
  return wish.fromVersions === undefined || wish.fromVersions.includes(plan.terms.version);
}

/** The plan that the service gets. */
export function planFor(
  service: Service,
  { wish, target }: Pick<BulkChange, 'wish' | 'target'>,
): ServicePlan {
  if (wish.scope === 'plan') return target;
  const { plan } = service;
  return {
    ...plan,
    terms: { ...plan.terms, network: target.terms.network },
    networkVersion: target.terms.version,
  };
}

/** Why a service that is meant is not to be changed; undefined when it is. Reasons are stable codes. */
export function leftOutFor(
  service: Service,
  bulk: Pick<BulkChange, 'wish' | 'target'>,
  targetPlan: Plan,
): string | undefined {
  if (isThere(service, bulk)) return 'bulk-change.already-so';
  if (service.state === 'suspended') return 'service.suspended';
  if (service.state !== 'active') return 'service.not-active';
  const { technology } = service.access;
  const { currency } = service.plan.terms.price;
  const unfit = refuseUnfit(targetPlan, bulk.target, { technology, currency });
  return unfit?.ok === false ? unfit.refusal.code : undefined;
}

/** Whether nothing would change. Of a network profile only the profile counts, wherever it came from. */
function isThere(service: Service, bulk: Pick<BulkChange, 'wish' | 'target'>): boolean {
  const wanted = planFor(service, bulk);
  return bulk.wish.scope === 'plan'
    ? isSame(service.plan, wanted)
    : isSame(service.plan.terms.network, wanted.terms.network);
}
