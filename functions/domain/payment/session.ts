import type { PaymentSessionOpened } from '../../contracts/events/payment-session-opened.ts';
import type { PaymentSessionRefused } from '../../contracts/events/payment-session-refused.ts';
import type { PaymentSessionRequested } from '../../contracts/events/payment-session-requested.ts';
import type { Money } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type PaymentSessionEvent = PaymentSessionRequested | PaymentSessionOpened | PaymentSessionRefused;

/** A page of a provider on which a subscriber pays, or saves a method. Its id is the key under which the provider is asked. */
export interface PaymentSession {
  readonly state: 'requested' | 'opened' | 'refused';
  readonly subscriberId: string;
  readonly invoiceId?: string | undefined;
  readonly provider: string;
  /** Left out of one on which a method is saved and nothing is paid. */
  readonly money?: Money | undefined;
  readonly savesMethod?: true | undefined;
  readonly returnUrl: string;
  readonly url?: string;
  readonly providerSessionId?: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly reason?: string;
}

export const paymentSessionAggregate: Aggregate<PaymentSession, PaymentSessionEvent> = {
  type: 'payment-session',
  evolve(session, event) {
    if (event.type === 'payment-session.requested') return { ...event.data, state: 'requested' };
    if (session === undefined) throw new Error(`${event.type} on a payment session that was not requested`);
    return event.type === 'payment-session.opened'
      ? { ...session, ...event.data, state: 'opened' }
      : { ...session, ...event.data, state: 'refused' };
  },
  links: ({ subscriberId }) => ({ owner: subscriberId }),
};
