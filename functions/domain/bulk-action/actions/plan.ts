import type { Plan } from '../../catalog/plan.ts';
import { refuseUnfit } from '../../catalog/sale.ts';
import { isSame } from '../../details.ts';
import { type Result, refuse } from '../../result.ts';
import type { Service } from '../../service/service.ts';
import type { ServiceAction, Wanted } from '../action.ts';

/** Services get another plan, or another version of theirs. */
export const plan: ServiceAction = {
  of: 'services',
  takes: ['toPlanId', 'toVersion'],
  from: ['active'],
  refuse: ({ planId, toPlanId = planId, toVersion }) =>
    refuseTargetless(
      toVersion === undefined ? '/toVersion' : toPlanId === undefined ? '/toPlanId' : undefined,
    ),
  isSo: ({ plan: own }, wanted) => isSame(own, targetOf(wanted)),
  commandFor: (_, wanted) => ({ kind: 'change', change: { plan: targetOf(wanted) } }),
  afterwards: (_, wanted) => ({ plan: targetOf(wanted) }),
  unfit: unfitFor,
  priceFor: (_, wanted) => {
    const { price, period } = targetOf(wanted).terms;
    return { newPrice: price, newPeriod: period };
  },
};

/** The plan version that services get. */
export function targetOf({ target }: Wanted) {
  if (target === undefined) throw new Error('a change to a plan without its version');
  return target;
}

export function refuseTargetless(pointer: string | undefined): Result<never> | undefined {
  return pointer === undefined
    ? undefined
    : refuse('bulk-action.target-missing', 'Name the plan and the version that services get.', pointer);
}

/** The plan may be none for the technology, or the currency, of the service. */
export function unfitFor(
  { access: { technology }, plan: own }: Service,
  wanted: Wanted,
  sold: Plan | undefined,
): string | undefined {
  if (sold === undefined) return undefined;
  const { currency } = own.terms.price;
  const unfit = refuseUnfit(sold, targetOf(wanted), { technology, currency });
  return unfit?.ok === false ? unfit.refusal.code : undefined;
}
