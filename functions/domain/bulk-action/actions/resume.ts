import type { ServiceAction } from '../action.ts';
import { whileSuspended } from '../while-suspended.ts';

/** Services are delivered in full again. */
export const resume: ServiceAction = {
  of: 'services',
  takes: [],
  from: ['suspended'],
  isSo: ({ state }) => state === 'active',
  commandFor: () => ({ kind: 'resume' }),
  afterwards: () => ({ suspension: undefined }),
  priceFor: (service, _, payer) => ({
    price: whileSuspended(
      service.plan.terms.price,
      payer,
      service.state === 'suspended' ? service.suspension.reason : undefined,
    ),
  }),
};
