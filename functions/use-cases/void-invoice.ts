import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { settle } from '../domain/billing/settlement.ts';
import { voidInvoice as decide } from '../domain/billing/void-invoice.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { accountChange, creditChanges, loadAccountOf } from './billing-account.ts';
import { changeOne } from './write-one.ts';

/** Staff voids an invoice that should not have been issued: the next run charges its days again. */
export function voidInvoice(
  { store }: Pick<Ports, 'store'>,
  invoiceId: string,
  { reason }: { readonly reason: string },
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return changeOne(store, invoiceAggregate, invoiceId, context, async ({ state }) => {
    const { loaded, subscriber } = await loadAccountOf(store, state.subscriberId);
    const on = localDay(context.now, subscriber.state.details.timeZone);
    const voided = decide(loaded.account, invoiceId, state, on);
    if (!voided.ok) return voided;
    const after = accountChange(loaded, [voided.value], context).state;
    const { allocations } = settle(after.credit, after.openInvoices);
    const applied = allocations.map((data) => ({ type: 'billing-account.credit-applied', data }) as const);
    return done({
      events: [{ type: 'invoice.voided', data: { voidedOn: on, reason } }],
      others: [
        accountChange(loaded, [voided.value, ...applied], context),
        ...(await creditChanges(store, allocations, on, context)),
      ],
    });
  });
}
