import type { InvoiceLine } from '../../../functions/contracts/invoice.ts';
import type { JournalEntry } from '../../../functions/contracts/ledger.ts';
import { ledgerEventTypes } from '../../../functions/contracts/ledger.ts';
import type { Aggregate, DomainEvent } from '../../../functions/domain/aggregate.ts';
import {
  type BillingAccount,
  type BillingAccountEvent,
  billingAccountAggregate,
} from '../../../functions/domain/billing/account.ts';
import { issueInvoice } from '../../../functions/domain/billing/bill.ts';
import { adjustLine } from '../../../functions/domain/billing/credit-note.ts';
import {
  type Invoice,
  type InvoiceEvent,
  invoiceAggregate,
} from '../../../functions/domain/billing/invoice.ts';
import {
  creditEvents,
  paymentEvents,
  restoredEvents,
  settle,
} from '../../../functions/domain/billing/settlement.ts';
import { voidInvoice } from '../../../functions/domain/billing/void-invoice.ts';
import type { reinstate, writeOff } from '../../../functions/domain/billing/write-off.ts';
import { journalEntry, type LedgerFact } from '../../../functions/domain/ledger/journal.ts';
import {
  type Payment,
  type PaymentEvent,
  paymentAggregate,
} from '../../../functions/domain/payment/payment.ts';
import { countPayment } from '../../../functions/domain/payment/receive.ts';
import {
  countRefund,
  countReturn,
  newlyRefunded,
  refundedEvent,
} from '../../../functions/domain/payment/refund.ts';

export const subscriberId = 'sub_00000000000000000000000001';
const accountId = 'acc_00000000000000000000000001';
const currency = 'USD';

/** One subscriber's money in memory: the domain's own decisions make the events, and each is posted as it happens. */
export class Books {
  account: BillingAccount = billingAccountAggregate.evolve(
    undefined,
    { type: 'billing-account.opened', data: { subscriberId, currency } },
    '',
  );
  readonly invoices = new Map<string, Invoice>();
  readonly payments = new Map<string, Payment>();
  readonly entries: JournalEntry[] = [];
  readonly facts: LedgerFact[] = [];
  on = '2026-01-01';
  #ids = 0;

  id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_${String(this.#ids).padStart(26, '0')}`;
  }

  #happen<S, E extends DomainEvent>(
    aggregate: Aggregate<S, E>,
    id: string,
    state: S | undefined,
    events: readonly E[],
  ): S {
    let current = state;
    const at = `${this.on}T12:00:00.000Z`;
    for (const event of events) {
      const before = current;
      current = aggregate.evolve(current, event, at);
      if (!(ledgerEventTypes as readonly string[]).includes(event.type)) continue;
      const fact = {
        eventId: this.id('evt'),
        id,
        at,
        event,
        account: this.account,
        invoice: current,
        before,
      } as unknown as LedgerFact;
      this.facts.push(fact);
      const entry = journalEntry(fact);
      if (entry !== undefined) this.entries.push(entry);
    }
    if (current === undefined) throw new Error('nothing happened');
    return current;
  }

