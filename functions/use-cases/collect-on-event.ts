import type { EventEnvelope } from '../contracts/event.ts';
import type { CollectionAttempted } from '../contracts/events/collection-attempted.ts';
import type { PaymentMethodsAutopaySet } from '../contracts/events/payment-methods-autopay-set.ts';
import type { PaymentMethodsRemoved } from '../contracts/events/payment-methods-removed.ts';
import type { PaymentRefunded } from '../contracts/events/payment-refunded.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import {
  collectionAggregate,
  collectionIdOf,
  failLate,
  lastAttempt,
  scheduleCollection,
  stopCollection,
} from '../domain/payment/collection.ts';
import { paymentMethodsAggregate } from '../domain/payment/methods.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { chargeMethod, settleCharge } from './charge-method.ts';
import { type CollectionGround, collectInvoice } from './collect-invoice.ts';
import { confirmPayment } from './confirm-payment.ts';
import { continueRefund } from './continue-refund.ts';
import { paymentProviderNamed } from './payment-providers.ts';

type CollectPorts = Pick<Ports, 'store' | 'ids' | 'paymentProviders'>;
type Heard = Pick<EventEnvelope, 'type' | 'aggregateId' | 'data'>;

/**
 * Does what an event means for charges of saved methods: has invoices charged and stops where they are settled, asks
 * providers for what was decided and of what they announced, and hears how it ended.
 */
export async function collectOnEvent(ports: CollectPorts, event: Heard, context: Context): Promise<void> {
  const { store } = ports;
  const { type, aggregateId: id, data } = event;
  switch (type) {
    case 'invoice.issued':
      return collectInvoice(ports, id, context, scheduled);
    case 'invoice.paid':
    case 'invoice.voided':
    case 'invoice.written-off':
      if ((await store.load(collectionAggregate, collectionIdOf(id))) === undefined) return;
      return collectInvoice(ports, id, context);
    case 'collection.attempted':
    case 'collection.asked-again':
      return chargeMethod(ports, id, (data as CollectionAttempted['data']).attempt, context);
    case 'payment.received':
    case 'payment.failed':
      return hear(ports, id, context);
    case 'payment.refunded':
      return hearLate(ports, id, data as PaymentRefunded['data'], context);
    case 'payment.refund-requested':
      return refund(ports, id, context);
    case 'payment.announced':
    case 'payment.asked-again':
      return confirm(ports, id, context);
    case 'payment-methods.removed':
      return forget(ports, data as PaymentMethodsRemoved['data']);
    case 'payment-methods.autopay-set':
      return followAutopay(ports, data as PaymentMethodsAutopaySet['data'], context);
    case 'payment-methods.saved':
    case 'payment-methods.default-set':
      return tryAnew(ports, id, context);
    default:
      throw new Error(`${type} means nothing for charges of saved methods`);
  }
}

/** What an event's meaning for charges will read, as far as the event says. */
export function foreseeCollection(
  { type, aggregateType, aggregateId: id }: Pick<EventEnvelope, 'type' | 'aggregateType' | 'aggregateId'>,
  store: Store,
): readonly Promise<unknown>[] {
  if (aggregateType === 'payment') return [store.load(paymentAggregate, id)];
  if (aggregateType === 'collection') return [store.load(collectionAggregate, id)];
  if (!type.startsWith('invoice.')) return [];
  return [store.load(collectionAggregate, collectionIdOf(id))];
}

function scheduled(ground: CollectionGround) {
  const { collection, invoice, methods, rule, today } = ground;
  const isAsked = methods?.autopay === true && invoice.state.document === 'invoice';
  return isAsked ? scheduleCollection(collection?.state, invoice.state, invoice.id, rule, today) : [];
}

/** With a new method what the old one failed at is charged today. */
function scheduledToday({ collection, invoice, methods, rule, today }: CollectionGround) {
  const state = collection?.state;
  if (methods?.autopay !== true || state === undefined || state.attempts.length === 0) return [];
  const again = state.state === 'scheduled' ? stopCollection(state, 'declined') : [];
  const stopped = again.reduce((now, event) => collectionAggregate.evolve(now, event, ''), state);
  return [
    ...again,
    ...scheduleCollection(stopped, invoice.state, invoice.id, { ...rule, chargeOn: 'issue' }, today),
  ];
}

