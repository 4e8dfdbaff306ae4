import { issueInvoice } from '../domain/billing/bill.ts';
import { profileOn, readBillingTerms } from '../domain/billing/billing-terms.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { draftInvoiceAggregate, draftLines, issueDraft } from '../domain/billing/draft-invoice.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { type Supply, taxesFor } from '../domain/billing/tax-rules.ts';
import { documentSeries } from '../domain/document/numbering.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { invoiceEvents } from './bill-subscriber.ts';
import { accountChange, creditChanges, loadAccountOf } from './billing-account.ts';
import { readDocumentBasis } from './document-basis.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { loadTaxation } from './tax-rules.ts';
import { storedBy } from './write-one.ts';

/**
 * Issues what staff put together: the draft, the invoice with its number and taxes, and the account change together, once.
 * Asked again, the invoice that it became is answered.
 */
export function issueDraftInvoice(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  draftId: string,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return withRetry(context, async () => {
    const draft = await loadKnown(store, draftInvoiceAggregate, draftId);
    if (!draft.ok) return draft;
    const { state } = draft.value;
    if (state.invoiceId !== undefined) return loadKnown(store, invoiceAggregate, state.invoiceId);
    const stale = refuseStale(context, draft.value);
    if (stale !== undefined) return stale;
    const invoiceId = ids.next('inv');
    const decided = issueDraft(state, invoiceId);
    if (!decided.ok) return decided;

    const { loaded, subscriber } = await loadAccountOf(store, state.subscriberId);
    const on = localDay(context.now, subscriber.state.details.timeZone);
    const { profiles, buyer } = readBillingTerms(await store.history('subscriber', state.subscriberId));
    const { taxes, paymentTermsDays } = profileOn(profiles, dayNumber(on));
    const taxation = await loadTaxation(store, buyer);
    const { addresses } = subscriber.state.details;
    const supply: Supply = { kind: 'other', place: addresses.service ?? addresses.billing, on };
    const due = taxesFor(taxes, taxation, supply);
    const lines = draftLines(state, due, () => ids.next('lin'), taxation?.rules?.rounding);
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
        document: 'invoice',
        subscriberId: state.subscriberId,
        currency: state.currency,
        issuedOn: on,
        dueOn:
          state.dueOn !== undefined && state.dueOn > on
            ? state.dueOn
            : dayOf(dayNumber(on) + paymentTermsDays),
        lines: [...lines],
        ...(state.note === undefined ? {} : { reason: state.note }),
        basis,
      },
      invoiceId,
    );
    const data = issued.invoice?.data;
    if (data === undefined) throw new Error('a draft without a document');
    const invoice = change(invoiceAggregate, invoiceId, undefined, invoiceEvents(data, on), context.now, {
      series: { name: series.name, number },
    });
    const answer = storedBy(invoice, context);
    const committed = await store.commit(
      [
        invoice,
        change(draftInvoiceAggregate, draftId, draft.value, decided.value, context.now),
        accountChange(loaded, issued.accountEvents, context),
        ...(await creditChanges(store, issued.settled, on, context)),
      ],
      context,
      answer,
    );
    return committed.ok ? done(answer) : committed;
  });
}
