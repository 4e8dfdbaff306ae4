import type { Allocation } from '../../contracts/invoice.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { BillingAccount, BillingAccountEvent, OpenInvoice } from '../billing/account.ts';
import type { Invoice } from '../billing/invoice.ts';
import { type PaidPart, settle } from '../billing/settlement.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Payment, PaymentEvent } from './payment.ts';
import { reinstatedEvents } from './receive.ts';

/**
 * The part of a refund that is not counted yet. A provider that names the sum of all refunds leaves out of it those that had
 * failed by then, so that a repeat of an earlier sum adds nothing, and what lost disputes took.
 */
export function newlyRefunded(payment: Payment, told: number, sumAt?: Instant): number {
  const total = sumAt === undefined ? payment.refunded + told : allGone(payment, told, sumAt);
  const most = payment.money === undefined ? total : Math.min(total, payment.money.minor);
  return Math.max(0, most - payment.refunded);
}

function allGone({ failedRefunds = [], disputes = [] }: Payment, sum: number, at: Instant): number {
  const failedSince = failedRefunds
    .filter(({ failedAt }) => failedAt > at)
    .reduce((total, { minor }) => total + minor, 0);
  const lost = disputes
    .filter(({ state }) => state === 'lost')
    .reduce((total, { money }) => total + money.minor, 0);
  return sum - failedSince + lost;
}

/** The event of a refund that brings the sum of all refunds to `total`. */
export function refundedEvent(
  payment: Pick<Payment, 'provider' | 'providerPaymentId'>,
  total: { minor: number; currency: string },
  at: Instant,
  {
    reason,
    lateFailure,
  }: { readonly reason?: string | undefined; readonly lateFailure?: string | undefined } = {},
): PaymentEvent {
  const { provider, providerPaymentId } = payment;
  return {
    type: 'payment.refunded',
    data: {
      provider,
      ...(providerPaymentId === undefined ? {} : { providerPaymentId }),
      total,
      refundedAt: at,
      ...(reason === undefined ? {} : { reason }),
      ...(lateFailure === undefined ? {} : { lateFailure }),
    },
  };
}

export interface CountedRefund {
  readonly accountEvents: readonly BillingAccountEvent[];
  readonly reopened: readonly Allocation[];
}

/**
 * Takes a refund out of open credit first, since that is what was paid and not used; then it opens again what the payment
 * had settled, the newest first. What is beyond both stays owed. Invoices that were voided stay closed.
 */
export function countRefund(
  account: BillingAccount,
  paymentId: string,
  minor: number,
  settled: readonly { readonly id: string; readonly state: Invoice }[],
  on: Day,
): CountedRefund {
  const fromCredit = Math.min(minor, Math.max(0, account.credit));
  let rest = minor - fromCredit;
  const reopened = settled
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .flatMap(({ id, state }) => {
      const paid = state.payments.reduce(
        (sum, payment) => (payment.paymentId === paymentId ? sum + payment.minor : sum),
        0,
      );
      const opened = state.state === 'void' ? 0 : Math.min(rest, paid);
      rest -= opened;
      const { number, issuedOn, dueOn } = state;
      return opened <= 0 ? [] : [{ invoiceId: id, number, issuedOn, dueOn, minor: opened }];
    });
  return {
    accountEvents: [
      {
        type: 'billing-account.payment-refunded',
        data: { paymentId, refundedOn: on, minor, fromCredit, reopened, owed: rest },
      },
    ],
    reopened: reopened.map(({ invoiceId, minor: opened }) => ({ invoiceId, minor: opened })),
  };
}

export interface CountedReturn {
  readonly accountEvents: readonly BillingAccountEvent[];
  readonly restored: readonly PaidPart[];
  /** What open credit settles then. */
  readonly applied: readonly Allocation[];
  /** What of it had been counted for nobody, because it went back before it came. */
  readonly credited: number;
}

/**
 * Counts the money of a failed refund: it covers what was refunded without cover, settles again what the refund had opened,
 * the oldest first, and becomes credit, with which the oldest open invoices are paid. What of it had been written off since
 * is expected again, as it is there: a loss that was none. An invoice that was voided since stays closed.
 */
export function countReturn(
  account: BillingAccount,
  { id: paymentId, state }: { readonly id: string; readonly state: Payment },
  minor: number,
  settled: readonly { readonly id: string; readonly state: Invoice }[],
  on: Day,
): CountedReturn {
  const debt = Math.min(minor, Math.max(0, -account.credit));
  let rest = minor - debt;
  const restored = settled
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id: invoiceId, state: { payments } }) => {
      const reversed = payments.reduce(
        (sum, part) => (part.paymentId === paymentId && part.minor < 0 ? sum - part.minor : sum),
        0,
      );
      const dueIn = (invoices: readonly OpenInvoice[]) =>
        invoices.find((invoice) => invoice.invoiceId === invoiceId)?.due ?? 0;
      const open = dueIn(account.openInvoices);
      const back = Math.min(rest, reversed, open + dueIn(account.writtenOff ?? []));
      rest -= back;
      return back <= 0 ? [] : [{ invoiceId, minor: back, reinstated: Math.max(0, back - open) }];
    });
  const left = account.openInvoices.map((invoice) => ({
    ...invoice,
    due: invoice.due - (restored.find(({ invoiceId }) => invoiceId === invoice.invoiceId)?.minor ?? 0),
  }));
  const others = left.filter(
    ({ invoiceId, due }) => due > 0 && !restored.some((part) => part.invoiceId === invoiceId),
  );
  const applied = settle(Math.max(0, account.credit) + rest, others).allocations;
  const counted = state.allocations.reduce((sum, part) => sum + part.minor, state.credited);
  const uncounted = Math.max(0, (state.money?.minor ?? 0) - counted);
  return {
    accountEvents: [
      ...reinstatedEvents(restored, on),
      {
        type: 'billing-account.refund-returned',
        data: {
          paymentId,
          returnedOn: on,
          minor,
          restored: restored.map(({ reinstated: _, ...allocation }) => allocation),
          credited: debt + rest,
        },
      },
      ...applied.map((data) => ({ type: 'billing-account.credit-applied', data }) as const),
    ],
    restored,
    applied,
    credited: Math.min(uncounted, debt + rest),
  };
}

/** Whether this amount of a payment may go back. */
export function refuseRefund(payment: Payment, minor: number, currency: string): Result<void> {
  if (payment.money === undefined || payment.state === 'failed') {
    return refuse('payment.nothing-received', 'Nothing was received with this payment.');
  }
  if (payment.money.currency !== currency) {
    return refuse(
      'payment.wrong-currency',
      `The payment came in ${payment.money.currency}; refund it in that currency.`,
      '/amount/currency',
    );
  }
  if (minor <= 0) return refuse('payment.not-positive', 'A refund is more than zero.', '/amount/amount');
  if (payment.refunding !== undefined) {
    return refuse(
      'payment.refund-under-way',
      `${payment.provider} was asked for a refund and has not answered yet; ask again when it has.`,
    );
  }
  const left = payment.money.minor - payment.refunded;
  return minor <= left
    ? done(undefined)
    : refuse(
        'payment.refund-too-large',
        'The payment holds less than that; refund what is left of it at most.',
        '/amount',
      );
}
