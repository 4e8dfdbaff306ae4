import { draftInvoiceAggregate, issueDraft } from '../domain/billing/draft-invoice.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Stored } from '../ports/store.ts';
import type { BillingPorts } from './billing-plan.ts';
import { loadKnown, refuseStale } from './load.ts';
import { planInvoice } from './plan-invoice.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/**
 * Issues what staff put together: the draft, the invoice with its number and taxes, and the account change together, once.
 * Asked again, the invoice that it became is answered.
 */
export function issueDraftInvoice(
  ports: BillingPorts,
  draftId: string,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  const { store, ids } = ports;
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
    const planned = await planInvoice(ports, state, invoiceId, context);
    if (!planned.ok) return planned;
    const { invoice, others } = planned.value;
    const answer = storedBy(invoice, context);
    const committed = await store.commit(
      [invoice, change(draftInvoiceAggregate, draftId, draft.value, decided.value, context.now), ...others],
      context,
      answer,
    );
    return committed.ok ? done(answer) : committed;
  });
}
