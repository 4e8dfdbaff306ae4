import { linkAddress, paymentLinkAggregate } from '../domain/payment/link.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import { openPaymentSession } from './open-payment-session.ts';
import { dueBy, type LinkPorts, linkBy, portalAddress } from './payment-link.ts';

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
  const { purpose, subscriberId, invoiceId, serviceId } = state;
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
          ...(serviceId === undefined ? { saveMethod } : { isByAnybody: true }),
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
