import type { DunningRule, PaymentPlan } from '../../contracts/dunning.ts';
import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
import type { OpenInvoice } from '../billing/account.ts';
import { dayIn, dayNumber, dayOf, dayOfMonth, monthOf } from '../billing/days.ts';
import { instalmentParts } from '../billing/purchase-charges.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Dunning, DunningEvent } from './dunning.ts';
import { amountsOwed, mayHavePaid, type WaitingMoney } from './waiting-money.ts';

/** How what is open is to be paid. */
export interface PlanWish {
  readonly instalments: number;
  readonly firstOn: Day;
  readonly every: 'week' | 'month';
  readonly note?: string | undefined;
}

/** The day of an instalment: a month later is the same day of the month, or its last one. */
function dayOfInstalment({ firstOn, every }: PlanWish, i: number): Day {
  const first = dayNumber(firstOn);
  return dayOf(every === 'week' ? first + 7 * i : dayIn(monthOf(first) + i, dayOfMonth(first)));
}

/** Has all that is open paid in instalments that sum to it, as far as the policy takes plans. */
export function agreePlan(
  dunning: Dunning,
  rule: DunningRule | undefined,
  wish: PlanWish,
  {
    on,
    currency,
    open,
  }: { readonly on: Day; readonly currency: CurrencyCode; readonly open: readonly OpenInvoice[] },
): Result<readonly DunningEvent[]> {
  const { plans } = rule ?? {};
  if (plans === undefined) {
    return refuse(
      'dunning.plans-not-taken',
      'The dunning policy takes no payment plans from this subscriber.',
    );
  }
  if (dunning.plan !== undefined) {
    return refuse('dunning.plan-running', 'A payment plan runs already; end it before another is agreed.');
  }
  const total = open.reduce((sum, { due }) => sum + due, 0);
  if (total === 0)
    return refuse('dunning.nothing-open', 'Nothing is open, so there is nothing to be paid in parts.');
  if (wish.instalments > plans.mostInstalments) {
    return refuse(
      'dunning.plan-too-long',
      `The policy takes ${plans.mostInstalments} instalments at most.`,
      '/instalments',
    );
  }
  const last = dayOf(dayNumber(on) + plans.firstWithinDays);
  if (wish.firstOn < on || wish.firstOn > last) {
    return refuse(
      'dunning.plan-day',
      `The first instalment is paid until ${last}; name that day or an earlier one that is not over.`,
      '/firstOn',
    );
  }
  const { subscriberId } = dunning;
  const plan: PaymentPlan = {
    agreedOn: on,
    total: { minor: total, currency },
    invoiceIds: open.map(({ invoiceId }) => invoiceId),
    instalments: instalmentParts(total, wish.instalments).map((minor, i) => ({
      on: dayOfInstalment(wish, i),
      minor,
    })),
    ...(wish.note === undefined ? {} : { note: wish.note }),
  };
  return done([{ type: 'dunning.plan-agreed', data: { subscriberId, ...plan } }]);
}

/** What of the plan's sum was paid, and what should have been by then: an instalment is late from the day after its own. */
export function planProgress(
  { total, invoiceIds, instalments }: PaymentPlan,
  open: readonly OpenInvoice[],
  on: Day,
): { readonly paid: number; readonly expected: number } {
  const left = open.reduce(
    (sum, { invoiceId, due }) => (invoiceIds.includes(invoiceId) ? sum + due : sum),
    0,
  );
  const expected = instalments.reduce((sum, one) => (one.on < on ? sum + one.minor : sum), 0);
  return { paid: total.minor - left, expected };
}

/** What an account has open on a day, and what came in that may be for it. */
interface PlanGround {
  readonly on: Day;
  readonly open: readonly OpenInvoice[];
  readonly waiting: WaitingMoney;
}

/** Whether an instalment is late, and no money waits that may be it. */
function isBroken(plan: PaymentPlan, { on, open, waiting }: PlanGround): boolean {
  const { paid, expected } = planProgress(plan, open, on);
  const amounts = [...amountsOwed(expected - paid, open), ...plan.instalments.map(({ minor }) => minor)];
  return paid < expected && !mayHavePaid(waiting, plan.total.currency, amounts);
}

/** What becomes of a plan on a day. */
export function endPlan({ subscriberId, plan }: Dunning, ground: PlanGround): readonly DunningEvent[] {
  if (plan === undefined) return [];
  const outcome =
    planProgress(plan, ground.open, ground.on).paid >= plan.total.minor
      ? 'kept'
      : isBroken(plan, ground)
        ? 'broken'
        : undefined;
  return outcome === undefined ? [] : [{ type: 'dunning.plan-ended', data: { subscriberId, outcome } }];
}

/** What dunning looks at: what a plan covers is left to the plan while it is kept. */
export function beyondPlan(
  dunning: Pick<Dunning, 'plan'> | undefined,
  ground: PlanGround,
): readonly OpenInvoice[] {
  const plan = dunning?.plan;
  if (plan === undefined || isBroken(plan, ground)) return ground.open;
  return ground.open.filter(({ invoiceId }) => !plan.invoiceIds.includes(invoiceId));
}
