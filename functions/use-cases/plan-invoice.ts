import type { DraftContent } from '../contracts/draft-invoice.ts';
import { issueInvoice } from '../domain/billing/bill.ts';
import { profileOn, readBillingTerms } from '../domain/billing/billing-terms.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { draftLines, taxedLines } from '../domain/billing/draft-invoice.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { type Supply, taxesFor } from '../domain/billing/tax-rules.ts';
import { documentSeries } from '../domain/document/numbering.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change } from '../ports/store.ts';
import { accountChange, creditChanges, loadAccountOf } from './billing-account.ts';
import { type BillingPorts, invoiceEvents } from './billing-plan.ts';
import { readDocumentBasis } from './document-basis.ts';
import { askQuote } from './quote-taxes.ts';
import { loadTaxation } from './tax-rules.ts';

export interface PlannedInvoice {
  readonly invoice: Change & { readonly state: Invoice };
  /** Of the account, and of what open credit settled at once. */
  readonly others: readonly Change[];
}

/**
 * An invoice for what no service follows from, with its number and taxes, ready to commit with what asked for it. Refuses
 * with `draft-invoice.empty` when every line is zero, and when its taxes cannot be had.
 */
export async function planInvoice(
  ports: BillingPorts,
  content: DraftContent,
  invoiceId: string,
  context: Context,
): Promise<Result<PlannedInvoice>> {
  const { store, ids } = ports;
  const { subscriberId, currency, note, dueOn } = content;
  const { loaded, subscriber } = await loadAccountOf(store, subscriberId);
  const on = localDay(context.now, subscriber.state.details.timeZone);
  const { profiles, buyer } = readBillingTerms(await store.history('subscriber', subscriberId));
  const { taxes, paymentTermsDays } = profileOn(profiles, dayNumber(on));
  const taxation = await loadTaxation(store, buyer);
  const { addresses } = subscriber.state.details;
  const supply: Supply = { kind: 'other', place: addresses.service ?? addresses.billing, on };
  const untaxed = taxedLines(content, supply);
  const asked =
    taxation?.isQuoted && taxes.length === 0 && untaxed.length > 0
      ? await askQuote(ports, untaxed, taxation, { subscriberId, currency, on })
      : done({ taxes: taxesFor(taxes, taxation, supply), quoteId: undefined });
  if (!asked.ok) return asked;
  const { taxes: due, quoteId } = asked.value;
  const lines = draftLines(content, due, () => ids.next('lin'), taxation?.rules?.rounding);
  if (lines.length === 0) {
    return refuse('draft-invoice.empty', 'Every line is zero; charge something or discard it.', '/lines');
  }
  const { operator, basis } = await readDocumentBasis(store, subscriber);
  const series = documentSeries(operator, 'invoice', on);
  const number = (await store.currentInSeries(series.name)) + 1;
  const issued = issueInvoice(
    loaded.account,
    {
      number: series.write(number),
      numbered: { series: series.name, number },
      document: 'invoice',
      subscriberId,
      currency,
      issuedOn: on,
      dueOn: dueOn !== undefined && dueOn > on ? dueOn : dayOf(dayNumber(on) + paymentTermsDays),
      lines: [...lines],
      ...(note === undefined ? {} : { reason: note }),
      ...(quoteId === undefined ? {} : { taxQuoteId: quoteId }),
      basis,
    },
    invoiceId,
  );
  const data = issued.invoice?.data;
  if (data === undefined) throw new Error('an invoice by hand without a document');
  return done({
    invoice: change(invoiceAggregate, invoiceId, undefined, invoiceEvents(data, on), context.now, {
      series: { name: series.name, number },
    }),
    others: [
      accountChange(loaded, issued.accountEvents, context),
      ...(await creditChanges(store, issued.settled, on, context)),
    ],
  });
}
