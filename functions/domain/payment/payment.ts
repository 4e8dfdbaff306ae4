import type { StatementSource } from '../../contracts/bank-statement.ts';
import type { PaymentAllocated } from '../../contracts/events/payment-allocated.ts';
import type { PaymentAnnounced } from '../../contracts/events/payment-announced.ts';
import type { PaymentAskedAgain } from '../../contracts/events/payment-asked-again.ts';
import type { PaymentDisputeClosed } from '../../contracts/events/payment-dispute-closed.ts';
import type { PaymentDisputed } from '../../contracts/events/payment-disputed.ts';
import type { PaymentDropped } from '../../contracts/events/payment-dropped.ts';
import type { PaymentFailed } from '../../contracts/events/payment-failed.ts';
import type { PaymentHeld } from '../../contracts/events/payment-held.ts';
import type { PaymentMatched } from '../../contracts/events/payment-matched.ts';
import type { PaymentNotConfirmed } from '../../contracts/events/payment-not-confirmed.ts';
import type { PaymentReceived } from '../../contracts/events/payment-received.ts';
import type { PaymentRecognised } from '../../contracts/events/payment-recognised.ts';
import type { PaymentRefundClosed } from '../../contracts/events/payment-refund-closed.ts';
import type { PaymentRefundFailed } from '../../contracts/events/payment-refund-failed.ts';
import type { PaymentRefundFailureSeen } from '../../contracts/events/payment-refund-failure-seen.ts';
import type { PaymentRefundRequested } from '../../contracts/events/payment-refund-requested.ts';
import type { PaymentRefunded } from '../../contracts/events/payment-refunded.ts';
import type { PaymentReturnCounted } from '../../contracts/events/payment-return-counted.ts';
import type { PaymentReturned } from '../../contracts/events/payment-returned.ts';
import type { PaymentUnmatched } from '../../contracts/events/payment-unmatched.ts';
import type { Allocation } from '../../contracts/invoice.ts';
import type { PaymentMethod, PaymentReference, PaymentState } from '../../contracts/payment.ts';
import type { Day, Instant, Money } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type PaymentEvent =
  | PaymentReceived
  | PaymentAllocated
  | PaymentUnmatched
  | PaymentMatched
  | PaymentFailed
  | PaymentRefunded
  | PaymentRefundRequested
  | PaymentRefundClosed
  | PaymentRefundFailed
  | PaymentRefundFailureSeen
  | PaymentReturned
  | PaymentReturnCounted
  | PaymentHeld
  | PaymentAnnounced
  | PaymentAskedAgain
  | PaymentNotConfirmed
  | PaymentDropped
  | PaymentRecognised
  | PaymentDisputed
  | PaymentDisputeClosed;

/** Money that a subscriber sent, once, however often and in whatever order its provider speaks of it. */
export interface Payment {
  readonly state: PaymentState;
  readonly provider: string;
  readonly providerPaymentId?: string | undefined;
  /** By which the payer knows it, where that is another number. */
  readonly receipt?: string | undefined;
  readonly method?: PaymentMethod;
  /** Left out while only a refund is known. */
  readonly money?: Money;
  readonly receivedAt?: Instant;
  readonly receivedOn?: Day | undefined;
  readonly reference: PaymentReference;
  readonly subscriberId?: string | undefined;
  readonly allocations: readonly Allocation[];
  readonly credited: number;
  /** All that went back so far, in minor units. */
  readonly refunded: number;
  readonly unmatched?: { readonly reason: string; readonly detail: string; readonly since: Day };
  /** What went back while the payment itself is not known, and nobody has said yet whose it was. */
  readonly awaited?: Money;
  /** Of `refunded` what staff counted for the subscriber before the payment itself was known. */
  readonly countedBack?: number;
  readonly failure?: string;
  readonly note?: string | undefined;
  /** What its provider was asked to send back, and has not answered yet. */
  readonly refunding?: Refunding;
  /** Why its provider refused the last refund. */
  readonly refundRefused?: string;
  /** Refunds that did not reach the payer, by when that was. */
  readonly failedRefunds?: readonly { readonly minor: number; readonly failedAt: Instant }[];
  /** The last one, until staff have seen it or another refund is made. */
  readonly refundFailed?: { readonly money: Money; readonly reason: string; readonly failedAt: Instant };
  readonly disputes?: readonly Dispute[];
  /** Of which kinds of bank statements it is an entry. */
  readonly statements?: readonly StatementSource[];
  /** What is not counted because it looks like another payment, or because its provider only announced it. */
  readonly held?: Held;
}