async function openInvoicesOf({ store }: CollectPorts, subscriberId: string): Promise<readonly string[]> {
  const account = await store.load(billingAccountAggregate, accountIdOf(subscriberId));
  return (account?.state.openInvoices ?? []).map(({ invoiceId }) => invoiceId);
}

async function followAutopay(
  ports: CollectPorts,
  { subscriberId, enabled, includeOpen }: PaymentMethodsAutopaySet['data'],
  context: Context,
): Promise<void> {
  if (enabled && !includeOpen) return;
  for (const invoiceId of await openInvoicesOf(ports, subscriberId)) {
    if (enabled) await collectInvoice(ports, invoiceId, context, scheduled);
    else if ((await ports.store.load(collectionAggregate, collectionIdOf(invoiceId))) !== undefined) {
      await collectInvoice(ports, invoiceId, context, ({ collection, methods }) =>
        methods?.autopay === true || collection === undefined
          ? []
          : stopCollection(collection.state, 'autopay-off'),
      );
    }
  }
}

async function tryAnew(ports: CollectPorts, methodsId: string, context: Context): Promise<void> {
  const methods = await ports.store.load(paymentMethodsAggregate, methodsId);
  if (methods?.state.autopay !== true) return;
  for (const invoiceId of await openInvoicesOf(ports, methods.state.subscriberId)) {
    await collectInvoice(ports, invoiceId, context, scheduledToday);
  }
}

/** A payment that is the one of a charge under way says how that ended. */
async function hear(ports: CollectPorts, paymentId: string, context: Context): Promise<void> {
  const payment = (await ports.store.load(paymentAggregate, paymentId))?.state;
  const { invoiceId } = payment?.reference ?? {};
  if (payment?.providerPaymentId === undefined || invoiceId === undefined) return;
  const id = collectionIdOf(invoiceId);
  const collection = (await ports.store.load(collectionAggregate, id))?.state;
  const last = collection === undefined ? undefined : lastAttempt(collection);
  if (last?.provider !== payment.provider || last.providerPaymentId !== payment.providerPaymentId) return;
  const { providerPaymentId } = payment;
  await settleCharge(
    ports,
    id,
    payment.state === 'failed'
      ? {
          outcome: 'declined',
          reason: payment.failure ?? 'The provider gave no reason.',
          isFinal: false,
          providerPaymentId,
        }
      : { outcome: 'succeeded', providerPaymentId },
    context,
  );
}

/** A debit that failed after it had been confirmed is tried again like any that failed. */
async function hearLate(
  ports: CollectPorts,
  paymentId: string,
  { lateFailure: reason }: PaymentRefunded['data'],
  context: Context,
): Promise<void> {
  if (reason === undefined) return;
  const payment = (await ports.store.load(paymentAggregate, paymentId))?.state;
  const { invoiceId } = payment?.reference ?? {};
  const { providerPaymentId } = payment ?? {};
  if (providerPaymentId === undefined || invoiceId === undefined) return;
  if ((await ports.store.load(collectionAggregate, collectionIdOf(invoiceId))) === undefined) return;
  await collectInvoice(ports, invoiceId, context, ({ collection, rule, today }) =>
    collection === undefined ? [] : failLate(collection.state, { providerPaymentId, reason }, rule, today),
  );
}

async function refund(ports: CollectPorts, paymentId: string, context: Context): Promise<void> {
  const told = await continueRefund(ports, paymentId, context);
  // The provider's no stands with the payment.
  if (!told.ok && told.refusal.code !== 'payment-provider.refused') throw new Error(told.refusal.message);
}

async function confirm(ports: CollectPorts, paymentId: string, context: Context): Promise<void> {
  const asked = await confirmPayment(ports, paymentId, context);
  if (!asked.ok) throw new Error(asked.refusal.message);
}

async function forget(ports: CollectPorts, { method, by }: PaymentMethodsRemoved['data']): Promise<void> {
  if (by === 'provider') return;
  const provider = await paymentProviderNamed(ports, method.provider);
  const told = await provider?.forget?.(method);
  if (told !== undefined && !told.ok) throw new Error(told.refusal.message);
}
