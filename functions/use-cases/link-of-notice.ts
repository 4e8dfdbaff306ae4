import { expiryOf, linkAddress } from '../domain/payment/link.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { portalAddress } from './payment-link.ts';
import { readPaymentProviders } from './payment-providers.ts';
import { standingLink } from './standing-link.ts';

/** So many days whoever has the notice may pay by it; an invoice is often due weeks after it is told of. */
const days = 14;
const daysOfInvoice = 30;

/**
 * The address of a link in a notice, on which what is due is paid without signing in: the same one however often the notice is
 * tried. None where there is no portal, or no provider to pay with.
 */
export async function linkOfNotice(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'>,
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
  const { store } = ports;
  const [portal, { state }] = await Promise.all([portalAddress(store), readPaymentProviders({ store })]);
  if (!portal.ok || Object.keys(state.providers).length === 0) return undefined;
  const token = await standingLink(
    ports,
    { kind: 'payment-link-of-notice', value: eventId },
    {
      subscriberId,
      ...(invoiceId === undefined ? {} : { invoiceId }),
      expiresAt: expiryOf(context.now, invoiceId === undefined ? days : daysOfInvoice),
    },
    context,
  );
  return linkAddress(portal.value, token);
}
