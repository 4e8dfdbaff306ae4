import { tellDispute } from '../domain/payment/dispute.ts';
import {
  entryClaim,
  isAnnounced,
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  paymentClaim,
  refundClaim,
  refundedBefore,
  refundFailureClaim,
} from '../domain/payment/payment.ts';
import { newlyRefunded, refundedEvent } from '../domain/payment/refund.ts';
import { namesByReference } from '../domain/payment/statement-names.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { PaymentNotice } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Claim, Store, Stored } from '../ports/store.ts';
import { countFor, findPayee, foreseePayee, notAfter, refundFor, returnFor } from './count-payment.ts';
import { namesNobody, noteOf } from './payer-words.ts';
import { readingOnce } from './read-once.ts';
import { withRetry } from './retry.ts';

export interface NoticeOutcome {
  readonly paymentId?: string;
  /** Whether the notice told anything new. */
  readonly changed: boolean;
}

interface Decided {
  readonly events: readonly PaymentEvent[];
  readonly others: readonly Change[];
}

const nothingNew: Decided = { events: [], others: [] };

/**
 * Takes what a provider says about a payment. Each of its payments is one aggregate by its claim, so that repeats, two
 * kinds of notice about one payment, and notices in any order come to the same end: the money counts once, a refund
 * waits for its charge, and a failure after success means nothing. What fits nobody is kept as unmatched.
 */
export function takePaymentNotice(
  { store: given, ids }: Pick<Ports, 'store' | 'ids'>,
  provider: string,
  notice: PaymentNotice,
  context: Context,
): Promise<Result<NoticeOutcome>> {
  const store = readingOnce(given);
  if (notice.money.minor <= 0) return Promise.resolve(done({ changed: false }));
  const names = namesOf(provider, notice);
  return withRetry(context, async (): Promise<Result<NoticeOutcome>> => {
    const [holders] = await Promise.all([
      Promise.all(names.map((name) => store.holder(name))),
      ...foreseePayee(store, notice.reference),
    ]);
    const held = holders.find((holder) => holder !== undefined);
    const stored = held === undefined ? undefined : await store.load(paymentAggregate, held);
    const paymentId = held ?? ids.next('pay');
    const { events, others } = await decide(store, provider, notice, paymentId, stored, context);
    if (events.length === 0) return done({ paymentId, changed: false });
    const claims = [
      ...names.filter((_, i) => holders[i] === undefined),
      ...(await claimsOfRefund(store, provider, notice)),
    ];
    const made = change(paymentAggregate, paymentId, stored, events, context.now, { claims });
    const committed = await store.commit([made, ...others], context);
    if (committed.ok) return done({ paymentId, changed: true });
    // A rival brought the first notice of this payment: look again at what it left.
    return committed.refusal.code === 'store.claim-taken'
      ? { ok: false, refusal: { ...committed.refusal, code: 'store.version-conflict' } }
      : committed;
  });
}

/**
 * By what a payment is known. A receipt comes first: what was announced by it is the payment, whatever became of an attempt
 * with another number before. A statement of the provider may tell of it, too.
 */
function namesOf(
  provider: string,
  { receipt, providerPaymentId, booked, money }: PaymentNotice,
): readonly Claim[] {
  const told = [...(receipt === undefined ? [] : [receipt]), providerPaymentId];
  const inStatements =
    booked === undefined ? [] : namesByReference()({ on: booked.on, money }, [booked.reference]);
  return [...told.map((name) => paymentClaim(provider, name)), ...inStatements.map(entryClaim)];
}

function decide(
  store: Store,
  provider: string,
  notice: PaymentNotice,
  paymentId: string,
  stored: Stored<Payment> | undefined,
  context: Context,
): Promise<Decided> {
  switch (notice.kind) {
    case 'succeeded':
      return receive(store, provider, notice, paymentId, stored?.state, context);
    case 'disputed':
      return dispute(store, provider, notice, stored, context);
    case 'refund-failed':
      return refundFailed(store, provider, notice, stored, context);
    case 'refunded':
      return refund(store, provider, notice, stored, context);
    case 'announced':
      return Promise.resolve(announce(provider, notice, stored?.state, context));
    case 'unconfirmed':
      return Promise.resolve(doubt(notice, stored?.state));
    default:
      return Promise.resolve(fail(provider, notice, stored?.state, context));
  }
}

