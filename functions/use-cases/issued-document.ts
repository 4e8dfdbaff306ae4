import type { AggregateType } from '../contracts/event.ts';
import { type Aggregate, type DomainEvent, fold } from '../domain/aggregate.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import type { IssuedDocument } from '../domain/document/invoice-document.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';
import { readOperator } from './change-operator.ts';

/** An invoice with both parties as they stood when it was issued. One of before they were remembered has them as they are. */
export async function readIssuedDocument(
  store: Store,
  { id, state: invoice }: Stored<Invoice>,
): Promise<IssuedDocument> {
  const { basis, subscriberId, aboutInvoiceId } = invoice;
  const [operator, subscriber, about] = await Promise.all([
    basis === undefined
      ? readOperator({ store }).then(({ state }) => state)
      : asOf(store, operatorAggregate, operatorId, basis.operator).then((state) => state ?? unnamedOperator),
    asOf(store, subscriberAggregate, subscriberId, basis?.subscriber),
    aboutInvoiceId === undefined ? undefined : store.load(invoiceAggregate, aboutInvoiceId),
  ]);
  if (subscriber === undefined) throw new Error(`the subscriber ${subscriberId} of an invoice is gone`);
  return {
    invoiceId: id,
    invoice,
    operator,
    subscriber,
    ...(about === undefined ? {} : { aboutNumber: about.state.number }),
  };
}

/** The aggregate as its first `version` events left it; as it is now if none is named. */
async function asOf<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E> & { readonly type: AggregateType },
  id: string,
  version: number | undefined,
): Promise<S | undefined> {
  if (version === undefined) return (await store.load(aggregate, id))?.state;
  const history = await store.history(aggregate.type, id);
  return history
    .slice(0, version)
    .reduce<S | undefined>(
      (state, { type, data, at }) => fold(aggregate, state, [{ type, data } as unknown as E], at),
      undefined,
    );
}
