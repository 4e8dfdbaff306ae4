import type { Allocation } from '../../contracts/invoice.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BillingAccount, BillingAccountEvent } from '../billing/account.ts';
import { type PaidPart, settleByPayment } from '../billing/settlement.ts';
import type { PaymentEvent } from './payment.ts';

export interface CountedPayment {
  readonly paymentEvents: readonly PaymentEvent[];
  readonly accountEvents: readonly BillingAccountEvent[];
  /** What goes to invoices. */
  readonly settled: readonly PaidPart[];
}

/**
 * Counts a payment for a subscriber: as the payer said, then for the oldest open ones, then what had been written
 * off; what is left over becomes credit. What had been refunded before the payment arrived does not count.
 */
export function countPayment(
  account: BillingAccount,
  payment: { readonly paymentId: string; readonly minor: number; readonly refunded: number },
  on: Day,
  said: readonly Allocation[],
): CountedPayment {
  const minor = Math.max(0, payment.minor - payment.refunded);
  // Money that comes in first covers what was refunded without cover.
  const debt = Math.min(minor, Math.max(0, -account.credit));
  const { parts, rest } = settleByPayment(minor - debt, account, said);
  const allocations = parts.map(({ reinstated: _, ...allocation }) => allocation);
  const credited = rest + debt;
  return {
    paymentEvents: [
      {
        type: 'payment.allocated',
        data: { subscriberId: account.subscriberId, allocations, credited },
      },
    ],
    accountEvents:
      minor === 0
        ? []
        : [
            ...reinstatedEvents(parts, on),
            {
              type: 'billing-account.payment-received',
              data: {
                paymentId: payment.paymentId,
                receivedOn: on,
                minor,
                allocations,
                credited,
              },
            },
          ],
    settled: parts,
  };
}

/** What had been written off and comes after all. */
export function reinstatedEvents(parts: readonly PaidPart[], on: Day): readonly BillingAccountEvent[] {
  return parts.flatMap(({ invoiceId, reinstated: minor }) =>
    minor === 0 ? [] : [{ type: 'billing-account.invoice-reinstated', data: { invoiceId, on, minor } }],
  );
}
