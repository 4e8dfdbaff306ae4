import {
  type AutopayPolicy,
  autopayPolicyAggregate,
  autopayPolicyId,
} from '../domain/payment/autopay-policy.ts';
import { type Collection, collectionAggregate, collectionIdOf } from '../domain/payment/collection.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** The autopay policy; none before the first was set, and then the usual days hold. */
export async function readAutopayPolicy({
  store,
}: Pick<Ports, 'store'>): Promise<Result<Stored<AutopayPolicy> | undefined>> {
  return done(await store.load(autopayPolicyAggregate, autopayPolicyId));
}

/** How an invoice is charged to a saved method. */
export async function readCollection(
  { store }: Pick<Ports, 'store'>,
  invoiceId: string,
): Promise<Result<Stored<Collection>>> {
  const stored = await store.load(collectionAggregate, collectionIdOf(invoiceId));
  return stored === undefined
    ? refuse('collection.unknown', `The invoice ${invoiceId} is not charged to a saved payment method.`)
    : done(stored);
}
