import type { AccessRestriction } from '../../contracts/access-restriction.ts';
import { runningOrder, type Service, type ServiceCommand } from '../service/service.ts';
import type { Cut } from './severity.ts';

/** All that decides what becomes of a service of which a step took something. */
export interface CutFacts {
  readonly service: Service | undefined;
  /** Nothing more than the policy's minimum is overdue, or whoever owes it does not pay for this service any more. */
  readonly paid: boolean;
  /** What was taken is given back on a promise alone. */
  readonly lent: boolean;
  /** Staff ended the suspension, whatever is owed. */
  readonly resumedByStaff: boolean;
  readonly level: Cut | undefined;
}

/** What is to be done to the service now. */
export type CutMove =
  | { readonly kind: 'lift' }
  | { readonly kind: 'restrict'; readonly restriction: AccessRestriction }
  | { readonly kind: 'order'; readonly command: ServiceCommand };

/**
 * Takes of the service what the harshest step says and is not taken yet, and gives it back once it is paid. A service that
 * is suspended for another reason, as a pause is, stays that: what was taken waits in it as a restriction, so that it comes
 * back with it and not in full, and is gone from it as soon as it is paid.
 */
export function movesOf({ service, paid, lent, resumedByStaff, level }: CutFacts): readonly CutMove[] {
  if (service === undefined) return [];
  const isBusy = runningOrder(service) !== undefined;
  if (paid || lent || resumedByStaff) {
    return [
      ...(service.restriction === undefined ? [] : [{ kind: 'lift' as const }]),
      ...(isBusy || !isSuspendedAsOverdue(service) ? [] : [orderOf({ kind: 'resume' })]),
    ];
  }
  if (isBusy) return [];
  if (service.state === 'active') return [takenOfActive(level)];
  if (service.state !== 'suspended') return [];
  const { reason } = service.suspension;
  if (level?.kind === 'termination' && (reason === 'overdue' || reason === 'requested')) {
    return [orderOf({ kind: 'terminate' })];
  }
  return reason === 'overdue' ? [] : [restrictionBy(level)];
}

/** Whether the service is none of dunning's any more. It is kept while an order runs, whose end shows what it has become. */
export function isLetGo({ service, paid, lent, resumedByStaff }: CutFacts): boolean {
  if (service === undefined || isEnding(service)) return true;
  if (
    service.restriction !== undefined ||
    isSuspendedAsOverdue(service) ||
    runningOrder(service) !== undefined
  )
    return false;
  return paid || (resumedByStaff && !lent);
}

export function isEnding(service: Service | undefined): boolean {
  return service === undefined || service.state === 'terminating' || service.state === 'terminated';
}

function isSuspendedAsOverdue(service: Service): boolean {
  return service.state === 'suspended' && service.suspension.reason === 'overdue';
}

function takenOfActive(level: Cut | undefined): CutMove {
  switch (level?.kind) {
    case 'throttle':
    case 'walled-garden':
      return restrictionBy(level);
    case 'termination':
      return orderOf({ kind: 'terminate' });
    default: {
      const blocks = level?.blocks === undefined ? {} : { blocks: level.blocks };
      return orderOf({ kind: 'suspend', reason: 'overdue', ...blocks });
    }
  }
}

function restrictionBy(level: Cut | undefined): CutMove {
  const restriction: AccessRestriction =
    level?.rate === undefined
      ? { entitlement: 'walled-garden' }
      : { entitlement: 'throttled', rate: level.rate };
  return { kind: 'restrict', restriction };
}

function orderOf(command: ServiceCommand): CutMove {
  return { kind: 'order', command };
}
