import type {
  DatedDunning,
  DunningHold,
  DunningRule,
  DunningStep,
  PaymentPromise,
  TakenStep,
} from '../../contracts/dunning.ts';
import type { Day, Money } from '../../contracts/scalars.ts';
import type { BillingAccount, OpenInvoice } from '../billing/account.ts';
import { dayNumber, dayOf, weekdayOf } from '../billing/days.ts';
import { balanceOn } from '../billing/statement.ts';
import { keptBalance } from './balance.ts';
import { lateFeeOf } from './late-fee.ts';
import { type Cut, isCutting, isHarsher } from './severity.ts';
import { amountsOwed, mayHavePaid } from './waiting-money.ts';

/** All that is known of who may have to be reminded or suspended. */
export interface DunningFacts {
  /** Today on the subscriber's calendar. */
  readonly on: Day;
  readonly account: Pick<BillingAccount, 'currency' | 'credit' | 'openInvoices'>;
  /** Since when something is open, or missing on the balance; today where left out. */
  readonly openSince?: Day | undefined;
  readonly taken: readonly TakenStep[];
  readonly hold?: DunningHold | undefined;
  readonly promise?: PaymentPromise | undefined;
  /** Something is overdue of which the subscriber says that it is wrong; it is not among what is open here. */
  readonly isDisputed?: boolean | undefined;
  /** What an earlier step took of services and was not given back. */
  readonly level?: Cut | undefined;
  /** Invoices of which the provider was asked for the money and has not said whether it comes. */
  readonly underway?: readonly string[] | undefined;
  /** Invoices that are charged to a saved method once more, as the calendar of autopay says. */
  readonly retried?: readonly string[] | undefined;
  /** Money that came in and that nobody was found for yet. */
  readonly unmatched: readonly Money[];
  /** Some of it names the subscriber, or an open invoice, and could not be counted all the same. */
  readonly isUnmatchedOwn?: boolean | undefined;
  /** When something may be taken of services, and how many more subscribers today; no bound where left out. */
  readonly limits?: Pick<DatedDunning, 'weekdays' | 'hours'> & {
    readonly left?: number | undefined;
    /** Today is a public holiday on which nothing is taken. */
    readonly isHoliday?: boolean | undefined;
  };
  /** The subscriber's clock, `14:05`; left out where only the day is asked for. */
  readonly time?: string | undefined;
}

/**
 * Why no step is taken: nothing is due for one, the policy leaves the subscriber alone, staff holds it, it is promised, what is overdue is disputed, so
 * little is owed that it is not pursued, open credit covers it, a payment that nobody was found for may be the subscriber's,
 * the provider is charging it, will once more and the policy waits for that, or nothing may be taken of services now.
 */
export type SparedBecause =
  | 'nothing-due'
  | 'exempt'
  | 'held'
  | 'promised'
  | 'disputed'
  | 'below-minimum'
  | 'credit'
  | 'unmatched-payment'
  | 'charge-under-way'
  | 'charge-to-come'
  | 'outside-weekdays'
  | 'holiday'
  | 'outside-hours'
  | 'daily-limit';

export type NextStep =
  | {
      readonly step: DunningStep;
      /** For what it is taken; left out where it is for what is missing on the balance, since `dueOn`. */
      readonly invoice?: OpenInvoice;
      readonly dueOn: Day;
      readonly owed: Money;
    }
  | { readonly spared: SparedBecause };

/** The first day that is not overdue: who pays before is late on the due day already. */
function lateBefore(on: Day, rule: DunningRule | undefined): Day {
  return rule?.prepaid === true ? dayOf(dayNumber(on) + 1) : on;
}

/** What is overdue beyond open credit, or missing of what must stay on the balance. */
export function overdueBeyondCredit(
  { account, on }: Pick<DunningFacts, 'account' | 'on'>,
  rule: DunningRule | undefined,
): number {
  const { overdue, credit } = balanceOn(account, lateBefore(on, rule));
  return Math.max(0, overdue + keptBalance(rule, account.currency) - credit);
}

