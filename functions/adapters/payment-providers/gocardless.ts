import * as z from 'zod';
import { exponentOf } from '../../domain/money.ts';
import type { ChargeOutcome } from '../../domain/payment/collection.ts';
import { done, type Result } from '../../domain/result.ts';
import type {
  ChargeWish,
  HostedPage,
  MethodNotice,
  PaymentNotice,
  ProviderNotice,
  RefundWish,
  SavingPageWish,
} from '../../ports/payment-provider.ts';
import {
  amountIn,
  currencyText,
  instantText,
  malformed,
  messageOf,
  minorUnits,
  moneyIn,
  referenceMetadata,
  messageText as text,
} from '../payment-messages/message.ts';
import { answered, callProvider, type ProviderAnswer } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const event = z.object({
  id: text,
  created_at: instantText,
  resource_type: z.string(),
  action: z.string(),
  links: z.record(z.string(), z.string().max(500)),
  details: z
    .object({
      description: z.string().max(500).nullish(),
      cause: z.string().max(100).nullish(),
      will_attempt_retry: z.boolean().nullish(),
    })
    .nullish(),
});
type Event = z.infer<typeof event>;
const envelope = z.object({ events: z.array(event).max(250) });

const payment = z.object({
  id: text,
  amount: minorUnits,
  amount_refunded: minorUnits.nullish(),
  currency: currencyText,
  metadata: referenceMetadata,
});
const ofPayment = z.object({ payments: payment });
const ofRefund = z.object({
  refunds: z.object({
    id: text,
    amount: minorUnits,
    currency: currencyText,
    links: z.object({ payment: text.nullish() }),
  }),
});
const listed = z.object({ events: z.array(z.object({ id: text })) });
const ofRequest = z.object({
  billing_requests: z.object({
    id: text,
    metadata: referenceMetadata,
    mandate_request: z.object({ links: z.object({ mandate: text.nullish() }).nullish() }).nullish(),
  }),
});
const ofFlow = z.object({
  billing_request_flows: z.object({ authorisation_url: z.url({ protocol: /^https?$/ }).max(4000) }),
});
const ofMandate = z.object({ mandates: z.object({ links: z.object({ customer_bank_account: text }) }) });
const ofAccount = z.object({
  customer_bank_accounts: z.object({
    account_number_ending: z.string().max(10).nullish(),
    bank_name: z.string().max(60).nullish(),
  }),
});
const trouble = z.object({
  error: z.object({
    message: z.string(),
    errors: z
      .array(
        z.object({
          message: z.string().nullish(),
          reason: z.string().nullish(),
          links: z.object({ conflicting_resource_id: z.string().nullish() }).nullish(),
        }),
      )
      .nullish(),
  }),
});

function wordsOf(body: unknown): string | undefined {
  const told = trouble.safeParse(body).data?.error;
  return told?.errors?.[0]?.message ?? told?.message;
}

/** GoCardless's API, opened by an access token. */
interface Api {
  readonly address: string;
  readonly accessToken: string;
}

function call({ address, accessToken }: Api, path: string, json?: object, key?: string) {
  return callProvider({
    provider: 'gocardless',
    method: json === undefined ? 'GET' : 'POST',
    url: `${address}/${path}`,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'gocardless-version': '2015-07-06',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(json === undefined ? {} : { json }),
  });
}

async function get<S extends z.ZodType>(api: Api, path: string, shape: S): Promise<Result<z.infer<S>>> {
  const answer = await call(api, path);
  return answer.ok ? answered('gocardless', answer.value, shape, wordsOf) : answer;
}

/** What a key made before: GoCardless answers 409 and names it (https://developer.gocardless.com/api-reference/#making-requests-idempotency-keys). */
function madeBefore({ status, body }: ProviderAnswer): string | undefined {
  if (status !== 409) return undefined;
  const [first] = trouble.safeParse(body).data?.error.errors ?? [];
  return first?.reason === 'idempotent_creation_conflict'
    ? (first.links?.conflicting_resource_id ?? undefined)
    : undefined;
}

/**
 * A page on which the payer gives a mandate: a billing request, and a flow that leads through it
 * (https://developer.gocardless.com/billing-requests/overview/).
 */
async function openPage(api: Api, wish: SavingPageWish): Promise<Result<HostedPage>> {
  const { sessionId, returnUrl, email, reference } = wish;
  const body = {
    billing_requests: {
      mandate_request: { verify: 'recommended' },
      metadata: { subscriberId: reference.subscriberId },
    },
  };
  const asked = await call(api, 'billing_requests', body, sessionId);
  if (!asked.ok) return asked;
  const before = madeBefore(asked.value);
  const request =
    before === undefined
      ? answered('gocardless', asked.value, ofRequest, wordsOf)
      : await get(api, `billing_requests/${encodeURIComponent(before)}`, ofRequest);
  if (!request.ok) return request;
  const { id } = request.value.billing_requests;
  const flow = await call(api, 'billing_request_flows', {
    billing_request_flows: {
      redirect_uri: returnUrl,
      exit_uri: returnUrl,
      ...(email === undefined ? {} : { prefilled_customer: { email } }),
      links: { billing_request: id },
    },
  });
  if (!flow.ok) return flow;
  const made = answered('gocardless', flow.value, ofFlow, wordsOf);
  return made.ok
    ? done({ url: made.value.billing_request_flows.authorisation_url, providerSessionId: id })
    : made;
}

