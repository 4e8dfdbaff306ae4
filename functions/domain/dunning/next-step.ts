import type { DunningHold, DunningRule, DunningStep, TakenStep } from '../../contracts/dunning.ts';
import type { Day, Money } from '../../contracts/scalars.ts';
import type { BillingAccount, OpenInvoice } from '../billing/account.ts';
import { dayNumber } from '../billing/days.ts';
import { balanceOn } from '../billing/statement.ts';

/** All that is known of who may have to be reminded or suspended. */
export interface DunningFacts {
  /** Today on the subscriber's calendar. */
  readonly on: Day;
  readonly account: Pick<BillingAccount, 'currency' | 'credit' | 'openInvoices'>;
  readonly taken: readonly TakenStep[];
  readonly hold?: DunningHold | undefined;
  /** Whether services are suspended by an earlier step. */
  readonly isCut: boolean;
  /** Money that came in and that nobody was found for yet. */
  readonly unmatched: readonly Money[];
}

/**
 * Why no step is taken: nothing is due for one, the policy leaves the subscriber alone, staff holds it, so little is
 * owed that it is not pursued, open credit covers it, or a payment that nobody was found for may be the subscriber's.
 */
export type SparedBecause =
  | 'nothing-due'
  | 'exempt'
  | 'held'
  | 'below-minimum'
  | 'credit'
  | 'unmatched-payment';

export type NextStep =
  | { readonly step: DunningStep; readonly invoice: OpenInvoice; readonly owed: Money }
  | { readonly spared: SparedBecause };

/** What is overdue beyond open credit. */
export function overdueBeyondCredit({ account, on }: Pick<DunningFacts, 'account' | 'on'>): number {
  const { overdue, credit } = balanceOn(account, on);
  return Math.max(0, overdue - credit);
}

/** Whether so little is overdue that whoever was suspended for it is restored. */
export function isSettled(
  facts: Pick<DunningFacts, 'account' | 'on'>,
  rule: DunningRule | undefined,
): boolean {
  const owed = overdueBeyondCredit(facts);
  return owed === 0 || isBelowMinimum(rule, { minor: owed, currency: facts.account.currency });
}

/**
 * The next step, or why there is none. Steps of one invoice are taken in the order of their days, each once, and one a
 * day at most: a run that was missed, or an old invoice under a new policy, leaves nobody without the notice that the
 * policy promises. Whatever the order in which invoices are listed, the oldest debt comes first.
 */
export function nextStep(facts: DunningFacts, rule: DunningRule | undefined): NextStep {
  const { account, on, hold, unmatched } = facts;
  const { currency, credit } = account;
  if (rule === undefined || rule.steps.length === 0) return { spared: 'exempt' };
  const open = account.openInvoices.toSorted(
    (a, b) => compare(a.dueOn, b.dueOn) || compare(a.invoiceId, b.invoiceId),
  );
  const due = open.flatMap((invoice) => {
    const step = stepFor(facts, rule, invoice);
    return step === undefined ? [] : [{ step, invoice }];
  });
  const [first] = due;
  if (first === undefined) return { spared: 'nothing-due' };
  if (hold !== undefined && on < hold.until) return { spared: 'held' };
  const { step, invoice } = first;
  // Before an invoice is overdue its own amount counts, from then on all that is.
  const minor =
    invoice.dueOn < on ? overdueBeyondCredit(facts) : Math.max(0, invoice.due - Math.max(0, credit));
  const owed = { minor, currency };
  if (minor === 0) return { spared: 'credit' };
  if (isBelowMinimum(rule, owed)) return { spared: 'below-minimum' };
  const amounts = new Set([
    minor,
    ...open.map((other) => other.due),
    open.reduce((sum, o) => sum + o.due, 0),
  ]);
  if (
    step.kind === 'suspension' &&
    unmatched.some((paid) => paid.currency === currency && amounts.has(paid.minor))
  ) {
    return { spared: 'unmatched-payment' };
  }
  return { step, invoice, owed };
}

function isBelowMinimum(rule: DunningRule | undefined, { minor, currency }: Money): boolean {
  const minimum = rule?.minimum;
  return minimum !== undefined && minimum.currency === currency && minor < minimum.minor;
}

/** The first step of an invoice that is due and not taken; a reminder of what will be due is of no use afterwards. */
function stepFor(
  { on, taken, isCut }: DunningFacts,
  { steps }: DunningRule,
  { invoiceId, dueOn }: OpenInvoice,
): DunningStep | undefined {
  const before = taken.filter((step) => step.invoiceId === invoiceId);
  if (before.some((step) => step.on === on)) return undefined;
  const age = dayNumber(on) - dayNumber(dueOn);
  return steps
    .toSorted((a, b) => a.day - b.day || compare(a.stepId, b.stepId))
    .find(
      ({ stepId, day, kind }) =>
        day <= age &&
        (day >= 0 || age <= 0) &&
        !(kind === 'suspension' && isCut) &&
        !before.some((step) => step.stepId === stepId),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
