import type { Money } from '../../contracts/scalars.ts';
import type { Payment, PaymentEvent } from './payment.ts';

/** What a provider says about a dispute. */
export interface DisputeTold {
  readonly disputeId: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly money: Money;
  readonly reason: string;
  readonly at: string;
}

/**
 * What is new in it: repeats and older messages say nothing, and one that only says how it ended also says that it was. One
 * that was decided may be decided anew.
 */
export function tellDispute(
  payment: Payment | undefined,
  { provider, providerPaymentId }: { readonly provider: string; readonly providerPaymentId: string },
  { disputeId, state, money, reason, at }: DisputeTold,
): readonly PaymentEvent[] {
  const known = payment?.disputes?.find(({ id }) => id === disputeId);
  const opened: PaymentEvent = {
    type: 'payment.disputed',
    data: { provider, providerPaymentId, disputeId, money, reason, disputedAt: at },
  };
  const isOld =
    known !== undefined &&
    known.state !== 'open' &&
    (known.state === state || known.closedAt === undefined || known.closedAt >= at);
  const closed: PaymentEvent[] =
    state === 'open' || isOld
      ? []
      : [{ type: 'payment.dispute-closed', data: { disputeId, outcome: state, closedAt: at } }];
  return known === undefined ? [opened, ...closed] : closed;
}

/** Whether the payer's bank has yet to decide: nothing that the payment settled is dunned meanwhile. */
export function isDisputed(payment: Payment): boolean {
  return payment.disputes?.some(({ state }) => state === 'open') ?? false;
}
