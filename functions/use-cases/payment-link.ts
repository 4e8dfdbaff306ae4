import type { LinkPurpose } from '../contracts/payment-link.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { operatorAggregate, operatorId } from '../domain/document/operator.ts';
import { type PaymentLink, paymentLinkAggregate, refuseExpired } from '../domain/payment/link.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Store, Stored } from '../ports/store.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { dueNow, providersHere, type WayToPay, waysIn } from './read-my-dues.ts';

export type LinkPorts = Pick<Ports, 'store' | 'ids' | 'paymentProviders'>;

/** The one name under which a link's token is sealed. */
export const linkSecret = 'token';

/** By what a link is found. */
export const linkClaim = (token: string): Claim => ({ kind: 'payment-link', value: token });

/** By which providers one can do what the link is for. */
export async function waysFor(ports: LinkPorts, purpose: LinkPurpose): Promise<WayToPay[]> {
  return waysIn(await providersHere(ports), purpose);
}

/** What a link asks for now: what is due of its invoice, or all that is due. */
export async function dueBy(
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

/** The link with that token, while it can be followed. */
export async function linkBy(
  store: Store,
  token: string,
  { now }: Context,
): Promise<Result<Stored<PaymentLink>>> {
  const id = await store.holder(linkClaim(token));
  const link = id === undefined ? undefined : await store.load(paymentLinkAggregate, id);
  if (link === undefined) return refuse('payment-link.unknown', 'There is no such link.');
  return refuseExpired(link.state, now) ?? done(link);
}

/** Where links lead. */
export async function portalAddress(store: Store): Promise<Result<string>> {
  const operator = await store.load(operatorAggregate, operatorId);
  const address = operator?.state.portal?.address;
  return address === undefined
    ? refuse(
        'payment-link.portal-unknown',
        'It is not known where the portal is, to which a link leads; give its address in the operator’s settings.',
      )
    : done(address);
}
