import type { Allocation } from '../../contracts/invoice.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { BillingAccount, BillingAccountEvent } from '../billing/account.ts';
import type { Invoice } from '../billing/invoice.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Payment, PaymentEvent } from './payment.ts';

/** The part of a refund that is not counted yet. A provider names the sum of all refunds, so that a repeat adds nothing. */
export function newlyRefunded(payment: Payment, total: number): number {
  const most = payment.money === undefined ? total : Math.min(total, payment.money.minor);
  return Math.max(0, most - payment.refunded);
}

/** The event of a refund that brings the sum of all refunds to `total`. */
export function refundedEvent(
  payment: Pick<Payment, 'provider' | 'providerPaymentId'>,
  total: { minor: number; currency: string },
  at: Instant,
  reason?: string,
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
