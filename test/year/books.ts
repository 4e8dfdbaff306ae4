import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { billingAccountCreditGranted } from '../../functions/contracts/events/billing-account-credit-granted.ts';
import { invoiceIssued } from '../../functions/contracts/events/invoice-issued.ts';
import { invoiceReinstated } from '../../functions/contracts/events/invoice-reinstated.ts';
import { invoiceWrittenOff } from '../../functions/contracts/events/invoice-written-off.ts';
import { paymentAllocated } from '../../functions/contracts/events/payment-allocated.ts';
import { paymentReceived } from '../../functions/contracts/events/payment-received.ts';
import { paymentRefunded } from '../../functions/contracts/events/payment-refunded.ts';

interface Document {
  readonly subscriberId: string;
  readonly total: number;
  readonly dueOn: string;
}

/**
 * Books of their own: what each subscriber was charged and what came of it, from documents and payments alone, without
 * asking what the product reckons to be open. All amounts in minor units.
 */
export class Books {
  readonly #documents = new Map<string, Document>();
  readonly #received = new Map<string, { minor: number; refunded: number; subscriberId?: string }>();
  /** Payments, goodwill and what was written off, by subscriber. */
  readonly #settled = new Map<string, number>();

  hear({ type, aggregateId, data }: EventEnvelope): void {
    switch (type) {
      case 'invoice.issued': {
        const { subscriberId, total, dueOn } = invoiceIssued.data.parse(data);
        this.#documents.set(aggregateId, { subscriberId, total, dueOn });
        return;
      }
      case 'invoice.voided':
        this.#documents.delete(aggregateId);
        return;
      case 'invoice.written-off':
        this.#settle(
          this.#documents.get(aggregateId)?.subscriberId,
          invoiceWrittenOff.data.parse(data).minor,
        );
        return;
      case 'invoice.reinstated':
        this.#settle(
          this.#documents.get(aggregateId)?.subscriberId,
          -invoiceReinstated.data.parse(data).minor,
        );
        return;
      case 'payment.received': {
        const { minor } = paymentReceived.data.parse(data).money;
        this.#received.set(aggregateId, { minor, refunded: 0 });
        return;
      }
      case 'payment.allocated': {
        const { subscriberId } = paymentAllocated.data.parse(data);
        const payment = this.#received.get(aggregateId);
        if (payment === undefined) throw new Error(`${aggregateId} was allocated before it was received`);
        payment.subscriberId = subscriberId;
        this.#settle(subscriberId, payment.minor - payment.refunded);
        return;
      }
      case 'payment.refunded': {
        const payment = this.#received.get(aggregateId);
        if (payment === undefined) return;
        const { total } = paymentRefunded.data.parse(data);
        this.#settle(payment.subscriberId, payment.refunded - total.minor);
        payment.refunded = total.minor;
        return;
      }
      case 'billing-account.credit-granted':
        this.#settle(
          `sub_${aggregateId.slice(aggregateId.indexOf('_') + 1)}`,
          billingAccountCreditGranted.data.parse(data).minor,
        );
        return;
    }
  }

  #settle(subscriberId: string | undefined, minor: number): void {
    if (subscriberId === undefined) return;
    this.#settled.set(subscriberId, (this.#settled.get(subscriberId) ?? 0) + minor);
  }

  /** What each subscriber owes: of all documents, and of those alone that were due before a day. Credit is less than nothing. */
  balances(dueBefore = '9999-12-31'): ReadonlyMap<string, number> {
    const owed = new Map<string, number>();
    for (const { subscriberId, total, dueOn } of this.#documents.values()) {
      // What is given back counts at once.
      if (total > 0 && dueOn >= dueBefore) continue;
      owed.set(subscriberId, (owed.get(subscriberId) ?? 0) + total);
    }
    for (const [subscriberId, settled] of this.#settled) {
      owed.set(subscriberId, (owed.get(subscriberId) ?? 0) - settled);
    }
    return owed;
  }
}
