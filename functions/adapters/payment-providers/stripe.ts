import Stripe from 'stripe';
import * as z from 'zod';
import type { Money } from '../../contracts/scalars.ts';
import { exponentOf } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { PaymentNotice, PaymentProvider } from '../../ports/payment-provider.ts';

/** Stripe's own default: how old a signed message may be. https://docs.stripe.com/webhooks/signature */
const toleranceSeconds = 300;

const text = z.string().min(1).max(500);
const minor = z.int().min(0);
const reference = z.object({
  metadata: z
    .object({ invoiceId: text.optional().catch(undefined), subscriberId: text.optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});
const currency = z.string().regex(/^[a-zA-Z]{3}$/);
const idOf = z.union([text, z.object({ id: text }).transform(({ id }) => id)]);

const envelope = z.object({
  id: text,
  type: z.string(),
  created: z.number(),
  data: z.object({ object: z.unknown() }),
});

const paymentIntent = reference.extend({
  id: text,
  amount: minor,
  amount_received: minor.optional(),
  currency,
  last_payment_error: z.object({ message: z.string().optional(), code: z.string().optional() }).nullish(),
});

const checkoutSession = reference.extend({
  id: text,
  amount_total: minor.nullish(),
  currency: currency.nullish(),
  payment_status: z.string().optional(),
  payment_intent: idOf.nullish(),
  client_reference_id: z.string().max(200).nullish(),
});

const charge = reference.extend({
  id: text,
  amount_refunded: minor,
  currency,
  payment_intent: idOf.nullish(),
});

/**
 * Stripe counts most currencies in their ISO minor unit; what it knows to have no decimals although ISO gives them two
 * is named here (https://docs.stripe.com/currencies#zero-decimal). Amounts in currencies of three decimals come as such.
 */
const wholeAtStripe = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
/** Charged in whole units although the API writes two decimals. */
const hundredfoldAtStripe = new Set(['ISK', 'UGX']);

function moneyOf(amount: number, code: string): Money {
  const upper = code.toUpperCase();
  const ours = exponentOf(upper);
  const theirs = wholeAtStripe.has(upper) ? 0 : hundredfoldAtStripe.has(upper) ? 2 : ours;
  return { minor: Math.round(amount * 10 ** (ours - theirs)), currency: upper };
}

function referenceOf(
  object: z.infer<typeof reference>,
  clientReference?: string | null,
): PaymentNotice['reference'] {
  const { invoiceId, subscriberId } = object.metadata ?? {};
  const named = clientReference ?? undefined;
  const invoice = invoiceId ?? (named?.startsWith('inv_') ? named : undefined);
  const subscriber = subscriberId ?? (named?.startsWith('inv_') ? undefined : named);
  return {
    ...(invoice === undefined ? {} : { invoiceId: invoice }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber }),
  };
}

type Told = Omit<PaymentNotice, 'noticeId' | 'occurredAt'>;

const ignored: Told = {
  kind: 'ignored',
  providerPaymentId: '',
  money: { minor: 0, currency: 'USD' },
  reference: {},
};

/** What each kind of event means for us; every other kind is taken and ignored. */
const readers: Readonly<Record<string, (object: unknown) => Told>> = {
  'payment_intent.succeeded': (object) => {
    const intent = paymentIntent.parse(object);
    return {
      kind: 'succeeded',
      providerPaymentId: intent.id,
      money: moneyOf(intent.amount_received ?? intent.amount, intent.currency),
      reference: referenceOf(intent),
    };
  },
  'payment_intent.payment_failed': (object) => {
    const intent = paymentIntent.parse(object);
    const { message, code } = intent.last_payment_error ?? {};
    return {
      kind: 'failed',
      providerPaymentId: intent.id,
      money: moneyOf(intent.amount, intent.currency),
      reference: referenceOf(intent),
      failure: message ?? code ?? 'Stripe gave no reason.',
    };
  },
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'charge.refunded': (object) => {
    const refunded = charge.parse(object);
    return {
      kind: 'refunded',
      providerPaymentId: refunded.payment_intent ?? refunded.id,
      // The sum of all refunds of the charge so far.
      money: moneyOf(refunded.amount_refunded, refunded.currency),
      reference: referenceOf(refunded),
    };
  },
};

/** A session tells of the payment that its intent tells of too: both count once, by the intent's id. */
function readSession(object: unknown): Told {
  const session = checkoutSession.parse(object);
  if (session.payment_status !== 'paid' || session.amount_total == null || session.currency == null) {
    return ignored;
  }
  return {
    kind: 'succeeded',
    providerPaymentId: session.payment_intent ?? session.id,
    money: moneyOf(session.amount_total, session.currency),
    reference: referenceOf(session, session.client_reference_id),
  };
}

function verified(
  raw: Uint8Array,
  signature: string | undefined,
  secret: string,
  now: string,
): Result<unknown> {
  const invalid = refuse('webhook.signature-invalid', 'The Stripe-Signature does not hold for this body.');
  if (signature === undefined) return invalid;
  const receivedAt = Date.parse(now);
  try {
    const event: unknown = Stripe.webhooks.constructEvent(
      Buffer.from(raw),
      signature,
      secret,
      toleranceSeconds,
      undefined,
      receivedAt,
    );
    // Stripe's library takes signatures from the future; a clock that far ahead is no clock to trust.
    const signedAt = Number(/(?:^|,)\s*t=(\d+)/.exec(signature)?.[1] ?? 0);
    return signedAt - receivedAt / 1000 > toleranceSeconds ? expired() : done(event);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      return /tolerance/i.test(error.message) ? expired() : invalid;
    }
    if (error instanceof SyntaxError) return malformed();
    throw error;
  }
}

function expired() {
  return refuse(
    'webhook.signature-expired',
    `The message was not signed within ${toleranceSeconds} seconds of now.`,
  );
}

function malformed() {
  return refuse('webhook.malformed', 'The signed body is not an event of Stripe that can be read.');
}

/** Stripe. The secret is that of the webhook endpoint (`whsec_…`). */
export function paymentProvider(secret: string): PaymentProvider {
  return {
    name: 'stripe',
    async read(raw, headers, now) {
      const checked = verified(raw, headers['stripe-signature'], secret, now);
      if (!checked.ok) return checked;
      const event = envelope.safeParse(checked.value);
      if (!event.success) return malformed();
      const { id, type, created, data } = event.data;
      const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
      try {
        const told = read === undefined ? ignored : read(data.object);
        return done({ ...told, noticeId: id, occurredAt: new Date(created * 1000).toISOString() });
      } catch (error) {
        if (error instanceof z.ZodError || error instanceof RangeError) return malformed();
        throw error;
      }
    },
  };
}
