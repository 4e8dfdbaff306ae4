import type { LinkPurpose } from '../contracts/payment-link.ts';
import { portalLanguage } from '../contracts/portal.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { operatorAggregate, operatorId } from '../domain/document/operator.ts';
import { formatMoney } from '../domain/money.ts';
import {
  expiryOf,
  linkAddress,
  type PaymentLink,
  paymentLinkAggregate,
  refuseExpired,
} from '../domain/payment/link.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { openPaymentSession } from './open-payment-session.ts';
import { dueNow, hostedPages, type WayToPay } from './read-my-dues.ts';

type LinkPorts = Pick<Ports, 'store' | 'ids' | 'paymentProviders'>;

/** The one name under which a link's token is sealed. */
export const linkSecret = 'token';
const claimOf = (token: string) => ({ kind: 'payment-link', value: token });

export interface LinkWish {
  readonly purpose: LinkPurpose;
  readonly invoiceId?: string | undefined;
  readonly days: number;
  readonly isSent: boolean;
}

/** Makes a link for a subscriber. Its address is in this answer and, where it is sent, in what they are told. */
export async function makePaymentLink(
  ports: LinkPorts & Pick<Ports, 'passwords'>,
  subscriberId: string,
  { purpose, invoiceId, days, isSent }: LinkWish,
  context: Context,
) {
  const { store, ids, passwords } = ports;
  const portal = await portalAddress(store);
  if (!portal.ok) return portal;
  const due = await dueBy(store, { subscriberId, invoiceId }, context);
  if (!due.ok) return due;
  if (purpose === 'pay' && due.value.minor <= 0) {
    return refuse('payment-session.nothing-due', 'Nothing is due, so that there is nothing to pay.');
  }
  if ((await waysFor(ports, purpose)).length === 0) {
    return refuse(
      'payment-link.no-provider',
      purpose === 'pay'
        ? 'No payment provider is set up on whose page one could pay; set one up first.'
        : 'No payment provider is set up that keeps a method without a payment; set one up first.',
    );
  }
  const token = passwords.next();
  const made = change(
    paymentLinkAggregate,
    ids.next('plk'),
    undefined,
    [
      {
        type: 'payment-link.made',
        data: {
          subscriberId,
          purpose,
          ...(purpose === 'pay' && invoiceId !== undefined ? { invoiceId } : {}),
          expiresAt: expiryOf(context.now, days),
          isSent,
        },
      },
    ],
    context.now,
    { claims: [claimOf(token)], secrets: { [linkSecret]: token } },
  );
  const answer = {
    id: made.id,
    purpose,
    url: linkAddress(portal.value, token),
    expiresAt: made.state.expiresAt,
    isSent,
    ...(purpose === 'pay' ? { amount: formatMoney(due.value) } : {}),
  };
  const committed = await store.commit([made], context, answer);
  return committed.ok ? done(answer) : committed;
}

/** What a link asks of whoever has it. */
export async function readPaymentLink(ports: LinkPorts, token: string, context: Context) {
  const { store } = ports;
  const found = await linkBy(store, token, context);
  if (!found.ok) return found;
  const { purpose, subscriberId, invoiceId, expiresAt } = found.value.state;
  const [due, ways, subscriber, invoice] = await Promise.all([
    dueBy(store, found.value.state, context),
    waysFor(ports, purpose),
    store.load(subscriberAggregate, subscriberId),
    invoiceId === undefined ? undefined : store.load(invoiceAggregate, invoiceId),
  ]);
  if (!due.ok) return due;
  const language = portalLanguage.safeParse(subscriber?.state.details.language.slice(0, 2));
  return done({
    purpose,
    due: formatMoney({ ...due.value, minor: Math.max(0, due.value.minor) }),
    ...(invoice === undefined ? {} : { invoice: invoice.state.number }),
    expiresAt,
    ...(language.success ? { language: language.data } : {}),
    providers: ways,
  });
}

/** Has the provider make its page, and notes that the link was followed. */
export async function followPaymentLink(
  ports: LinkPorts,
  token: string,
  { provider, saveMethod }: { readonly provider: string; readonly saveMethod: boolean },
  asked: Context,
) {
  const { store } = ports;
  const found = await linkBy(store, token, asked);
  if (!found.ok) return found;
  const { id, state } = found.value;
  const portal = await portalAddress(store);
  if (!portal.ok) return portal;
  const { purpose, subscriberId, invoiceId } = state;
  // Nobody has signed in: what is done is done by whoever has the link.
  const context = { ...asked, actor: { kind: 'subscriber' as const, id } };
  const due = await dueBy(store, state, context);
  if (!due.ok) return due;
  const returnUrl = linkAddress(portal.value, token);
  const session = await openPaymentSession(
    ports,
    subscriberId,
    purpose === 'save-method'
      ? { provider, returnUrl }
      : {
          provider,
          returnUrl,
          saveMethod,
          ...(invoiceId === undefined ? { money: due.value } : { invoiceId }),
        },
    context,
  );
  if (!session.ok) return session;
  const { idempotency: _, ...noting } = context;
  const followed = { type: 'payment-link.followed' as const, data: { provider } };
  const noted = await store.commit(
    [change(paymentLinkAggregate, id, found.value, [followed], context.now)],
    noting,
  );
  // Two who follow it at once are noted once.
  return noted.ok || noted.refusal.code === 'store.version-conflict' ? session : noted;
}

async function waysFor(ports: LinkPorts, purpose: LinkPurpose): Promise<WayToPay[]> {
  const pages = await hostedPages(ports);
  return pages
    .filter(({ pays, savesAlone }) => (purpose === 'pay' ? pays : savesAlone))
    .map(({ pays: _, ...way }) => way);
}

/** What a link asks for now: what is due of its invoice, or all that is due. */
async function dueBy(
  store: Store,
  { subscriberId, invoiceId }: Pick<PaymentLink, 'subscriberId' | 'invoiceId'>,
  context: Context,
): Promise<Result<{ readonly minor: number; readonly currency: string }>> {
  if (invoiceId === undefined) return dueNow({ store }, subscriberId, context);
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const invoice = await loadReferenced(store, invoiceAggregate, invoiceId, '/invoiceId');
  if (!invoice.ok) return invoice;
  const { state } = invoice.value;
  return state.subscriberId === subscriberId
    ? done({ minor: state.due, currency: state.currency })
    : refuse('payment.invoice-of-another', 'This invoice is of another subscriber.', '/invoiceId');
}

async function linkBy(store: Store, token: string, { now }: Context): Promise<Result<Stored<PaymentLink>>> {
  const id = await store.holder(claimOf(token));
  const link = id === undefined ? undefined : await store.load(paymentLinkAggregate, id);
  if (link === undefined) return refuse('payment-link.unknown', 'There is no such link.');
  return refuseExpired(link.state, now) ?? done(link);
}

async function portalAddress(store: Store): Promise<Result<string>> {
  const operator = await store.load(operatorAggregate, operatorId);
  const address = operator?.state.portal?.address;
  return address === undefined
    ? refuse(
        'payment-link.portal-unknown',
        'It is not known where the portal is, to which a link leads; give its address in the operator’s settings.',
      )
    : done(address);
}
