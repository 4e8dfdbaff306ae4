import type { NewBillingProfile } from '../contracts/billing-profile.ts';
import type { SubscriberDetails, SubscriberKind } from '../contracts/subscriber.ts';
import { type Result, refuse } from '../domain/result.ts';
import { accountNumberClaim, accountNumberFor } from '../domain/subscriber/account-number.ts';
import { createSubscriber as decide } from '../domain/subscriber/decide.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { profileFor } from './billing-policy.ts';
import { loadReferenced } from './load.ts';
import { withFreshNumber } from './with-fresh-number.ts';
import { createOne } from './write-one.ts';

export interface SubscriberWish extends SubscriberDetails {
  readonly kind: SubscriberKind;
  /** A number from elsewhere; one is made if left out. */
  readonly number?: string | undefined;
  readonly billingProfile: NewBillingProfile;
  readonly notes: readonly string[];
}

/** Takes in a subscriber without a lead. */
export async function createSubscriber(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: SubscriberWish,
  context: Context,
): Promise<Result<Stored<Subscriber>>> {
  const { kind, number: given, billingProfile: wanted, notes: texts, ...details } = wish;
  if (details.parentId !== undefined) {
    const parent = await loadReferenced(store, subscriberAggregate, details.parentId, '/parentId');
    if (!parent.ok) return parent;
  }
  const billingProfile = await profileFor(store, wanted);
  const notes = texts.map((text) => ({ text, author: context.actor, at: context.now }));
  const create = (id: string, number: string) => {
    const decided = decide({ number, kind, details, billingProfile, notes });
    if (!decided.ok) return Promise.resolve(decided);
    const claims = [accountNumberClaim(number)];
    return createOne(store, subscriberAggregate, id, decided.value, context, { claims });
  };
  if (given === undefined) {
    return withFreshNumber(() => {
      const id = ids.next('sub');
      return create(id, accountNumberFor(id));
    });
  }
  const created = await create(ids.next('sub'), given);
  if (created.ok || created.refusal.code !== 'store.claim-taken') return created;
  return refuse(
    'subscriber.number-taken',
    `Another subscriber has the account number ${given}; leave it out to get a free one.`,
    '/number',
  );
}
