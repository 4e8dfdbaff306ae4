import type { BillingProfile } from '../contracts/billing-profile.ts';
import type { SubscriberDetailsChange, SubscriberStatus } from '../contracts/subscriber.ts';
import { localDay } from '../domain/billing/local-day.ts';
import type { DetailChanges } from '../domain/details.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import {
  addSubscriberNote,
  changeBillingProfile,
  changePayer,
  changeSubscriberDetails,
  closeSubscriber,
  type Payer,
  reopenSubscriber,
  type ServicesHeld,
} from '../domain/subscriber/decide.ts';
import {
  type Subscriber,
  type SubscriberEvent,
  subscriberAggregate,
} from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadReferenced } from './load.ts';
import { changeOne } from './write-one.ts';

export interface SubscriberChange extends SubscriberDetailsChange {
  readonly billingProfile?: DetailChanges<BillingProfile> | undefined;
  readonly status?: SubscriberStatus | undefined;
  readonly payer?: Payer | undefined;
  readonly note?: string | undefined;
}

/** How many levels of organizations there may be. */
const deepestTree = 20;

/** Changes details or the billing profile, adds a note, closes or reopens; all of it or nothing. */
export async function changeSubscriber(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: SubscriberChange,
  context: Context,
): Promise<Result<Stored<Subscriber>>> {
  const { billingProfile, status, note, payer, ...details } = wish;
  if (details.parentId != null) {
    const parent = await checkParent(store, id, details.parentId);
    if (!parent.ok) return parent;
  }
  const services =
    details.currency !== undefined || status === 'closed'
      ? await servicesOf(store, id)
      : { any: false, living: false };
  return changeOne(store, subscriberAggregate, id, context, async ({ state }) => {
    const changed = changeSubscriberDetails(state, details, services);
    if (!changed.ok) return changed;
    const paid = await payerOf(store, state, { payer, ...details }, context);
    if (!paid.ok) return paid;
    const moved = status === 'closed' ? closeSubscriber(state, services) : done([]);
    if (!moved.ok) return moved;
    return done({
      events: [
        ...changed.value,
        ...paid.value,
        ...(billingProfile === undefined ? [] : changeBillingProfile(state, billingProfile)),
        ...(note === undefined
          ? []
          : addSubscriberNote({ text: note, author: context.actor, at: context.now })),
        ...moved.value,
        ...(status === 'active' ? reopenSubscriber(state) : []),
      ],
    });
  });
}

/** Who pays after the change. A parent pays in its own currency only. */
async function payerOf(
  store: Store,
  subscriber: Subscriber,
  { payer, parentId: wanted, currency }: Pick<SubscriberChange, 'payer' | 'parentId' | 'currency'>,
  context: Context,
): Promise<Result<readonly SubscriberEvent[]>> {
  const { details, payerId } = subscriber;
  if (payer === undefined && (payerId === undefined || wanted === undefined)) return done([]);
  const parentId = wanted === undefined ? details.parentId : (wanted ?? undefined);
  const wish = payer ?? (parentId === undefined ? 'self' : 'parent');
  if (wish === 'parent' && parentId !== undefined) {
    const parent = await store.load(subscriberAggregate, parentId);
    const paysIn = parent?.state.details.currency;
    if (paysIn !== (currency ?? details.currency)) {
      return refuse(
        'subscriber.payer-currency-differs',
        `The parent is billed in ${paysIn}, this subscriber in ${details.currency}; one that is billed in ${details.currency} can pay.`,
        '/payer',
      );
    }
  }
  const today = localDay(context.now, details.timeZone);
  return changePayer(subscriber, { payer: wish, parentId, today });
}

async function servicesOf(store: Store, subscriberId: string): Promise<ServicesHeld> {
  const services = await everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId });
  return { any: services.length > 0, living: services.some(({ state }) => state.state !== 'terminated') };
}

async function checkParent(store: Store, id: string, parentId: string): Promise<Result<void>> {
  let above: string | undefined = parentId;
  for (let level = 0; above !== undefined; level++) {
    if (above === id || level === deepestTree) {
      return refuse(
        'subscriber.parent-loop',
        'A subscriber cannot belong to itself or to one that belongs to it, and trees have 20 levels at most; choose another parent.',
        '/parentId',
      );
    }
    const parent: Result<Stored<Subscriber>> = await loadReferenced(
      store,
      subscriberAggregate,
      above,
      '/parentId',
    );
    if (!parent.ok) return parent;
    above = parent.value.state.details.parentId;
  }
  return done(undefined);
}
