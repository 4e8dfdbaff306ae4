import { expiryOf, linkAddress, paymentLinkAggregate } from '../domain/payment/link.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim } from '../ports/store.ts';
import { linkClaim, linkSecret, portalAddress } from './payment-link.ts';
import { readPaymentProviders } from './payment-providers.ts';

/** So many days whoever has the notice may pay by it; an invoice is often due weeks after it is told of. */
const days = 14;
const daysOfInvoice = 30;

/**
 * The address of a link in a notice, on which what is due is paid without signing in: the same one however often the notice is
 * tried. None where there is no portal, or no provider to pay with.
 */
export async function linkOfNotice(
  { store, ids, passwords }: Pick<Ports, 'store' | 'ids' | 'passwords'>,
  {
    subscriberId,
    eventId,
    invoiceId,
  }: {
    readonly subscriberId: string;
    readonly eventId: string;
    /** What is due of it is asked for; all that is due, if left out. */
    readonly invoiceId?: string | undefined;
  },
  context: Context,
): Promise<string | undefined> {
  const [portal, { state }] = await Promise.all([portalAddress(store), readPaymentProviders({ store })]);
  if (!portal.ok || Object.keys(state.providers).length === 0) return undefined;
  const ofNotice: Claim = { kind: 'payment-link-of-notice', value: eventId };
  const held = await store.holder(ofNotice);
  if (held !== undefined) {
    const sealed = await store.secret('payment-link', held, linkSecret);
    if (sealed === undefined) throw new Error(`nobody knows where ${held} leads`);
    return linkAddress(portal.value, sealed);
  }
  const token = passwords.next();
  const data = {
    subscriberId,
    ...(invoiceId === undefined ? {} : { invoiceId }),
    purpose: 'pay' as const,
    expiresAt: expiryOf(context.now, invoiceId === undefined ? days : daysOfInvoice),
    isSent: false,
  };
  const made = change(
    paymentLinkAggregate,
    ids.next('plk'),
    undefined,
    [{ type: 'payment-link.made', data }],
    context.now,
    { claims: [linkClaim(token), ofNotice], secrets: { [linkSecret]: token } },
  );
  const committed = await store.commit([made], context);
  if (!committed.ok) throw new Error(`the link of a notice cannot be kept: ${committed.refusal.message}`);
  return linkAddress(portal.value, token);
}
