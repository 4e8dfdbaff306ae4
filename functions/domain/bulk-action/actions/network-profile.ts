import type { ServicePlan } from '../../../contracts/catalog.ts';
import { isSame } from '../../details.ts';
import { refuse } from '../../result.ts';
import type { Service } from '../../service/service.ts';
import type { ServiceAction, Wanted } from '../action.ts';
import { refuseTargetless, targetOf, unfitFor } from './plan.ts';

/** Services get the network profile of another version of their plan, and keep what they pay. */
export const networkProfile: ServiceAction = {
  of: 'services',
  takes: ['toPlanId', 'toVersion'],
  from: ['active'],
  refuse: ({ planId, toPlanId = planId, toVersion }) =>
    planId !== undefined && toPlanId !== planId
      ? refuse(
          'bulk-action.network-profile-of-another-plan',
          'Services keep their plan in a change of the network profile; leave toPlanId out, or choose the action plan.',
          '/toPlanId',
        )
      : refuseTargetless(
          toVersion === undefined ? '/toVersion' : toPlanId === undefined ? '/planId' : undefined,
        ),
  // Only the profile counts, wherever it came from.
  isSo: ({ plan }, wanted) => isSame(plan.terms.network, targetOf(wanted).terms.network),
  commandFor: (service, wanted) => ({ kind: 'change', change: { plan: planFor(service, wanted) } }),
  afterwards: (service, wanted) => ({ plan: planFor(service, wanted) }),
  unfit: unfitFor,
};

function planFor({ plan }: Service, wanted: Wanted): ServicePlan {
  const { network, version: networkVersion } = targetOf(wanted).terms;
  return { ...plan, terms: { ...plan.terms, network }, networkVersion };
}
