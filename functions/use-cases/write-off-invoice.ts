import type { Money } from '../contracts/scalars.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { reinstate, writeOff } from '../domain/billing/write-off.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { accountChange, loadAccountOf } from './billing-account.ts';
import { changeOne } from './write-one.ts';

export interface WriteOffRequest {
  readonly amount?: Money | undefined;
  readonly reason: string;
}

/** Staff expects what is due on an invoice, or a part of it, no more. */
export function writeOffInvoice(
  ports: Pick<Ports, 'store'>,
  invoiceId: string,
  wish: WriteOffRequest,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return decideOn(writeOff, ports, invoiceId, wish, context);
}

/** Staff expects what had been written off, or a part of it, after all. */
export function reinstateInvoice(
  ports: Pick<Ports, 'store'>,
  invoiceId: string,
  wish: WriteOffRequest,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return decideOn(reinstate, ports, invoiceId, wish, context);
}

function decideOn(
  decide: typeof writeOff | typeof reinstate,
  { store }: Pick<Ports, 'store'>,
  invoiceId: string,
  { amount, reason }: WriteOffRequest,
  context: Context,
): Promise<Result<Stored<Invoice>>> {
  return changeOne(store, invoiceAggregate, invoiceId, context, async ({ state }) => {
    if (amount !== undefined && amount.currency !== state.currency) {
      return refuse(
        'write-off.wrong-currency',
        `The invoice is in ${state.currency}; name the amount in that currency.`,
        '/amount/currency',
      );
    }
    const { loaded, subscriber } = await loadAccountOf(store, state.subscriberId);
    const on = localDay(context.now, subscriber.state.details.timeZone);
    const decided = decide(invoiceId, state, { minor: amount?.minor, reason }, on);
    if (!decided.ok) return decided;
    const { invoiceEvents, accountEvents } = decided.value;
    return done({ events: invoiceEvents, others: [accountChange(loaded, accountEvents, context)] });
  });
}
