import type { PaymentLinkFollowed } from '../../contracts/events/payment-link-followed.ts';
import type { PaymentLinkMade } from '../../contracts/events/payment-link-made.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Result, refuse } from '../result.ts';

export type PaymentLinkEvent = PaymentLinkMade | PaymentLinkFollowed;

/** A way to pay, or to save a method, for whoever has it. What is due is asked for when it is followed. */
export type PaymentLink = PaymentLinkMade['data'];

export const paymentLinkAggregate: Aggregate<PaymentLink, PaymentLinkEvent> = {
  type: 'payment-link',
  evolve(link, event) {
    if (event.type === 'payment-link.made') return event.data;
    if (link === undefined) throw new Error('a payment link was followed that was never made');
    return link;
  },
  links: ({ subscriberId }) => ({ owner: subscriberId }),
};

export function refuseExpired({ expiresAt }: PaymentLink, now: Instant): Result<never> | undefined {
  return now < expiresAt
    ? undefined
    : refuse('payment-link.expired', 'This link has expired; ask the provider for another one.');
}

const millisecondsPerDay = 86_400_000;

export function expiryOf(now: Instant, days: number): Instant {
  return new Date(Date.parse(now) + days * millisecondsPerDay).toISOString();
}

/** Where a link leads: a page of the operator's portal. */
export function linkAddress(portal: string, token: string): string {
  return `${portal.replace(/\/+$/, '')}/link/${token}`;
}
