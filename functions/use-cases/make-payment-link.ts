import type { LinkPurpose } from '../contracts/payment-link.ts';
import { formatMoney } from '../domain/money.ts';
import { expiryOf, linkAddress, paymentLinkAggregate } from '../domain/payment/link.ts';
import { done, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { dueBy, type LinkPorts, linkClaim, linkSecret, portalAddress, waysFor } from './payment-link.ts';

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
    { claims: [linkClaim(token)], secrets: { [linkSecret]: token } },
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
