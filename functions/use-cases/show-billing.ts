import type { InvoiceLineView, InvoiceView } from '../contracts/http/invoices.ts';
import type { ImportedEntryView, PaymentView } from '../contracts/http/payments.ts';
import type { InvoiceLine } from '../contracts/invoice.ts';
import type { MoneyWire } from '../contracts/scalars.ts';
import type { Invoice } from '../domain/billing/invoice.ts';
import { formatMoney } from '../domain/money.ts';
import type { Payment } from '../domain/payment/payment.ts';
import type { Stored } from '../ports/store.ts';
import type { ImportedEntry } from './import-statement.ts';

function wire(minor: number, currency: string): MoneyWire {
  return formatMoney({ minor, currency });
}

export function showLine(line: InvoiceLine, currency: string): InvoiceLineView {
  const { minor, price, contains, discounts, tax, rule: _, outageId: __, ...rest } = line;
  return {
    ...rest,
    ...(price === undefined ? {} : { price: wire(price, currency) }),
    ...(discounts === undefined
      ? {}
      : {
          discounts: discounts.map(({ minor: off, ...named }) => ({ ...named, amount: wire(off, currency) })),
        }),
    amount: wire(minor, currency),
    ...(tax === undefined
      ? {}
      : {
          tax: {
            name: tax.name,
            rate: tax.rate,
            ...(tax.base === undefined ? {} : { base: wire(tax.base, currency) }),
            ...(tax.ground === undefined ? {} : { ground: tax.ground }),
          },
        }),
    ...(contains === undefined
      ? {}
      : {
          contains: contains.map(({ minor: part, ...named }) => ({ ...named, amount: wire(part, currency) })),
        }),
  };
}

/** An invoice or credit note as the API shows it. */
export function showInvoice({ id, state: invoice, updatedAt }: Stored<Invoice>): InvoiceView {
  const { currency, aboutInvoiceId, reason, paidOn, voided } = invoice;
  const paid = invoice.payments.reduce((sum, { minor }) => sum + minor, 0);
  return {
    id,
    number: invoice.number,
    document: invoice.document,
    subscriberId: invoice.subscriberId,
    state: invoice.state,
    currency,
    issuedOn: invoice.issuedOn,
    issuedAt: invoice.issuedAt,
    dueOn: invoice.dueOn,
    ...(invoice.purchaseOrderNumber === undefined
      ? {}
      : { purchaseOrderNumber: invoice.purchaseOrderNumber }),
    lines: invoice.lines.map((line) => showLine(line, currency)),
    total: wire(invoice.total, currency),
    creditApplied: wire(invoice.creditApplied, currency),
    paid: wire(paid, currency),
    amountDue: wire(invoice.due, currency),
    ...(invoice.writtenOff === undefined ? {} : { writtenOff: wire(invoice.writtenOff, currency) }),
    ...(paidOn === undefined ? {} : { paidOn }),
    ...(aboutInvoiceId === undefined ? {} : { aboutInvoiceId }),
    ...(reason === undefined ? {} : { reason }),
    ...(voided === undefined ? {} : { voided }),
    updatedAt,
  };
}

/** A payment as the API shows it. */
export function showPayment({ id, state: payment, updatedAt }: Stored<Payment>): PaymentView {
  const { money, allocations, credited, refunded, subscriberId, ...rest } = payment;
  const currency = money?.currency;
  const shown = (minor: number) => wire(minor, currency ?? 'USD');
  return {
    id,
    state: rest.state,
    provider: rest.provider,
    ...(rest.providerPaymentId === undefined ? {} : { providerPaymentId: rest.providerPaymentId }),
    ...(rest.receipt === undefined ? {} : { receipt: rest.receipt }),
    ...(rest.method === undefined ? {} : { method: rest.method }),
    ...(money === undefined ? {} : { amount: formatMoney(money) }),
    ...(rest.receivedAt === undefined ? {} : { receivedAt: rest.receivedAt }),
    ...(rest.receivedOn === undefined ? {} : { receivedOn: rest.receivedOn }),
    reference: rest.reference,
    ...(subscriberId === undefined ? {} : { subscriberId }),
    allocations: allocations.map(({ invoiceId, minor }) => ({ invoiceId, amount: shown(minor) })),
    ...(currency === undefined ? {} : { credited: shown(credited), refunded: shown(refunded) }),
    ...(rest.awaited === undefined ? {} : { refunded: formatMoney(rest.awaited) }),
    ...(rest.refunding === undefined ? {} : { refunding: formatMoney(rest.refunding.money) }),
    ...(rest.refundRefused === undefined ? {} : { refundRefused: rest.refundRefused }),
    ...(rest.refundFailed === undefined
      ? {}
      : {
          refundFailed: {
            amount: formatMoney(rest.refundFailed.money),
            reason: rest.refundFailed.reason,
            failedAt: rest.refundFailed.failedAt,
          },
        }),
    ...(rest.unmatched === undefined ? {} : { unmatched: rest.unmatched }),
    ...(rest.failure === undefined ? {} : { failure: rest.failure }),
    ...(rest.disputes === undefined
      ? {}
      : {
          disputes: rest.disputes.map(({ money, ...dispute }) => ({
            ...dispute,
            amount: formatMoney(money),
          })),
        }),
    ...(rest.note === undefined ? {} : { note: rest.note }),
    ...(rest.held === undefined
      ? {}
      : {
          amount: formatMoney(rest.held.money),
          held: {
            ...(rest.held.twinId === undefined ? {} : { twinId: rest.held.twinId }),
            heldAt: rest.held.heldAt,
            ...(rest.held.reason === undefined ? {} : { reason: rest.held.reason }),
          },
        }),
    updatedAt,
  };
}

/** What became of the entries of a bank statement, as the API shows it. */
export function showImport(entries: readonly ImportedEntry[]) {
  const count = (wanted: ImportedEntry['outcome']) =>
    entries.filter(({ outcome }) => outcome === wanted).length;
  return {
    matched: count('matched'),
    unmatched: count('unmatched'),
    known: count('known'),
    held: count('held'),
    returned: count('returned'),
    items: entries.map(
      ({
        money: { minor, currency },
        match,
        returns,
        id: _,
        source: __,
        names: ___,
        ...entry
      }): ImportedEntryView => ({
        ...entry,
        amount: formatMoney({ minor: returns === undefined ? minor : -minor, currency }),
        ...(entry.outcome === 'matched' || entry.outcome === 'returned' ? match : {}),
      }),
    ),
  };
}
