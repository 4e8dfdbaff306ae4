import type { BulkActionWish } from '../../../contracts/bulk-action.ts';
import { refuse } from '../../result.ts';
import type { ServiceAction } from '../action.ts';
import { whileSuspended } from '../while-suspended.ts';

/** Services are held, for a reason. */
export const suspend: ServiceAction = {
  of: 'services',
  takes: ['suspension'],
  from: ['active'],
  refuse: ({ suspension }) =>
    suspension === undefined
      ? refuse('bulk-action.suspension-missing', 'Say for what reason services are suspended.', '/suspension')
      : undefined,
  isSo: ({ state }) => state === 'suspended',
  commandFor: (_, { wish }) => ({ kind: 'suspend', ...suspensionOf(wish) }),
  afterwards: (_, { wish }) => ({ suspension: suspensionOf(wish) }),
  priceFor: ({ plan }, { wish }, payer) => ({
    newPrice: whileSuspended(plan.terms.price, payer, suspensionOf(wish).reason),
  }),
};

function suspensionOf({ suspension }: BulkActionWish) {
  if (suspension === undefined) throw new Error('a suspension of many without its reason');
  return suspension;
}
