import type { LedgerCredit, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { Day } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import type { BillingAccount, BillingAccountEvent } from './account.ts';
import type { Invoice } from './invoice.ts';
import { findLine } from './ledger.ts';

/**
 * Takes an unpaid invoice out of the account: its days are open for the next run, what it had credited is charged again,
 * and what had been settled of it is credit. A paid invoice is corrected by a credit note instead.
 */
export function voidInvoice(
  account: BillingAccount,
  invoiceId: string,
  invoice: Invoice,
  on: Day,
): Result<BillingAccountEvent> {
  if (invoice.state === 'void') return refuse('invoice.void', 'This invoice is void already.');
  if (invoice.state === 'paid') {
    return refuse('invoice.paid', 'A paid invoice cannot be voided; issue a credit note on its lines.');
  }
  if ((invoice.writtenOff ?? 0) > 0) {
    return refuse('invoice.written-off', 'A part of this invoice is written off; reinstate it first.');
  }
  if (invoice.document === 'credit-note' || invoice.adjustments.length > 0) {
    return refuse(
      'invoice.has-credit-notes',
      'Credit notes and invoices with credit notes cannot be voided; correct them by another credit note.',
    );
  }
  if (isCreditedLater(account, invoiceId, invoice)) {
    return refuse(
      'invoice.credited-later',
      'A later invoice has credited lines of this one, so that voiding it would give them back twice; issue a credit note on what is left.',
    );
  }
  const { total, due } = invoice;
  return done({
    type: 'billing-account.invoice-voided',
    data: { invoiceId, on, total, due, released: total - due, restored: [...restored(account, invoice)] },
  });
}

/** Whether more of a line was taken back than on the invoice itself. */
function isCreditedLater({ ledger }: BillingAccount, invoiceId: string, { lines }: Invoice): boolean {
  return Object.values(ledger)
    .flatMap((slots) => Object.values(slots).flatMap((slot) => slot.lines))
    .filter((line) => line.invoiceId === invoiceId && line.credited !== 0)
    .some(({ lineId, credited }) => {
      const own = lines.reduce(
        (sum, { kind, aboutLineId, minor }) =>
          sum - (kind === 'credit' && aboutLineId === lineId ? minor : 0),
        0,
      );
      return credited > own;
    });
}

function restored(account: BillingAccount, invoice: Invoice): readonly LedgerCredit[] {
  return invoice.lines
    .filter(({ kind }) => kind === 'credit')
    .flatMap((credit): LedgerCredit[] => {
      const found =
        credit.aboutLineId === undefined ? undefined : findLine(account.ledger, credit.aboutLineId);
      if (found === undefined) return [];
      return [
        {
          lineId: found.line.lineId,
          // An outage gives money back and leaves the days charged.
          ...(credit.outageId === undefined
            ? { until: credit.to ?? found.line.to }
            : { outageId: credit.outageId }),
          minor: -credit.minor,
          taxes: found.line.taxes.map((tax) => taxGivenBack(tax, credit, invoice)),
        },
      ];
    });
}

function taxGivenBack(
  tax: LedgerLine['taxes'][number],
  credit: Invoice['lines'][number],
  { lines }: Invoice,
): number {
  const isSame = (other: { name: string; rate: string }) =>
    other.name === tax.name && other.rate === tax.rate;
  const minor = tax.inclusive
    ? credit.contains?.find(isSame)?.minor
    : lines.find((line) => line.aboutLineId === credit.lineId && line.tax !== undefined && isSame(line.tax))
        ?.minor;
  return minor === undefined ? 0 : -minor;
}
