import type { AccessBinding } from '../../contracts/access.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { DesiredState } from '../../contracts/network-state.ts';
import { isSame } from '../details.ts';
import { type Access, type AccessPolicy, accessOf } from '../policy/access-policy.ts';
import type { Service, Suspension } from '../service/service.ts';
import { countedOctets } from '../service/top-ups.ts';

/** What a service sells and how it is reached: all that the network's state depends on, besides suspension. */
export interface Delivered {
  readonly plan: ServicePlan;
  readonly access: AccessBinding;
  readonly override?: Service['override'];
  readonly restriction?: Service['restriction'];
  readonly quotaUse?: Service['quotaUse'];
  readonly topUps?: Service['topUps'];
  readonly timeBand?: Service['timeBand'];
}

/** A desired state before it has its revision. */
export type NetworkContent = Omit<DesiredState, 'serviceId' | 'revision'>;

/** What the network must hold while the service is delivered: in full, or what the reason of its suspension leaves. */
export function deliveredContent(
  delivered: Delivered,
  suspension: Pick<Suspension, 'reason' | 'blocks'> | undefined,
  policy: AccessPolicy,
): NetworkContent {
  const { plan, override, restriction, quotaUse, topUps, timeBand } = delivered;
  const facts = {
    terms: plan.terms,
    suspension,
    override,
    restriction,
    usedOctets: quotaUse === undefined ? 0 : countedOctets(quotaUse, topUps),
    // After a change of plan the hours of the former one are no concern of the new.
    band: plan.terms.timeBands?.find((band) => isSame(band, timeBand?.band)),
  };
  return content(delivered, true, accessOf(facts, policy));
}

/** Nothing of the service on the network. Binding and profile stay in the message so that the agent knows what to look for. */
export function absentContent(delivered: Delivered): NetworkContent {
  return content(delivered, false, { entitlement: 'blocked', profile: delivered.plan.terms.network });
}

function content({ access }: Delivered, present: boolean, { entitlement, profile }: Access): NetworkContent {
  return { siteId: access.siteId, present, entitlement, access, profile };
}

/** The same content again, under whatever revision comes next. */
export function contentOf(desired: DesiredState): NetworkContent {
  const { serviceId: _service, revision: _revision, ...rest } = desired;
  return rest;
}

/** The next desired state: revisions of a service rise by exactly one, also when an older content comes back. */
export function nextRevision(
  serviceId: string,
  previous: DesiredState | undefined,
  next: NetworkContent,
): DesiredState {
  return { serviceId, revision: (previous?.revision ?? 0) + 1, ...next };
}