export interface Held {
  readonly money: Money;
  /** The payment that it looks like; none where its provider announced it. */
  readonly twinId?: string | undefined;
  readonly heldAt: Instant;
  /** Why its provider has not confirmed it. */
  readonly reason?: string;
}

export interface Refunding {
  /** The key under which the provider is asked. */
  readonly refundId: string;
  readonly money: Money;
  readonly reason?: string | undefined;
}

export interface Dispute {
  readonly id: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly money: Money;
  readonly reason: string;
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
}

/** A provider's payment is held by one aggregate, so that no second message about it can count it again. */
export function paymentClaim(
  provider: string,
  providerPaymentId: string,
): { readonly kind: string; readonly value: string } {
  return { kind: 'payment', value: `${provider}:${providerPaymentId}` };
}

/** Whether somebody has to say for whom it is: as long as not all of it went back. */
export function isWaiting({ state, unmatched }: Pick<Payment, 'state' | 'unmatched'>): boolean {
  return unmatched !== undefined && state !== 'refunded';
}

/** Whether its provider said unproven that it was made: nothing counts until the provider says so when it is asked. */
export function isAnnounced({ state, held }: Pick<Payment, 'state' | 'held'>): boolean {
  return state === 'held' && held?.twinId === undefined;
}

/** So long its provider is left alone, and after so long it is asked no more: then people have to say whether it counts. */
const askAgainAfterMs = 30 * 60_000;
const askNoMoreAfterMs = 3 * 86_400_000;

/** Has the provider asked once more of what it announced and has not confirmed. */
export function askAgain(payment: Payment, now: Instant): readonly PaymentEvent[] {
  const { held } = payment;
  if (held === undefined || !isAnnounced(payment)) return [];
  const age = Date.parse(now) - Date.parse(held.heldAt);
  return age < askAgainAfterMs || age > askNoMoreAfterMs ? [] : [{ type: 'payment.asked-again', data: {} }];
}

/** What of its refunds is not counted for its subscriber when it is counted itself. */
export function refundedBefore({ refunded, countedBack = 0 }: Payment): number {
  return Math.max(0, refunded - countedBack);
}

/** Where payments are listed of which a refund failed. */
export const refundFailures = 'refund-failed';

/** Where payments are listed of which it is not certain that they count. */
export const heldEntries = 'held';

/** Where the payments are listed that came by the bank on a day. */
export function bankDay(on: Day): string {
  return `bank:${on}`;
}

/** An entry of a bank's statement in the words of every kind of statement: one payment has the name. */
export function entryClaim(name: string): { readonly kind: string; readonly value: string } {
  return { kind: 'bank-entry', value: name };
}

/** A refund fails once, however often it is told. */
export function refundFailureClaim(
  provider: string,
  refundId: string,
): { readonly kind: string; readonly value: string } {
  return { kind: 'payment-refund-failure', value: `${provider}:${refundId}` };
}

/** A refund that its provider tells of for itself counts once. */
export function refundClaim(
  provider: string,
  refundId: string,
): { readonly kind: string; readonly value: string } {
  return { kind: 'payment-refund', value: `${provider}:${refundId}` };
}

function stateAfterRefund(refunded: number, minor: number, otherwise: PaymentState): PaymentState {
  if (refunded === 0) return otherwise;
  return refunded >= minor ? 'refunded' : 'partially-refunded';
}

function withoutWorries({
  unmatched: _,
  failure: __,
  awaited: ___,
  held: ____,
  ...payment
}: Payment): Payment {
  return payment;
}

