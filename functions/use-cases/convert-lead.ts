import type { NewBillingProfile } from '../contracts/billing-profile.ts';
import type { SubscriberKind } from '../contracts/subscriber.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { convertLead as decide } from '../domain/lead/decide.ts';
import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import { done, type Result } from '../domain/result.ts';
import { accountNumberClaim, accountNumberFor } from '../domain/subscriber/account-number.ts';
import { createSubscriber } from '../domain/subscriber/decide.ts';
import { subscriberFromLead } from '../domain/subscriber/from-lead.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { profileFor } from './billing-policy.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { withFreshNumber } from './with-fresh-number.ts';
import { storedBy } from './write-one.ts';

export interface Conversion {
  readonly kind?: SubscriberKind | undefined;
  readonly language: string;
  readonly timeZone: string;
  readonly currency?: string | undefined;
  readonly billingProfile: NewBillingProfile;
}

/**
 * Makes a subscriber of a lead: both in one transaction, so that there is no won lead without its subscriber. A lead
 * that was converted before answers with the subscriber that it became.
 */
export function convertLead(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  leadId: string,
  wish: Conversion,
  context: Context,
): Promise<Result<Stored<Subscriber>>> {
  return withFreshNumber(() =>
    withRetry(context, async () => {
      const lead = await loadKnown(store, leadAggregate, leadId);
      if (!lead.ok) return lead;
      if (lead.value.state.subscriberId !== undefined) {
        return loadKnown(store, subscriberAggregate, lead.value.state.subscriberId);
      }
      const stale = refuseStale(context, lead.value);
      if (stale !== undefined) return stale;
      const subscriberId = ids.next('sub');
      const won = decide(lead.value.state, subscriberId);
      if (!won.ok) return won;
      const number = accountNumberFor(subscriberId);
      const currency = wish.currency ?? (await currencyOf(store, lead.value.state));
      const billingProfile = await profileFor(store, wish.billingProfile);
      const created = createSubscriber(
        subscriberFromLead(leadId, lead.value.state, number, { ...wish, currency, billingProfile }),
      );
      if (!created.ok) return created;
      const subscriber = change(subscriberAggregate, subscriberId, undefined, created.value, context.now, {
        claims: [accountNumberClaim(number)],
      });
      const answer = storedBy(subscriber, context);
      const leadChange = change(leadAggregate, leadId, lead.value, won.value, context.now);
      const committed = await store.commit([leadChange, subscriber], context, answer);
      return committed.ok ? done(answer) : committed;
    }),
  );
}

/** What the prospect was offered or asked for is priced in the currency that it will be billed in. */
async function currencyOf(store: Store, { quote, details }: Lead): Promise<string> {
  if (quote !== undefined) return quote.terms.price.currency;
  if (details.wantedPlanId === undefined) return 'USD';
  const plan = await store.load(planAggregate, details.wantedPlanId);
  return plan?.state.versions[0]?.price.currency ?? 'USD';
}
