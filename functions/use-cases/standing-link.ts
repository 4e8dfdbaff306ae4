import { type PaymentLink, paymentLinkAggregate } from '../domain/payment/link.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Store } from '../ports/store.ts';
import { linkClaim, linkSecret } from './payment-link.ts';

/** The token of the link on which is paid that was made for this: the same one however often, and by how many, it is asked for. */
export async function standingLink(
  { store, ids, passwords }: Pick<Ports, 'store' | 'ids' | 'passwords'>,
  madeFor: Claim,
  wish: Pick<PaymentLink, 'subscriberId' | 'invoiceId' | 'serviceId' | 'expiresAt'>,
  context: Context,
): Promise<string> {
  const held = await tokenOf(store, madeFor);
  if (held !== undefined) return held;
  const token = passwords.next();
  const made = change(
    paymentLinkAggregate,
    ids.next('plk'),
    undefined,
    [{ type: 'payment-link.made', data: { ...wish, purpose: 'pay', isSent: false } }],
    context.now,
    { claims: [linkClaim(token), madeFor], secrets: { [linkSecret]: token } },
  );
  const committed = await store.commit([made], context);
  if (committed.ok) return token;
  const others = committed.refusal.code === 'store.claim-taken' ? await tokenOf(store, madeFor) : undefined;
  if (others === undefined) throw new Error(`a link cannot be kept: ${committed.refusal.message}`);
  return others;
}

async function tokenOf(store: Store, madeFor: Claim): Promise<string | undefined> {
  const held = await store.holder(madeFor);
  if (held === undefined) return undefined;
  const sealed = await store.secret('payment-link', held, linkSecret);
  if (sealed === undefined) throw new Error(`nobody knows where ${held} leads`);
  return sealed;
}
