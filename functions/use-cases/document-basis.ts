import type { InvoiceIssued } from '../contracts/events/invoice-issued.ts';
import type { OperatorSettings } from '../contracts/operator.ts';
import type { Subscriber } from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';
import { readOperator } from './change-operator.ts';

/** The two parties of a document as they are now, and the versions that the document remembers of them. */
export interface DocumentBasis {
  readonly operator: OperatorSettings;
  readonly subscriber: Subscriber;
  readonly basis: NonNullable<InvoiceIssued['data']['basis']>;
}

export async function readDocumentBasis(
  store: Store,
  subscriber: Stored<Subscriber>,
): Promise<DocumentBasis> {
  const operator = await readOperator({ store });
  return {
    operator: operator.state,
    subscriber: subscriber.state,
    basis: { operator: operator.version, subscriber: subscriber.version },
  };
}
