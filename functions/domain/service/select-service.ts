import type { AccessBinding } from '../../contracts/access.ts';
import type { ServiceExtra, ServicePlan } from '../../contracts/catalog.ts';
import type { ServiceDiscount } from '../../contracts/discount.ts';
import type { Address, Day } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import { refuseDiscount } from './billing-facts.ts';
import { refuseExtras } from './order-on-service.ts';
import type { ServiceEvent } from './service.ts';

export interface Selection {
  readonly subscriberId: string;
  readonly plan: ServicePlan;
  readonly extras: readonly ServiceExtra[];
  readonly address: Address | undefined;
  readonly access: AccessBinding;
  /** The subscriber's day of the sale. */
  readonly today: Day;
  readonly discounts: readonly ServiceDiscount[];
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: string | undefined;
}

/** The sale of a service. Nothing is on the network, and nothing is charged before the network has proved it. */
export function selectService(
  subscriber: { readonly status: 'active' | 'closed' },
  { address, extras, today, discounts, setupFeeWaived, costCentre, ...selection }: Selection,
): Result<readonly ServiceEvent[]> {
  if (subscriber.status === 'closed') {
    return refuse('subscriber.closed', 'This subscriber is closed; reopen it before you sell to it.');
  }
  if (address === undefined) {
    return refuse(
      'service.address-missing',
      'Say where the service is delivered; the subscriber has no service address.',
      '/address',
    );
  }
  const bad = refuseExtras(extras);
  if (bad !== undefined) return bad;
  for (const discount of discounts) {
    const unfit = refuseDiscount({ plan: selection.plan, extras }, discount, today);
    if (unfit !== undefined) return unfit;
  }
  const data = {
    ...selection,
    address,
    extras: [...extras],
    ...(discounts.length === 0 ? {} : { discounts: [...discounts] }),
    ...(setupFeeWaived === undefined ? {} : { setupFeeWaived }),
    ...(costCentre === undefined ? {} : { costCentre }),
  };
  return done([{ type: 'service.selected', data }]);
}
