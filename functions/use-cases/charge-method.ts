import type { MethodAtProvider } from '../contracts/saved-method.ts';
import {
  type ChargeOutcome,
  type Collection,
  chargeKey,
  collectionAggregate,
  endAttempt,
  lastAttempt,
} from '../domain/payment/collection.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { PaymentNotice } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import { loadCollectionGround } from './collect-invoice.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { takePaymentNotice } from './take-payment-notice.ts';
import { changeOne } from './write-one.ts';

type ChargePorts = Pick<Ports, 'store' | 'ids' | 'paymentProviders'>;

/**
 * Asks the provider for the charge that is under way, under its one key, and counts the money that came. Idempotent: asked
 * again after a crash at any place it comes to the same end. It throws while it is not known whether it was charged, so
 * that it is asked again.
 */
export async function chargeMethod(
  ports: ChargePorts,
  collectionId: string,
  attempt: number,
  context: Context,
): Promise<void> {
  const { store } = ports;
  const stored = await store.load(collectionAggregate, collectionId);
  if (stored === undefined) throw new Error(`there is no collection ${collectionId}`);
  const { state } = stored;
  const last = lastAttempt(state);
  if (state.state !== 'charging' || last === undefined || last.attempt !== attempt) return;
  const provider = await paymentProviderNamed(ports, last.provider);
  if (provider?.charge === undefined) {
    throw new Error(`${last.provider} is not set up to charge any more; set it up, or the charge has no end`);
  }
  const { invoice, subscriber } = await loadCollectionGround(store, state.invoiceId, context);
  const { subscriberId, invoiceId, number } = state;
  const told = await provider.charge(
    {
      key: chargeKey(invoiceId, attempt),
      method: { token: last.token, customer: last.customer } satisfies Partial<MethodAtProvider>,
      money: last.money,
      reference: { subscriberId, invoiceId },
      description: `Invoice ${number}`,
      email: subscriber.state.details.emails[0],
      firstAskedAt: last.at,
    },
    context.now,
  );
  if (!told.ok && told.refusal.code === 'payment-provider.not-answering') {
    throw new Error(`the charge of invoice ${invoice.state.number} is not known: ${told.refusal.message}`);
  }
  const outcome: ChargeOutcome = told.ok
    ? told.value
    : { outcome: 'declined', reason: told.refusal.message, isFinal: false };
  const notice = noticeOf(state, outcome, context);
  if (notice !== undefined) must(await takePaymentNotice(ports, last.provider, notice, context));
  await settleCharge(ports, collectionId, outcome, context);
}

/** Records how the charge that is under way ended. */
export async function settleCharge(
  { store }: Pick<Ports, 'store'>,
  collectionId: string,
  outcome: ChargeOutcome,
  context: Context,
): Promise<void> {
  must(
    await changeOne(store, collectionAggregate, collectionId, context, async ({ state }) => {
      const { rule, today } = await loadCollectionGround(store, state.invoiceId, context);
      return done({ events: endAttempt(state, outcome, rule, today) });
    }),
  );
}

/** The answer says what the provider's message about the same payment will say; whichever comes first counts. */
function noticeOf(collection: Collection, told: ChargeOutcome, { now }: Context): PaymentNotice | undefined {
  const { providerPaymentId } = told;
  const last = lastAttempt(collection);
  if (told.outcome === 'accepted' || providerPaymentId === undefined || last === undefined) return undefined;
  const { invoiceId, subscriberId } = collection;
  return {
    noticeId: chargeKey(invoiceId, last.attempt),
    kind: told.outcome === 'succeeded' ? 'succeeded' : 'failed',
    providerPaymentId,
    money: last.money,
    occurredAt: now,
    reference: { invoiceId, subscriberId },
    ...(told.outcome === 'declined' ? { failure: told.reason } : {}),
  };
}

function must(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`the end of a charge cannot be kept: ${result.refusal.message}`);
}