/** A debit of a mandate (https://developer.gocardless.com/api-reference/#payments-create-a-payment); whether it comes is told days later. */
async function charge(api: Api, wish: ChargeWish): Promise<Result<ChargeOutcome>> {
  const { key, method, money, reference, description } = wish;
  const answer = await call(
    api,
    'payments',
    {
      payments: {
        amount: amountIn(money, exponentOf(money.currency)),
        currency: money.currency,
        description,
        metadata: { ...reference, chargeKey: key },
        links: { mandate: method.token },
      },
    },
    key,
  );
  if (!answer.ok) return answer;
  const before = madeBefore(answer.value);
  if (before !== undefined) return done({ outcome: 'accepted', providerPaymentId: before });
  const made = answered('gocardless', answer.value, ofPayment, wordsOf);
  if (made.ok) return done({ outcome: 'accepted', providerPaymentId: made.value.payments.id });
  const [first] = trouble.safeParse(answer.value.body).data?.error.errors ?? [];
  // A mandate that cannot be charged any more will never be.
  return first?.reason?.startsWith('mandate_') === true
    ? done({ outcome: 'declined', reason: made.refusal.message, isFinal: true })
    : made;
}

/** A refund (https://developer.gocardless.com/api-reference/#refunds-create-a-refund); GoCardless wants the sum of all of them named. */
async function refund(
  api: Api,
  { key, providerPaymentId, money }: RefundWish,
): Promise<Result<readonly PaymentNotice[]>> {
  const paid = await get(api, `payments/${encodeURIComponent(providerPaymentId)}`, ofPayment);
  if (!paid.ok) return paid;
  const amount = amountIn(money, exponentOf(money.currency));
  const answer = await call(
    api,
    'refunds',
    {
      refunds: {
        amount,
        total_amount_confirmation: (paid.value.payments.amount_refunded ?? 0) + amount,
        links: { payment: providerPaymentId },
      },
    },
    key,
  );
  if (!answer.ok) return answer;
  if (madeBefore(answer.value) !== undefined) return done([]);
  const made = answered('gocardless', answer.value, ofRefund, wordsOf);
  return made.ok ? done([]) : made;
}

/** A mandate that is cancelled already, or gone, is fine. */
async function forget(api: Api, { token }: { readonly token: string }): Promise<Result<void>> {
  const answer = await call(api, `mandates/${encodeURIComponent(token)}/actions/cancel`, { data: {} });
  if (!answer.ok) return answer;
  if (answer.value.status === 404 || answer.value.status === 422) return done(undefined);
  const made = answered('gocardless', answer.value, z.object({ mandates: z.object({ id: text }) }), wordsOf);
  return made.ok ? done(undefined) : made;
}

/** A message holds up to 250 events, and what they are about must be known before it times out. */
const atOnce = 10;

type Told = Result<readonly ProviderNotice[]>;

const nothing: Told = done([]);

/** Events name what they are about; what it is is asked for (https://developer.gocardless.com/api-reference/#core-endpoints-events). */
async function read(api: Api, told: Event): Promise<Told> {
  switch (`${told.resource_type}.${told.action}`) {
    case 'payments.confirmed':
    case 'payments.failed':
    case 'payments.cancelled':
    case 'payments.customer_approval_denied':
    case 'payments.charged_back':
    case 'payments.chargeback_cancelled':
      return readPayment(api, told);
    case 'refunds.created':
    case 'refunds.failed':
    case 'refunds.bounced':
      return readRefund(api, told);
    case 'billing_requests.fulfilled':
      return readMandate(api, told);
    case 'mandates.cancelled':
    case 'mandates.failed':
    case 'mandates.expired': {
      const { mandate } = told.links;
      return mandate === undefined ? malformed() : done([gone(told.id, mandate)]);
    }
    default:
      return nothing;
  }
}

function gone(noticeId: string, token: string): MethodNotice {
  const method = { token, kind: 'bank-account' as const, label: 'Bank account' };
  return { noticeId, kind: 'method-gone', method, reference: {} };
}