/** What is missing of what must stay on the balance. */
export function missingOnBalance(
  facts: Pick<DunningFacts, 'account' | 'on'>,
  rule: DunningRule | undefined,
): number {
  const { minimumBalance: _, ...others } = rule ?? { steps: [] };
  return overdueBeyondCredit(facts, rule) - overdueBeyondCredit(facts, others);
}

/** Whether the balance does not hold what must stay on it, though nothing else is overdue. */
export function isShort(
  { account, on }: Pick<DunningFacts, 'account' | 'on'>,
  rule: DunningRule | undefined,
): boolean {
  const { overdue, credit } = balanceOn(account, lateBefore(on, rule));
  return overdue <= credit && missingOnBalance({ account, on }, rule) > 0;
}

/** Whether more was given back than was open, so that something is owed of which no overdue invoice tells. */
function isInDebt({ account, on }: Pick<DunningFacts, 'account' | 'on'>, rule: DunningRule): boolean {
  const late = lateBefore(on, rule);
  return account.credit < 0 && !account.openInvoices.some(({ dueOn }) => dueOn < late);
}

/** Whether so little is overdue that whoever was suspended for it is restored. */
export function isSettled(
  facts: Pick<DunningFacts, 'account' | 'on'>,
  rule: DunningRule | undefined,
): boolean {
  const owed = overdueBeyondCredit(facts, rule);
  return owed === 0 || isBelowMinimum(rule, { minor: owed, currency: facts.account.currency });
}

/**
 * The next step, or why there is none. Steps of one invoice are taken in the order of their days, each once, and one a
 * day at most: a run that was missed, or an old invoice under a new policy, leaves nobody without the notice that the
 * policy promises. Whatever the order in which invoices are listed, the oldest debt comes first.
 */
export function nextStep(facts: DunningFacts, rule: DunningRule | undefined): NextStep {
  const { account, on, hold, promise } = facts;
  if (rule === undefined || rule.steps.length === 0) return { spared: 'exempt' };
  const open = account.openInvoices.toSorted(
    (a, b) => compare(a.dueOn, b.dueOn) || compare(a.invoiceId, b.invoiceId),
  );
  const claims: readonly Claim[] = [
    ...open.map((invoice) => ({ invoice, dueOn: invoice.dueOn, due: invoice.due })),
    ...(isShort(facts, rule) || isInDebt(facts, rule)
      ? [{ dueOn: facts.openSince ?? on, due: overdueBeyondCredit(facts, rule) }]
      : []),
  ];
  const due = claims.flatMap((claim) => {
    const step = stepFor(facts, rule, claim);
    return step === undefined ? [] : [{ step, ...claim }];
  });
  if (due.length === 0) return { spared: facts.isDisputed === true ? 'disputed' : 'nothing-due' };
  if (hold !== undefined && on < hold.until) return { spared: 'held' };
  if (promise !== undefined && on <= promise.until) return { spared: 'promised' };
  const found = due.map((one) => stepOrReason(facts, rule, one));
  return found.find((next) => 'step' in next) ?? found[0] ?? { spared: 'nothing-due' };
}

/**
 * The step of one claim, or what keeps it. What is owed by then counts as far as it is as old as the claim: a rest that is
 * not pursued lends its age to no younger debt.
 */
function stepOrReason(
  facts: DunningFacts,
  rule: DunningRule,
  { step, invoice, dueOn }: Claim & { readonly step: DunningStep },
): NextStep {
  const { account, on, unmatched } = facts;
  const { currency, credit, openInvoices: open } = account;
  const asOld = { ...account, openInvoices: open.filter((other) => other.dueOn <= dueOn) };
  const isOverdue = invoice === undefined || dueOn < lateBefore(on, rule);
  // Before an invoice is overdue its own amount counts, from then on all that is.
  const own = Math.max(0, (invoice?.due ?? 0) - Math.max(0, credit));
  const pursued = isOverdue ? overdueBeyondCredit({ account: asOld, on }, rule) : own;
  const minor = isOverdue ? overdueBeyondCredit(facts, rule) : own;
  const owed = { minor, currency };
  if (pursued === 0) return { spared: 'credit' };
  if (isBelowMinimum(rule, { minor: pursued, currency })) return { spared: 'below-minimum' };
  const waiting = { unmatched, isOwn: facts.isUnmatchedOwn === true };
  if (isCutting(step) && mayHavePaid(waiting, currency, amountsOwed(minor, open))) {
    return { spared: 'unmatched-payment' };
  }
  const isAny = (invoices: readonly string[] = []) =>
    open.some((one) => one.dueOn < on && invoices.includes(one.invoiceId));
  if (isAny(facts.underway)) return { spared: 'charge-under-way' };
  if (rule.waitsForAutopay === true && isAny(facts.retried)) return { spared: 'charge-to-come' };
  const waits = isCutting(step) ? waitsBecause(facts) : undefined;
  if (waits !== undefined) return { spared: waits };
  return { step, ...(invoice === undefined ? {} : { invoice }), dueOn, owed };
}

