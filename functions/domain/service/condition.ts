import type { ServiceCondition } from '../../contracts/portal.ts';
import { entitlementOf } from './observe-service.ts';
import type { Service } from './service.ts';

export interface Condition {
  readonly condition: ServiceCondition;
  readonly because?: 'overdue' | 'quota' | 'requested' | 'provider';
}

/** How a service is for whoever has it: what the network gives at this moment, and why it is not more. */
export function conditionOf(service: Service): Condition {
  switch (service.state) {
    case 'selected':
    case 'provisioning':
      return { condition: 'preparing' };
    case 'failed':
      return { condition: 'delayed' };
    case 'terminating':
      return { condition: 'ending' };
    case 'terminated':
      return { condition: 'ended' };
    case 'suspended': {
      const { reason } = service.suspension;
      if (reason === 'requested') return { condition: 'paused', because: 'requested' };
      const because = reason === 'overdue' ? reason : 'provider';
      return { condition: entitlementOf(service) === 'walled-garden' ? 'pay-only' : 'stopped', because };
    }
    case 'active':
      return activeCondition(service);
  }
}

function activeCondition(service: Service): Condition {
  const { override, restriction } = service;
  const because =
    override !== undefined ? 'provider' : restriction !== undefined ? 'overdue' : ('quota' as const);
  switch (entitlementOf(service)) {
    case 'full':
      return { condition: 'on' };
    case 'throttled':
      return { condition: 'slow', because };
    case 'exhausted':
      return { condition: 'used-up', because };
    case 'walled-garden':
      return { condition: 'pay-only', because };
    case 'blocked':
      return { condition: 'stopped', because: 'provider' };
  }
}
