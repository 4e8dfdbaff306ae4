import type { Money } from '../contracts/scalars.ts';
import { issueInvoice } from '../domain/billing/bill.ts';
import { adjustLine } from '../domain/billing/credit-note.ts';
import { type Invoice, type InvoiceEvent, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { creditEvents } from '../domain/billing/settlement.ts';
import { documentSeries } from '../domain/document/numbering.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { accountChange, creditChanges, loadAccountOf } from './billing-account.ts';
import { invoiceEvents } from './billing-plan.ts';
import { readDocumentBasis } from './document-basis.ts';
import { loadReferenced } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

export interface CreditNoteWish {
  readonly invoiceId: string;
  readonly lineId: string;
  /** Signed: negative takes back. */
  readonly amount: Money;
  readonly reason: string;
}

/**
 * Staff corrects a line of an invoice. The credit note is a document of its own; what it gives back settles its invoice
 * first, then older ones, and the rest is credit.
 */
export function createCreditNote(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { invoiceId, lineId, amount, reason }: CreditNoteWish,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return withRetry(context, async () => {
    const invoice = await loadReferenced(store, invoiceAggregate, invoiceId, '/invoiceId');
    if (!invoice.ok) return invoice;
    const about = invoice.value.state;
    if (about.currency !== amount.currency) {
      return refuse(
        'credit-note.wrong-currency',
        `The invoice is in ${about.currency}; adjust it in that currency.`,
        '/amount/currency',
      );
    }
    const { loaded, subscriber } = await loadAccountOf(store, about.subscriberId);
    const adjusted = adjustLine(loaded.account, about, lineId, amount.minor, () => ids.next('lin'));
    if (!adjusted.ok) return adjusted;
    const on = localDay(context.now, subscriber.state.details.timeZone);
    const { operator, basis } = await readDocumentBasis(store, subscriber);
    const series = documentSeries(operator, 'credit-note', on);
    const creditNoteId = ids.next('inv');
    const number = (await store.currentInSeries(series.name)) + 1;
    const issued = issueInvoice(
      loaded.account,
      {
        number: series.write(number),
        numbered: { series: series.name, number },
        document: 'credit-note',
        subscriberId: about.subscriberId,
        currency: about.currency,
        issuedOn: on,
        dueOn: on,
        lines: [...adjusted.value.lines],
        aboutInvoiceId: invoiceId,
        reason,
        basis,
      },
      creditNoteId,
      { settleFirst: invoiceId },
    );
    const data = issued.invoice?.data;
    if (data === undefined) throw new Error('a credit note without a document');
    const note = change(invoiceAggregate, creditNoteId, undefined, invoiceEvents(data, on), context.now, {
      series: { name: series.name, number },
    });
    const own = issued.settled.find((allocation) => allocation.invoiceId === invoiceId);
    const onInvoice: InvoiceEvent[] = [
      { type: 'invoice.adjusted', data: { creditNoteId, lineId, minor: amount.minor } },
      ...(own === undefined ? [] : creditEvents(about, own.minor, on)),
    ];
    const answer = storedBy(note, context);
    const committed = await store.commit(
      [
        note,
        change(invoiceAggregate, invoiceId, invoice.value, onInvoice, context.now),
        accountChange(loaded, [...adjusted.value.accountEvents, ...issued.accountEvents], context),
        ...(await creditChanges(
          store,
          issued.settled.filter((allocation) => allocation !== own),
          on,
          context,
        )),
      ],
      context,
      answer,
    );
    return committed.ok ? done(answer) : committed;
  });
}