/**
 * The first day on which a step can be due by one of the rules, which are those in force now and those to come: before it
 * `nextStep` spares whoever it is, as long as neither the account nor the rules are others. Undefined where any day may
 * bring one: of who pays before, or owes beyond all invoices.
 */
export function nothingBefore(
  { credit, openInvoices }: Pick<BillingAccount, 'credit' | 'openInvoices'>,
  rules: readonly DunningRule[],
): Day | undefined {
  if (openInvoices.length === 0 || credit < 0 || rules.some(({ prepaid }) => prepaid)) return undefined;
  const steps = rules.flatMap((rule) => rule.steps.map(({ day }) => day));
  if (steps.length === 0) return never;
  return dayOf(Math.min(...openInvoices.map(({ dueOn }) => dayNumber(dueOn))) + Math.min(...steps));
}

/** Beyond every day. */
export const never = '9999-12-31';

function waitsBecause({ on, time, limits = {} }: DunningFacts): SparedBecause | undefined {
  const { weekdays, hours, left, isHoliday } = limits;
  if (weekdays !== undefined && !weekdays.includes(weekdayOf(on))) return 'outside-weekdays';
  if (isHoliday === true) return 'holiday';
  if (hours !== undefined && time !== undefined && (time < hours.from || time >= hours.to)) {
    return 'outside-hours';
  }
  return left !== undefined && left <= 0 ? 'daily-limit' : undefined;
}

function isBelowMinimum(rule: DunningRule | undefined, { minor, currency }: Money): boolean {
  const minimum = rule?.minimum;
  return minimum !== undefined && minimum.currency === currency && minor < minimum.minor;
}

/** For what a step may be taken: an invoice, or what is missing on the balance. */
interface Claim {
  readonly invoice?: OpenInvoice;
  readonly dueOn: Day;
  readonly due: number;
}

/**
 * The first step of a claim that is due and not taken; a reminder of what will be due is of no use afterwards. For what is
 * missing on the balance there is nothing to charge a fee of, or to collect, and to remind of only where it is owed.
 */
function stepFor(
  { on, taken, level, account: { currency, credit } }: DunningFacts,
  { steps }: DunningRule,
  { invoice, dueOn, due }: Claim,
): DunningStep | undefined {
  const invoiceId = invoice?.invoiceId;
  const before = taken.filter((step) => step.invoiceId === invoiceId);
  if (before.some((step) => step.on === on)) return undefined;
  const age = dayNumber(on) - dayNumber(dueOn);
  const isFee = taken.some(({ feeInvoiceId }) => feeInvoiceId === invoiceId);
  return steps
    .toSorted((a, b) => a.day - b.day || compare(a.stepId, b.stepId))
    .find(
      (step) =>
        step.day <= age &&
        (step.day >= 0 || (age <= 0 && invoice !== undefined)) &&
        (invoice !== undefined || isCutting(step) || (step.kind === 'reminder' && credit < 0)) &&
        (!isCutting(step) || isHarsher(step, level)) &&
        // No fee is charged of a fee, and none of nothing.
        (step.fee === undefined || (!isFee && lateFeeOf(step.fee, due, currency) > 0)) &&
        !before.some(({ stepId }) => stepId === step.stepId),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
