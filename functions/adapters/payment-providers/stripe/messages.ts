import * as z from 'zod';
import type { MethodNotice, PaymentNotice, ProviderNotice } from '../../../ports/payment-provider.ts';
import {
  currencyText as currency,
  minorUnits as minor,
  referenceMetadata,
  messageText as text,
  unixSeconds,
} from '../../payment-messages/message.ts';
import { moneyOf } from './amounts.ts';
import { describe, idOf, paymentMethod } from './methods.ts';

const reference = z.object({ metadata: referenceMetadata });

const envelope = z.object({
  id: text,
  type: z.string(),
  created: unixSeconds,
  data: z.object({ object: z.unknown() }),
});

const paymentIntent = reference.extend({
  id: text,
  amount: minor,
  amount_received: minor.optional(),
  currency,
  last_payment_error: z.object({ message: z.string().optional(), code: z.string().optional() }).nullish(),
  customer: idOf.nullish(),
  payment_method: idOf.nullish(),
  setup_future_usage: z.string().nullish(),
});

const setupIntent = reference.extend({ id: text, payment_method: idOf, customer: idOf.nullish() });

const checkoutSession = reference.extend({
  id: text,
  amount_total: minor.nullish(),
  currency: currency.nullish(),
  payment_status: z.string().optional(),
  payment_intent: idOf.nullish(),
  client_reference_id: z.string().max(200).nullish(),
});

export const charge = reference.extend({
  id: text,
  amount_refunded: minor,
  currency,
  payment_intent: idOf.nullish(),
});

const refundTold = reference.extend({
  id: text,
  amount: minor,
  currency,
  status: z.string().nullish(),
  failure_reason: z.string().max(200).nullish(),
  payment_intent: idOf.nullish(),
  charge: idOf.nullish(),
});

const dispute = z.object({
  id: text,
  payment_intent: idOf.nullish(),
  charge: idOf,
  amount: minor,
  currency,
  reason: z.string().max(200),
  status: z.string(),
});

/** What the session was made for: its metadata, or the one id that a payment link carries. */
function referenceOf(
  { metadata }: z.infer<typeof reference>,
  clientReference?: string | null,
): PaymentNotice['reference'] {
  const named = clientReference ?? undefined;
  if (named === undefined) return metadata;
  return named.startsWith('inv_') ? { invoiceId: named, ...metadata } : { subscriberId: named, ...metadata };
}

type ToldOfPayment = Omit<PaymentNotice, 'noticeId' | 'occurredAt'>;
type ToldOfMethod = Omit<MethodNotice, 'noticeId'>;
type Told = ToldOfPayment | ToldOfMethod;

/** What each kind of event means for us; every other kind is about something else. */
const readers: Readonly<Record<string, (object: unknown) => readonly Told[]>> = {
  'payment_intent.succeeded': (object) => {
    const intent = paymentIntent.parse(object);
    const { payment_method: token, setup_future_usage: usage } = intent;
    return [
      {
        kind: 'succeeded',
        providerPaymentId: intent.id,
        money: moneyOf(intent.amount_received ?? intent.amount, intent.currency),
        reference: referenceOf(intent),
      },
      ...(usage === 'off_session' && token != null ? [savedBy(token, intent.customer, intent)] : []),
    ];
  },
  'payment_intent.payment_failed': (object) => {
    const intent = paymentIntent.parse(object);
    const { message, code } = intent.last_payment_error ?? {};
    return [
      {
        kind: 'failed',
        providerPaymentId: intent.id,
        money: moneyOf(intent.amount, intent.currency),
        reference: referenceOf(intent),
        failure: message ?? code ?? 'Stripe gave no reason.',
      },
    ];
  },
  'setup_intent.succeeded': (object) => {
    const intent = setupIntent.parse(object);
    return [savedBy(intent.payment_method, intent.customer, intent)];
  },
  'payment_method.updated': (object) => [readMethod('method-changed', object)],
  'payment_method.automatically_updated': (object) => [readMethod('method-changed', object)],
  'payment_method.detached': (object) => [readMethod('method-gone', object)],
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'charge.dispute.created': readDispute,
  'charge.dispute.closed': readDispute,
  'charge.refunded': (object) => [readRefunded(charge.parse(object))],
  'charge.refund.updated': readFailedRefund,
  'refund.updated': readFailedRefund,
  'refund.failed': readFailedRefund,
};

/** A refund that does not reach the payer comes back to the balance (https://docs.stripe.com/refunds#failed-refunds). */
function readFailedRefund(object: unknown): readonly Told[] {
  const told = refundTold.parse(object);
  const payment = told.payment_intent ?? told.charge;
  if ((told.status !== 'failed' && told.status !== 'canceled') || payment == null) return [];
  return [
    {
      kind: 'refund-failed',
      providerPaymentId: payment,
      refundId: told.id,
      isOfSum: true,
      money: moneyOf(told.amount, told.currency),
      reference: referenceOf(told),
      failure: told.failure_reason ?? `Stripe says that it is ${told.status}.`,
    },
  ];
}

export function readRefunded(refunded: z.infer<typeof charge>): ToldOfPayment {
  return {
    kind: 'refunded',
    providerPaymentId: refunded.payment_intent ?? refunded.id,
    // The sum of all refunds of the charge so far.
    money: moneyOf(refunded.amount_refunded, refunded.currency),
    reference: referenceOf(refunded),
  };
}

/** The event names the method alone; what the payer knows it by is read from the API. */
const unread = 'Stripe';

function savedBy(
  token: string,
  customer: string | null | undefined,
  { metadata }: z.infer<typeof reference>,
): ToldOfMethod {
  return {
    kind: 'method-saved',
    method: { token, ...(customer == null ? {} : { customer }), kind: 'other', label: unread },
    reference: metadata,
  };
}

function readMethod(kind: MethodNotice['kind'], object: unknown): ToldOfMethod {
  return { kind, method: describe(paymentMethod.parse(object)), reference: {} };
}

function readDispute(object: unknown): readonly Told[] {
  const told = dispute.parse(object);
  const { status } = told;
  const state = status === 'won' || status === 'lost' ? status : status === 'warning_closed' ? 'won' : 'open';
  return [
    {
      kind: 'disputed',
      providerPaymentId: told.payment_intent ?? told.charge,
      money: moneyOf(told.amount, told.currency),
      reference: {},
      dispute: { id: told.id, state, reason: told.reason },
    },
  ];
}

/** A session tells of the payment that its intent tells of too: both count once, by the intent's id. */
function readSession(object: unknown): readonly Told[] {
  const session = checkoutSession.parse(object);
  if (session.payment_status !== 'paid' || session.amount_total == null || session.currency == null) {
    return [];
  }
  return [
    {
      kind: 'succeeded',
      providerPaymentId: session.payment_intent ?? session.id,
      money: moneyOf(session.amount_total, session.currency),
      reference: referenceOf(session, session.client_reference_id),
    },
  ];
}

/** What a message of Stripe tells that concerns payments. */
export function read(message: unknown): readonly ProviderNotice[] {
  const { id, type, created, data } = envelope.parse(message);
  const told = Object.hasOwn(readers, type) ? readers[type]?.(data.object) : undefined;
  return (told ?? []).map((one) => ({ ...one, noticeId: id, occurredAt: created }));
}
