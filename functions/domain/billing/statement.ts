import type { EventEnvelope } from '../../contracts/event.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BillingAccount, BillingAccountEvent } from './account.ts';

/** Where an account stands on a day, in minor units. */
export interface Balance {
  /** What is owed in all; negative when credit is open. */
  readonly balance: number;
  readonly credit: number;
  readonly due: number;
  readonly overdue: number;
}

/** An invoice is overdue from the day after its due day. */
export function balanceOn(account: Pick<BillingAccount, 'credit' | 'openInvoices'>, on: Day): Balance {
  const debt = Math.max(0, -account.credit);
  const due = account.openInvoices.reduce((sum, invoice) => sum + invoice.due, debt);
  const overdue = account.openInvoices.reduce(
    (sum, invoice) => sum + (invoice.dueOn < on ? invoice.due : 0),
    debt,
  );
  const credit = Math.max(0, account.credit);
  return { balance: due - credit, credit, due, overdue };
}

/** One movement of what is owed. Credit that settles an invoice moves nothing. */
export interface Movement {
  readonly eventId: string;
  readonly at: string;
  readonly on: Day;
  readonly kind:
    | 'invoice'
    | 'credit-note'
    | 'payment'
    | 'refund'
    | 'credit'
    | 'void'
    | 'write-off'
    | 'reinstatement';
  readonly words: string;
  readonly invoiceId?: string;
  /** Of that invoice or credit note. */
  readonly number?: string;
  readonly paymentId?: string;
  /** Positive raises what is owed. */
  readonly minor: number;
  /** What was owed in all after it. */
  readonly balance: number;
}

type Moved = Pick<Movement, 'kind' | 'words' | 'minor'> &
  Partial<Pick<Movement, 'on' | 'invoiceId' | 'number' | 'paymentId'>>;

/** An account's history as its subscriber reads it: everything that changed what is owed, with the running balance. */
export function statementOf(history: readonly EventEnvelope[], dayOf: (at: string) => Day): Movement[] {
  const numbers = new Map<string, string>();
  let balance = 0;
  return history.flatMap(({ eventId, at, type, data }): Movement[] => {
    const event = { type, data } as unknown as BillingAccountEvent;
    if (event.type === 'billing-account.invoiced') numbers.set(event.data.invoiceId, event.data.number);
    const moved = movementOf(event, numbers);
    if (moved === undefined) return [];
    balance += moved.minor;
    return [{ eventId, at, on: dayOf(at), ...moved, balance }];
  });
}

function movementOf(event: BillingAccountEvent, numbers: ReadonlyMap<string, string>): Moved | undefined {
  switch (event.type) {
    case 'billing-account.invoiced': {
      const { invoiceId, number, total, issuedOn } = event.data;
      const kind = total < 0 ? 'credit-note' : 'invoice';
      return {
        kind,
        on: issuedOn,
        words: `${total < 0 ? 'Credit' : 'Invoice'} ${number}`,
        invoiceId,
        number,
        minor: total,
      };
    }
    case 'billing-account.payment-received': {
      const { paymentId, minor, receivedOn } = event.data;
      return { kind: 'payment', on: receivedOn, words: 'Payment', paymentId, minor: -minor };
    }
    case 'billing-account.payment-refunded': {
      const { paymentId, minor, refundedOn } = event.data;
      return { kind: 'refund', on: refundedOn, words: 'Refund', paymentId, minor };
    }
    case 'billing-account.refund-returned': {
      const { paymentId, minor, returnedOn } = event.data;
      return { kind: 'refund', on: returnedOn, words: 'Refund failed', paymentId, minor: -minor };
    }
    case 'billing-account.credit-granted':
      return { kind: 'credit', words: event.data.reason, minor: -event.data.minor };
    case 'billing-account.invoice-voided': {
      const { invoiceId, total, on } = event.data;
      return {
        kind: 'void',
        on,
        words: `${numbers.get(invoiceId) ?? 'Invoice'} voided`,
        invoiceId,
        ...(numbers.has(invoiceId) ? { number: numbers.get(invoiceId) ?? '' } : {}),
        minor: -total,
      };
    }
    case 'billing-account.invoice-written-off':
    case 'billing-account.invoice-reinstated': {
      const { invoiceId, on, minor } = event.data;
      const isGone = event.type === 'billing-account.invoice-written-off';
      const number = numbers.get(invoiceId) ?? '';
      return {
        kind: isGone ? 'write-off' : 'reinstatement',
        on,
        words: `${number} ${isGone ? 'written off' : 'due again'}`,
        invoiceId,
        number,
        minor: isGone ? -minor : minor,
      };
    }
    default:
      return undefined;
  }
}