  #onAccount(events: readonly BillingAccountEvent[]): void {
    this.account = this.#happen(billingAccountAggregate, accountId, this.account, events);
  }

  #onInvoice(id: string, events: readonly InvoiceEvent[]): void {
    this.invoices.set(id, this.#happen(invoiceAggregate, id, this.invoices.get(id), events));
  }

  #onPayment(id: string, events: readonly PaymentEvent[]): void {
    this.payments.set(id, this.#happen(paymentAggregate, id, this.payments.get(id), events));
  }

  #settled(allocations: readonly { invoiceId: string; minor: number }[]): void {
    for (const { invoiceId, minor } of allocations) {
      this.#onInvoice(invoiceId, creditEvents(this.#invoice(invoiceId), minor, this.on));
    }
  }

  issue(lines: readonly InvoiceLine[], about?: { invoiceId: string }): void {
    const invoiceId = this.id('inv');
    const issued = issueInvoice(
      this.account,
      {
        number: `INV-${invoiceId}`,
        document: about === undefined ? 'invoice' : 'credit-note',
        subscriberId,
        currency,
        issuedOn: this.on,
        dueOn: this.on,
        lines: [...lines],
        ...(about === undefined ? {} : { aboutInvoiceId: about.invoiceId }),
      },
      invoiceId,
      about === undefined ? {} : { settleFirst: about.invoiceId },
    );
    if (issued.invoice === undefined) throw new Error('no document');
    this.#onInvoice(invoiceId, [{ type: 'invoice.issued', data: issued.invoice.data }]);
    this.#onAccount(issued.accountEvents);
    this.#settled(issued.settled);
  }

  note(invoiceId: string, line: number, minor: number): void {
    const invoice = this.invoices.get(invoiceId);
    const lineId = invoice?.lines[line]?.lineId;
    if (invoice === undefined || lineId === undefined) return;
    const adjusted = adjustLine(this.account, invoice, lineId, minor, () => this.id('lin'));
    if (!adjusted.ok || adjusted.value.lines.length === 0) return;
    this.#onInvoice(invoiceId, [
      { type: 'invoice.adjusted', data: { creditNoteId: this.id('inv'), lineId, minor } },
    ]);
    this.#onAccount(adjusted.value.accountEvents);
    this.issue(adjusted.value.lines, { invoiceId });
  }

  void(invoiceId: string): void {
    const invoice = this.invoices.get(invoiceId);
    if (invoice === undefined) return;
    const voided = voidInvoice(this.account, invoiceId, invoice, this.on);
    if (!voided.ok) return;
    this.#onInvoice(invoiceId, [{ type: 'invoice.voided', data: { voidedOn: this.on, reason: 'wrong' } }]);
    this.#onAccount([voided.value]);
    this.#spend();
  }

  grant(minor: number): void {
    this.#onAccount([{ type: 'billing-account.credit-granted', data: { minor, reason: 'sorry' } }]);
    this.#spend();
  }

  #spend(): void {
    const { allocations } = settle(this.account.credit, this.account.openInvoices);
    this.#onAccount(allocations.map((data) => ({ type: 'billing-account.credit-applied', data }) as const));
    this.#settled(allocations);
  }

  /** Money comes: for the subscriber, or for nobody that is known. */
  pay(
    minor: number,
    {
      known = true,
      provider = 'stripe',
      invoiceId,
    }: { known?: boolean; provider?: string; invoiceId?: string | undefined } = {},
  ): void {
    const paymentId = this.id('pay');
    this.#receive(paymentId, minor, provider);
    if (known) this.match(paymentId, invoiceId);
    else this.#onPayment(paymentId, [{ type: 'payment.unmatched', data: { reason: 'x', detail: 'x' } }]);
  }

  #receive(paymentId: string, minor: number, provider: string): void {
    this.#onPayment(paymentId, [
      {
        type: 'payment.received',
        data: {
          provider,
          method: provider === 'manual' ? 'cash' : 'provider',
          money: { minor, currency },
          receivedAt: `${this.on}T12:00:00.000Z`,
          reference: {},
        },
      },
    ]);
  }

  /** A refund that its provider tells of before the payment itself. */
  refundThenPay(refunded: number, minor: number): void {
    const paymentId = this.id('pay');
    const total = { minor: Math.min(refunded, minor), currency };
    this.#onPayment(paymentId, [refundedEvent({ provider: 'stripe' }, total, `${this.on}T12:00:00.000Z`)]);
    this.#receive(paymentId, minor, 'stripe');
    this.match(paymentId);
  }

  match(paymentId: string, invoiceId?: string): void {
    const payment = this.payments.get(paymentId);
    if (payment?.money === undefined || payment.subscriberId !== undefined) return;
    const { minor } = payment.money;
    const counted = countPayment(
      this.account,
      { paymentId, minor, refunded: payment.refunded },
      this.on,
      invoiceId === undefined ? [] : [{ invoiceId, minor }],
    );
    this.#onPayment(paymentId, counted.paymentEvents);
    for (const part of counted.settled) {
      const { invoiceId: id } = part;
      this.#onInvoice(id, paymentEvents(this.#invoice(id), part, paymentId, this.on));
    }
    this.#onAccount(counted.accountEvents);
  }

  #invoice(id: string): Invoice {
    const invoice = this.invoices.get(id);
    if (invoice === undefined) throw new Error(`${id} is gone`);
    return invoice;
  }

  /** Writes a part of an invoice off, or expects it again. */
  writeOff(invoiceId: string, part: number, decide: typeof writeOff | typeof reinstate): void {
    const invoice = this.invoices.get(invoiceId);
    if (invoice === undefined) return;
    const decided = decide(invoiceId, invoice, { minor: part, reason: 'gone' }, this.on);
    if (!decided.ok) return;
    this.#onInvoice(invoiceId, decided.value.invoiceEvents);
    this.#onAccount(decided.value.accountEvents);
  }

  refund(paymentId: string, part: number): void {
    const payment = this.payments.get(paymentId);
    if (payment?.money === undefined) return;
    const fresh = newlyRefunded(payment, part);
    if (fresh === 0) return;
    const total = { minor: payment.refunded + fresh, currency };
    this.#onPayment(paymentId, [refundedEvent(payment, total, `${this.on}T12:00:00.000Z`)]);
    if (payment.subscriberId === undefined) return;
    const invoices = payment.allocations.map(({ invoiceId: id }) => {
      const state = this.invoices.get(id);
      if (state === undefined) throw new Error(`${id} is gone`);
      return { id, state };
    });
    const counted = countRefund(this.account, paymentId, fresh, invoices, this.on);
    this.#onAccount(counted.accountEvents);
    for (const { invoiceId, minor } of counted.reopened) {
      this.#onInvoice(invoiceId, [{ type: 'invoice.payment-reversed', data: { paymentId, minor } }]);
    }
  }

  /** A part of what went back did not reach the payer. */
  failRefund(paymentId: string, part: number): void {
    const payment = this.payments.get(paymentId);
    if (payment?.money === undefined) return;
    const back = Math.min(part, payment.refunded);
    const invoices = payment.allocations.map(({ invoiceId: id }) => {
      const state = this.invoices.get(id);
      if (state === undefined) throw new Error(`${id} is gone`);
      return { id, state };
    });
    const isCounted = payment.subscriberId !== undefined && back > 0;
    const counted = isCounted
      ? countReturn(this.account, { id: paymentId, state: payment }, back, invoices, this.on)
      : undefined;
    this.#onPayment(paymentId, [
      {
        type: 'payment.refund-failed',
        data: {
          provider: payment.provider,
          providerPaymentId: payment.providerPaymentId ?? paymentId,
          refundId: this.id('rfd'),
          money: { minor: part, currency },
          total: { minor: payment.refunded - back, currency },
          credited: counted?.credited ?? 0,
          failedAt: `${this.on}T12:00:00.000Z`,
          reason: 'The account is closed.',
        },
      },
    ]);
    if (counted === undefined) return;
    this.#onAccount(counted.accountEvents);
    for (const part of counted.restored) {
      const { invoiceId } = part;
      this.#onInvoice(invoiceId, restoredEvents(this.#invoice(invoiceId), part, paymentId, this.on));
    }
    for (const { invoiceId, minor } of counted.applied) {
      this.#onInvoice(invoiceId, creditEvents(this.invoices.get(invoiceId) as Invoice, minor, this.on));
    }
  }
}

/** What entries sum to on an account. */
export function balanceOf(entries: readonly JournalEntry[], account: string): number {
  return entries
    .flatMap(({ postings }) => postings)
    .reduce((sum, posting) => (posting.account === account ? sum + posting.minor : sum), 0);
}