async function readPayment(api: Api, { id, action, created_at, links, details }: Event): Promise<Told> {
  const { payment: paymentId } = links;
  if (paymentId === undefined) return malformed();
  const found = await get(api, `payments/${encodeURIComponent(paymentId)}`, ofPayment);
  if (!found.ok) return found;
  const { amount, currency, metadata } = found.value.payments;
  const about = {
    noticeId: id,
    providerPaymentId: paymentId,
    money: moneyIn(amount, currency, exponentOf(currency)),
    occurredAt: created_at,
    reference: metadata,
  };
  const reason = details?.description ?? details?.cause ?? 'The bank gave no reason.';
  if (action === 'confirmed') return done([{ ...about, kind: 'succeeded' }]);
  if (action === 'charged_back' || action === 'chargeback_cancelled') {
    const state = action === 'charged_back' ? 'lost' : 'won';
    return done([{ ...about, kind: 'disputed', dispute: { id: `${paymentId}:chargeback`, state, reason } }]);
  }
  // It asks the bank again by itself, and tells how that ended.
  if (details?.will_attempt_retry === true) return nothing;
  const confirmed = await get(
    api,
    `events?resource_type=payments&action=confirmed&payment=${encodeURIComponent(paymentId)}`,
    listed,
  );
  if (!confirmed.ok) return confirmed;
  // The bank took back what it had said to have: the money is gone again.
  return confirmed.value.events.length > 0
    ? done([{ ...about, kind: 'refunded', refundId: `${paymentId}:late-failure`, lateFailure: reason }])
    : done([{ ...about, kind: 'failed', failure: reason }]);
}

/** A refund that fails, or that the payer's bank sends back, is with GoCardless again. */
async function readRefund(api: Api, { id, action, created_at, links, details }: Event): Promise<Told> {
  const { refund: refundId } = links;
  if (refundId === undefined) return malformed();
  const found = await get(api, `refunds/${encodeURIComponent(refundId)}`, ofRefund);
  if (!found.ok) return found;
  const { amount, currency, links: of } = found.value.refunds;
  if (of.payment == null) return nothing;
  const failed = {
    kind: 'refund-failed' as const,
    failure: details?.description ?? details?.cause ?? 'The bank gave no reason.',
  };
  return done([
    {
      noticeId: id,
      ...(action === 'created' ? { kind: 'refunded' as const } : failed),
      providerPaymentId: of.payment,
      refundId,
      money: moneyIn(amount, currency, exponentOf(currency)),
      occurredAt: created_at,
      reference: {},
    },
  ]);
}

async function readMandate(api: Api, { id, links }: Event): Promise<Told> {
  const { billing_request: requestId } = links;
  if (requestId === undefined) return malformed();
  const request = await get(api, `billing_requests/${encodeURIComponent(requestId)}`, ofRequest);
  if (!request.ok) return request;
  const { metadata, mandate_request: asked } = request.value.billing_requests;
  const token = asked?.links?.mandate;
  if (token == null) return nothing;
  const mandate = await get(api, `mandates/${encodeURIComponent(token)}`, ofMandate);
  if (!mandate.ok) return mandate;
  const account = await get(
    api,
    `customer_bank_accounts/${encodeURIComponent(mandate.value.mandates.links.customer_bank_account)}`,
    ofAccount,
  );
  if (!account.ok) return account;
  const { bank_name: bank, account_number_ending: ending } = account.value.customer_bank_accounts;
  const label = `${bank ?? 'Bank account'} •••• ${ending ?? ''}`.trim();
  const method = { token, kind: 'bank-account' as const, label };
  return done([{ noticeId: id, kind: 'method-saved', method, reference: metadata }]);
}

/**
 * GoCardless: direct debit. The payer gives a mandate on its page, which is charged later; whether a debit comes is told
 * days after, and a bank may take it back after that. `webhookSecret` is that of the webhook endpoint, `accessToken` opens
 * the API. Signature: https://developer.gocardless.com/getting-started/api/staying-up-to-date-with-webhooks/,
 * `webhook-signature`, HMAC-SHA256 of the body in hex, without an instant: a replay is asked for again and tells nothing
 * new. Amounts are in the currency's smallest unit.
 */
export const kind = definePaymentProvider({
  title: 'GoCardless',
  about:
    'Direct debit: its page gives a mandate, which autopay charges. A debit is pending until the bank confirms it.',
  settings: z.strictObject({ apiAddress: apiAddress('https://api.gocardless.com') }),
  secrets: z.strictObject({ webhookSecret: secretText, accessToken: secretText }),
  make({ settings, secrets: { webhookSecret, accessToken } }) {
    const api: Api = { address: settings.apiAddress, accessToken };
    return {
      name: 'gocardless',
      async read(raw, headers) {
        if (!isHmac(headers['webhook-signature'], 'sha256', webhookSecret, [raw], 'hex')) {
          return signatureInvalid();
        }
        const message = messageOf(raw, envelope);
        if (!message.ok) return message;
        const { events } = message.value;
        const notices: ProviderNotice[] = [];
        for (let i = 0; i < events.length; i += atOnce) {
          const answers = await Promise.all(events.slice(i, i + atOnce).map((told) => read(api, told)));
          for (const answer of answers) {
            if (answer.ok) notices.push(...answer.value);
            // What it says of its own event is no message to be sent again for ever.
            else if (answer.refusal.code !== 'payment-provider.refused') return answer;
          }
        }
        return done(notices);
      },
      openSavingPage: (wish) => openPage(api, wish),
      charge: (wish) => charge(api, wish),
      refund: (wish) => refund(api, wish),
      forget: (method) => forget(api, method),
    };
  },
});