async function receive(
  store: Store,
  provider: string,
  notice: PaymentNotice,
  paymentId: string,
  payment: Payment | undefined,
  context: Context,
): Promise<Decided> {
  const { providerPaymentId, receipt } = notice;
  // What only confirms what was announced says no more for whom it is.
  const isNamed = notice.reference.invoiceId !== undefined || notice.reference.subscriberId !== undefined;
  const reference = isNamed ? notice.reference : (payment?.reference ?? {});
  const isKnown = payment?.money !== undefined && payment.state !== 'failed';
  // Another notice about a payment that nobody was found for may name somebody.
  const isNews = !isKnown || payment.unmatched !== undefined;
  if (!isNews) return nothingNew;
  const money = isKnown ? payment.money : notice.money;
  const refunded = payment === undefined ? 0 : refundedBefore(payment);
  const payee = await findPayee(store, reference, money);
  const received: PaymentEvent = {
    type: 'payment.received',
    data: {
      provider,
      providerPaymentId,
      ...(receipt === undefined ? {} : { receipt }),
      method: 'provider',
      money,
      receivedAt: notAfter(notice.occurredAt, context.now),
      reference,
      ...(payee.known ? { subscriberId: payee.subscriberId } : {}),
    },
  };
  if (!payee.known) {
    const { reason } = payee;
    const isSaid = payment?.note !== undefined && reason === 'no-reference';
    const detail = isSaid ? namesNobody : payee.detail;
    return isKnown
      ? nothingNew
      : { events: [received, { type: 'payment.unmatched', data: { reason, detail } }], others: [] };
  }
  const { subscriberId } = payee;
  const first: PaymentEvent = isKnown ? { type: 'payment.matched', data: { subscriberId } } : received;
  const counted = await countFor(store, payee, { paymentId, minor: money.minor, refunded }, context);
  return { events: [first, ...counted.paymentEvents], others: counted.others };
}

async function refund(
  store: Store,
  provider: string,
  { kind, providerPaymentId, money, occurredAt, refundId, lateFailure }: PaymentNotice,
  stored: Stored<Payment> | undefined,
  context: Context,
): Promise<Decided> {
  const payment = stored?.state;
  const at = notAfter(occurredAt, context.now);
  if (payment !== undefined && payment.money !== undefined && payment.money.currency !== money.currency) {
    return nothingNew;
  }
  if (refundId !== undefined && (await store.holder(refundClaim(provider, refundId))) !== undefined) {
    return nothingNew;
  }
  const isSumSoFar = kind === 'refunded' && refundId === undefined;
  const fresh =
    payment === undefined ? money.minor : newlyRefunded(payment, money.minor, isSumSoFar ? at : undefined);
  if (fresh === 0) return nothingNew;
  const total = { minor: (payment?.refunded ?? 0) + fresh, currency: money.currency };
  return {
    events: [refundedEvent({ provider, providerPaymentId }, total, at, { lateFailure })],
    others: stored === undefined ? [] : await refundFor(store, stored, fresh, context),
  };
}

/**
 * The money of a refund that did not reach the payer is back. Of one that was not counted nothing comes back, and it will
 * not be counted either.
 */
async function refundFailed(
  store: Store,
  provider: string,
  { providerPaymentId, money, occurredAt, refundId, isOfSum, failure }: PaymentNotice,
  stored: Stored<Payment> | undefined,
  context: Context,
): Promise<Decided> {
  if (refundId === undefined) throw new Error(`${provider} told of a failed refund without saying which`);
  const payment = stored?.state;
  if (payment?.money !== undefined && payment.money.currency !== money.currency) return nothingNew;
  if ((await store.holder(refundFailureClaim(provider, refundId))) !== undefined) return nothingNew;
  const isCounted = isOfSum === true || (await store.holder(refundClaim(provider, refundId))) !== undefined;
  const refunded = payment?.refunded ?? 0;
  const back = isCounted ? Math.min(refunded, money.minor) : 0;
  const { others, credited } =
    stored === undefined ? { others: [], credited: 0 } : await returnFor(store, stored, back, context);
  const data = {
    provider,
    providerPaymentId,
    refundId,
    money,
    total: { minor: refunded - back, currency: money.currency },
    credited,
    failedAt: notAfter(occurredAt, context.now),
    reason: failure ?? 'The provider gave no reason.',
  };
  return { events: [{ type: 'payment.refund-failed', data }], others };
}