/** Money that went back of a payment that is not known waits for it, or for somebody who knows whose it was. */
function awaiting(payment: Payment, awaited: Money, at: Instant): Payment {
  const { unmatched: _, awaited: __, ...rest } = payment;
  if (awaited.minor === 0) return { ...rest, state: 'awaiting-charge' };
  const detail = 'Money of a payment went back that is not known here; say whose it was.';
  const unmatched = { reason: 'unknown-payment', detail, since: at.slice(0, 10) };
  return { ...rest, awaited, unmatched: payment.unmatched ?? unmatched, state: 'awaiting-charge' };
}

function received(payment: Payment | undefined, data: PaymentReceived['data']): Payment {
  const { money, statement, ...rest } = data;
  return {
    ...(payment === undefined ? { allocations: [], credited: 0, refunded: 0 } : withoutWorries(payment)),
    ...rest,
    ...(statement === undefined ? {} : { statements: [statement] }),
    money,
    state: 'received',
  };
}

/** It has no money of its own until staff say that it is no other payment. */
function held({ money, statement, twinId, ...rest }: PaymentHeld['data'], heldAt: Instant): Payment {
  return {
    ...rest,
    method: 'bank-transfer',
    allocations: [],
    credited: 0,
    refunded: 0,
    statements: [statement],
    held: { money, twinId, heldAt },
    state: 'held',
  };
}

function announced(
  { money, announcedAt: receivedAt, ...rest }: PaymentAnnounced['data'],
  heldAt: Instant,
): Payment {
  return {
    ...rest,
    receivedAt,
    method: 'provider',
    allocations: [],
    credited: 0,
    refunded: 0,
    held: { money, heldAt },
    state: 'held',
  };
}

/** What is known of a payment of which something is told before it is itself. */
function awaitingCharge(provider: string, providerPaymentId: string): Payment {
  return {
    state: 'awaiting-charge',
    provider,
    providerPaymentId,
    reference: {},
    allocations: [],
    credited: 0,
    refunded: 0,
  };
}

/** A dispute may be told of before its payment is. */
function disputed(payment: Payment | undefined, data: PaymentDisputed['data']): Payment {
  const { provider, providerPaymentId, disputeId, money, reason, disputedAt } = data;
  const dispute: Dispute = { id: disputeId, state: 'open', money, reason, openedAt: disputedAt };
  const before = payment ?? awaitingCharge(provider, providerPaymentId);
  return { ...before, disputes: [...(before.disputes ?? []), dispute] };
}

/** What is still refunded, and what may be told of it later. A failure may be told of before its refund, or its payment, is. */
function refundFailed(payment: Payment | undefined, data: PaymentRefundFailed['data']): Payment {
  const { provider, providerPaymentId, money, total, credited, failedAt, reason, disputeId } = data;
  const before = payment ?? awaitingCharge(provider, providerPaymentId);
  const settled = before.unmatched === undefined ? 'received' : 'unmatched';
  const isWaiting = before.money === undefined || before.state === 'failed';
  return {
    ...before,
    refunded: total.minor,
    credited: before.credited + credited,
    // What a dispute took and gave back is no refund that staff have to make anew.
    ...(disputeId === undefined
      ? {
          failedRefunds: [...(before.failedRefunds ?? []), { minor: money.minor, failedAt }],
          refundFailed: { money, reason, failedAt },
        }
      : {}),
    state: isWaiting ? before.state : stateAfterRefund(total.minor, before.money?.minor ?? 0, settled),
  };
}

