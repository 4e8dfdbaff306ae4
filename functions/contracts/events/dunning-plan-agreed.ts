import { paymentPlan } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** What was open is paid in instalments; no step is taken for it while they are kept, and what was taken is given back. */
export const dunningPlanAgreed = defineEvent('dunning.plan-agreed', paymentPlan.extend({ subscriberId: id }));
export type DunningPlanAgreed = EventOf<typeof dunningPlanAgreed>;