/** A refund that failed before it was told of is not counted when it is. */
async function claimsOfRefund(
  store: Store,
  provider: string,
  { kind, refundId }: PaymentNotice,
): Promise<readonly Claim[]> {
  if (refundId === undefined) return [];
  const counted = refundClaim(provider, refundId);
  if (kind !== 'refund-failed') return [counted];
  const isHeld = (await store.holder(counted)) !== undefined;
  return [refundFailureClaim(provider, refundId), ...(isHeld ? [] : [counted])];
}

/** A dispute that is lost is a refund of its own, of which the money is back should it be won after all. */
async function dispute(
  store: Store,
  provider: string,
  notice: PaymentNotice,
  stored: Stored<Payment> | undefined,
  context: Context,
): Promise<Decided> {
  if (notice.dispute === undefined) throw new Error(`${provider} told of a dispute without saying which`);
  const { providerPaymentId, money, occurredAt } = notice;
  const { id: disputeId, state, reason } = notice.dispute;
  const told = { disputeId, state, money, reason, at: notAfter(occurredAt, context.now) };
  const events = tellDispute(stored?.state, { provider, providerPaymentId }, told);
  const before = stored?.state.disputes?.find(({ id }) => id === disputeId);
  if (stored !== undefined && before?.state === 'lost' && events.length > 0) {
    const refunded = stored.state.refunded;
    const back = Math.min(refunded, before.money.minor);
    const { others, credited } = await returnFor(store, stored, back, context);
    const total = { minor: refunded - back, currency: before.money.currency };
    const returned = { provider, providerPaymentId, refundId: disputeId, disputeId, total, credited };
    const why = { money: before.money, failedAt: told.at, reason: 'The dispute was won after all.' };
    return { events: [...events, { type: 'payment.refund-failed', data: { ...returned, ...why } }], others };
  }
  if (state !== 'lost' || events.length === 0) return { events, others: [] };
  const lost = await refund(store, provider, notice, stored, context);
  return { events: [...events, ...lost.events], others: lost.others };
}

/** What nothing counts of until it is confirmed is kept with what the payer wrote. */
function announce(
  provider: string,
  { providerPaymentId, money, occurredAt, reference, said }: PaymentNotice,
  payment: Payment | undefined,
  context: Context,
): Decided {
  if (payment !== undefined) return nothingNew;
  const note = said === undefined ? '' : noteOf(said.text, said.name);
  const announcedAt = notAfter(occurredAt, context.now);
  const data = {
    provider,
    providerPaymentId,
    money,
    announcedAt,
    reference,
    ...(note === '' ? {} : { note }),
  };
  return { events: [{ type: 'payment.announced', data }], others: [] };
}

function doubt({ failure }: PaymentNotice, payment: Payment | undefined): Decided {
  const reason = failure ?? 'The provider gave no reason.';
  if (payment === undefined || !isAnnounced(payment) || payment.held?.reason === reason) return nothingNew;
  return { events: [{ type: 'payment.not-confirmed', data: { reason } }], others: [] };
}

function fail(
  provider: string,
  notice: PaymentNotice,
  payment: Payment | undefined,
  context: Context,
): Decided {
  if (payment !== undefined && !isAnnounced(payment)) return nothingNew;
  const { providerPaymentId, money, occurredAt, failure } = notice;
  const reference = payment?.reference ?? notice.reference;
  return {
    events: [
      {
        type: 'payment.failed',
        data: {
          provider,
          providerPaymentId,
          money,
          failedAt: notAfter(occurredAt, context.now),
          reference,
          reason: failure ?? 'The provider gave no reason.',
        },
      },
    ],
    others: [],
  };
}
