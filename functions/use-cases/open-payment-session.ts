import type { Money } from '../contracts/scalars.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { paymentMethodsAggregate, paymentMethodsIdOf } from '../domain/payment/methods.ts';
import {
  type PaymentSession,
  type PaymentSessionEvent,
  paymentSessionAggregate,
} from '../domain/payment/session.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { PaymentProvider, SavingPageWish } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { storedBy } from './write-one.ts';

export interface SessionWish {
  readonly provider: string;
  readonly returnUrl: string;
  /** What is due of it is paid, unless an amount is named; without both nothing is paid, and a method is saved. */
  readonly invoiceId?: string | undefined;
  readonly money?: Money | undefined;
  /** The method with which is paid is kept. */
  readonly saveMethod?: boolean | undefined;
  /** Whoever pays may not be the subscriber: the page is not to show who that is, nor with what they paid before. */
  readonly isByAnybody?: boolean | undefined;
}

interface Asked {
  readonly money?: Money | undefined;
  readonly accountNumber: string;
  readonly description: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/**
 * Has a provider make a page on which the subscriber pays, saves a method, or both. The session is written before the provider is asked, under
 * an id that is the key of the call; a request that is repeated with its Idempotency-Key after a crash asks again under
 * that same key, so that there is one page.
 */
export async function openPaymentSession(
  ports: Pick<Ports, 'store' | 'ids' | 'paymentProviders'>,
  subscriberId: string,
  wish: SessionWish,
  context: Context,
): Promise<Result<Stored<PaymentSession>>> {
  const { store } = ports;
  const asked = await check(store, subscriberId, wish);
  if (!asked.ok) return asked;
  const provider = await paymentProviderNamed(ports, wish.provider);
  if (provider === undefined) {
    return refuse(
      'payment-provider.not-configured',
      `${wish.provider} is not set up here; set it up, or name another.`,
      '/provider',
    );
  }
  const unable = unableTo(provider, asked.value.money, wish);
  if (unable !== undefined) return unable;
  const begun = await begin(ports, subscriberId, wish, asked.value.money, context);
  if (!begun.ok) return begun;
  const { id, state } = begun.value;
  const methods = await store.load(paymentMethodsAggregate, paymentMethodsIdOf(subscriberId));
  const page: SavingPageWish = {
    sessionId: id,
    customer:
      wish.isByAnybody === true
        ? undefined
        : methods?.state.methods.findLast((one) => one.provider === provider.name)?.customer,
    reference: { subscriberId, ...(state.invoiceId === undefined ? {} : { invoiceId: state.invoiceId }) },
    accountNumber: asked.value.accountNumber,
    description: asked.value.description,
    email: wish.isByAnybody === true ? undefined : asked.value.email,
    phone: asked.value.phone,
    returnUrl: state.returnUrl,
  };
  const { money, savesMethod } = state;
  const opened = await (money === undefined
    ? provider.openSavingPage?.(page)
    : provider.openPage?.({ ...page, money, savesMethod }, context.now));
  if (opened === undefined) throw new Error(`${provider.name} makes no such page after all`);
  if (opened.ok) {
    return end(store, begun.value, { type: 'payment-session.opened', data: opened.value }, context);
  }
  if (opened.refusal.code === 'payment-provider.refused') {
    const { idempotency: _, ...unanswered } = context;
    const reason = opened.refusal.message;
    await end(store, begun.value, { type: 'payment-session.refused', data: { reason } }, unanswered);
  }
  return opened;
}

function unableTo(
  { name, openPage, openSavingPage, charge }: PaymentProvider,
  money: Money | undefined,
  { saveMethod }: SessionWish,
): Result<never> | undefined {
  if (openPage === undefined && (money !== undefined || openSavingPage === undefined)) {
    return refuse(
      'payment-provider.no-hosted-page',
      `${name} is not set up to make payment pages: the settings or secrets of its API are missing.`,
      '/provider',
    );
  }
  if (money === undefined ? openSavingPage === undefined : saveMethod === true && charge === undefined) {
    return refuse(
      'payment-provider.no-saved-methods',
      money === undefined && charge !== undefined
        ? `${name} saves a method only with a payment: open a payment session with saveMethod.`
        : `${name} keeps no methods here that can be charged later; name another provider.`,
      '/provider',
    );
  }
  return undefined;
}

async function check(store: Store, subscriberId: string, wish: SessionWish): Promise<Result<Asked>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const { details, number: accountNumber } = subscriber.value.state;
  const payer = { accountNumber, email: details.emails[0], phone: details.phones[0] };
  const { account } = await loadAccount(store, subscriberId, subscriber.value.state);
  const { invoiceId } = wish;
  const invoice =
    invoiceId === undefined
      ? undefined
      : await loadReferenced(store, invoiceAggregate, invoiceId, '/invoiceId');
  if (invoice !== undefined && !invoice.ok) return invoice;
  if (invoiceId === undefined && wish.money === undefined) {
    return done({ description: 'Payment method', ...payer });
  }
  const named = invoice?.value.state;
  if (named !== undefined && named.subscriberId !== subscriberId) {
    return refuse('payment.invoice-of-another', 'This invoice is of another subscriber.', '/invoiceId');
  }
  const money = wish.money ?? { minor: named?.due ?? 0, currency: account.currency };
  if (money.currency !== account.currency) {
    return refuse(
      'payment.wrong-currency',
      `The account is kept in ${account.currency}; ask for that currency.`,
      '/amount/currency',
    );
  }
  if (money.minor <= 0) {
    return wish.money === undefined
      ? refuse('payment-session.nothing-due', 'Nothing is due of this invoice.', '/invoiceId')
      : refuse('payment.not-positive', 'A payment is more than zero.', '/amount/amount');
  }
  const description = named === undefined ? 'Payment on account' : `Invoice ${named.number}`;
  return done({ money, description, ...payer });
}

/** The session of this request: that which a former attempt of it began, or a new one. */
async function begin(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  { provider, invoiceId, returnUrl, saveMethod }: SessionWish,
  money: Money | undefined,
  { idempotency, ...context }: Context,
): Promise<Result<Stored<PaymentSession>>> {
  const claims =
    idempotency === undefined
      ? []
      : [
          {
            kind: 'payment-session',
            value: `${idempotency.scope}:${idempotency.key}:${idempotency.bodyHash}`,
          },
        ];
  const former = claims[0] === undefined ? undefined : await store.holder(claims[0]);
  const held = former === undefined ? undefined : await store.load(paymentSessionAggregate, former);
  if (held !== undefined) return done(held);
  const requested: PaymentSessionEvent = {
    type: 'payment-session.requested',
    data: {
      subscriberId,
      ...(invoiceId === undefined ? {} : { invoiceId }),
      provider,
      ...(money === undefined ? {} : { money }),
      ...(money === undefined || saveMethod === true ? { savesMethod: true as const } : {}),
      returnUrl,
    },
  };
  const made = change(paymentSessionAggregate, ids.next('pse'), undefined, [requested], context.now, {
    claims,
  });
  const committed = await store.commit([made], context);
  return committed.ok ? done(storedBy(made, context)) : committed;
}

async function end(
  store: Store,
  session: Stored<PaymentSession>,
  event: PaymentSessionEvent,
  context: Context,
): Promise<Result<Stored<PaymentSession>>> {
  const made = change(paymentSessionAggregate, session.id, session, [event], context.now);
  const answer = storedBy(made, context);
  const committed = await store.commit([made], context, answer);
  return committed.ok ? done(answer) : committed;
}
