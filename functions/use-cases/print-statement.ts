import type { Day } from '../contracts/scalars.ts';
import { accountIdOf } from '../domain/billing/account.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { statementOf } from '../domain/billing/statement.ts';
import { statementDocument } from '../domain/document/statement-document.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadAccount } from './billing-account.ts';
import { readDocumentBasis } from './document-basis.ts';
import { loadKnown } from './load.ts';
import type { HandedOut } from './print-invoice.ts';

/** A subscriber's statement of account as PDF, up to today or the day that is asked for. */
export async function printStatement(
  { store, printing }: Pick<Ports, 'store' | 'printing'>,
  subscriberId: string,
  days: { readonly from?: Day | undefined; readonly to?: Day | undefined },
  context: Context,
): Promise<Result<HandedOut>> {
  const loaded = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!loaded.ok) return loaded;
  const { timeZone } = loaded.value.state.details;
  const [{ operator, subscriber }, { account }, history] = await Promise.all([
    readDocumentBasis(store, loaded.value),
    loadAccount(store, subscriberId, loaded.value.state),
    store.history('billing-account', accountIdOf(subscriberId)),
  ]);
  const to = days.to ?? localDay(context.now, timeZone);
  const document = statementDocument({
    movements: statementOf(history, (at) => localDay(at, timeZone)),
    currency: account.currency,
    from: days.from,
    to,
    operator,
    subscriber,
    at: context.now,
  });
  const bytes = new Uint8Array(await printing.print(document));
  return done({ name: `statement-${subscriber.number}-${to}.pdf`, bytes });
}