export const paymentAggregate: Aggregate<Payment, PaymentEvent> = {
  type: 'payment',
  evolve(payment, event, at) {
    switch (event.type) {
      case 'payment.received':
        return received(payment, event.data);
      case 'payment.failed': {
        const { reason, failedAt: _, ...data } = event.data;
        const { note } = payment ?? {};
        return { allocations: [], credited: 0, refunded: 0, note, ...data, state: 'failed', failure: reason };
      }
      case 'payment.refunded': {
        const { provider, providerPaymentId, total } = event.data;
        const { refundFailed: _, ...known } = payment ?? {};
        if (payment?.money === undefined || payment.state === 'failed') {
          const before: Payment = {
            allocations: [],
            credited: 0,
            reference: {},
            ...known,
            provider,
            ...(providerPaymentId === undefined ? {} : { providerPaymentId }),
            refunded: total.minor,
            state: 'awaiting-charge',
          };
          // Whose it is was said before: what went back since was counted at once.
          if (payment?.countedBack !== undefined) {
            return { ...before, countedBack: total.minor, state: 'refunded' };
          }
          return awaiting(before, total, at);
        }
        const refunded = total.minor;
        const { refundFailed: __, ...rest } = payment;
        return { ...rest, refunded, state: stateAfterRefund(refunded, payment.money.minor, payment.state) };
      }
      case 'payment.refund-failed': {
        const { total } = event.data;
        const failed = refundFailed(payment, event.data);
        if (failed.awaited !== undefined) return awaiting(failed, total, at);
        return failed.countedBack === undefined ? failed : { ...failed, countedBack: total.minor };
      }
      case 'payment.held':
        return held(event.data, at);
      case 'payment.announced':
        return announced(event.data, at);
      case 'payment.returned': {
        const { provider, providerPaymentId, money, returnedOn, note } = event.data;
        const unknown = awaitingCharge(provider, providerPaymentId);
        return awaiting({ ...unknown, receivedOn: returnedOn, note }, money, at);
      }
    }
    if (event.type === 'payment.disputed') return disputed(payment, event.data);
    if (payment === undefined) throw new Error(`${event.type} on a payment that nobody told of`);
    // What it settles is told of beside it.
    if (event.type === 'payment.matched' || event.type === 'payment.asked-again') return payment;
    if (event.type === 'payment.not-confirmed') {
      return payment.held === undefined
        ? payment
        : { ...payment, held: { ...payment.held, reason: event.data.reason } };
    }
    if (event.type === 'payment.dropped') return { ...payment, state: 'dropped' };
    if (event.type === 'payment.recognised') {
      return { ...payment, statements: [...(payment.statements ?? []), event.data.statement] };
    }
    if (event.type === 'payment.dispute-closed') {
      const { disputeId, outcome, closedAt } = event.data;
      const disputes = (payment.disputes ?? []).map((one) =>
        one.id === disputeId ? { ...one, state: outcome, closedAt } : one,
      );
      return { ...payment, disputes };
    }
    if (event.type === 'payment.refund-requested') {
      const { refundRefused: _, refundFailed: __, ...before } = payment;
      return { ...before, refunding: event.data };
    }
    if (event.type === 'payment.refund-closed') {
      const { refunding: _, ...before } = payment;
      const { refused } = event.data;
      return refused === undefined ? before : { ...before, refundRefused: refused };
    }
    if (event.type === 'payment.refund-failure-seen') {
      const { refundFailed: _, ...seen } = payment;
      return seen;
    }
    if (event.type === 'payment.return-counted') {
      const { subscriberId, minor } = event.data;
      return { ...withoutWorries(payment), subscriberId, countedBack: minor, state: 'refunded' };
    }
    if (payment.money === undefined) throw new Error(`${event.type} on a payment that was not received`);
    switch (event.type) {
      case 'payment.allocated':
        return {
          ...withoutWorries(payment),
          subscriberId: event.data.subscriberId,
          allocations: event.data.allocations,
          credited: event.data.credited,
          state: stateAfterRefund(payment.refunded, payment.money.minor, 'received'),
        };
      case 'payment.unmatched':
        return {
          ...payment,
          unmatched: { ...event.data, since: at.slice(0, 10) },
          state: stateAfterRefund(payment.refunded, payment.money.minor, 'unmatched'),
        };
    }
  },
  // What nobody could be found for waits for people, the oldest first.
  links: (payment) => {
    const { subscriberId, state, unmatched } = payment;
    const place = placeOf(payment);
    return {
      ...(subscriberId === undefined ? {} : { owner: subscriberId }),
      ...(place === undefined ? {} : { place }),
      ...(unmatched !== undefined && isWaiting({ state, unmatched }) ? { dueOn: unmatched.since } : {}),
    };
  },
};

function placeOf({ state, refundFailed: failed, method, receivedOn }: Payment): string | undefined {
  if (failed !== undefined) return refundFailures;
  if (state === 'held') return heldEntries;
  return method === 'bank-transfer' && receivedOn !== undefined ? bankDay(receivedOn) : undefined;
}
