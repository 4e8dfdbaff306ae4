import type { Allocation } from '../../contracts/invoice.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BillingAccount, BillingAccountEvent } from '../billing/account.ts';
import { settle } from '../billing/settlement.ts';
import type { PaymentEvent } from './payment.ts';

export interface CountedPayment {
  readonly paymentEvents: readonly PaymentEvent[];
  readonly accountEvents: readonly BillingAccountEvent[];
  /** What goes to invoices that are open. */
  readonly settled: readonly Allocation[];
}

/**
 * Counts a payment for a subscriber: the invoice it names first if that is open, then the oldest open ones; what is left
 * over becomes credit. What had been refunded before the payment arrived does not count.
 */
export function countPayment(
  account: BillingAccount,
  payment: { readonly paymentId: string; readonly minor: number; readonly refunded: number },
  on: Day,
  invoiceId: string | undefined,
): CountedPayment {
  const minor = Math.max(0, payment.minor - payment.refunded);
  // Money that comes in first covers what was refunded without cover.
  const debt = Math.min(minor, Math.max(0, -account.credit));
  const { allocations, rest } = settle(minor - debt, account.openInvoices, invoiceId);
  const credited = rest + debt;
  return {
    paymentEvents: [
      {
        type: 'payment.allocated',
        data: { subscriberId: account.subscriberId, allocations: [...allocations], credited },
      },
    ],
    accountEvents:
      minor === 0
        ? []
        : [
            {
              type: 'billing-account.payment-received',
              data: {
                paymentId: payment.paymentId,
                receivedOn: on,
                minor,
                allocations: [...allocations],
                credited,
              },
            },
          ],
    settled: allocations,
  };
}
