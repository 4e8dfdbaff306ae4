import type { Supposition } from '../contracts/billing-run.ts';
import type { EventEnvelope } from '../contracts/event.ts';
import type { Instant } from '../contracts/scalars.ts';
import { type BillingTerms, readBillingTerms } from '../domain/billing/billing-terms.ts';
import type { BilledService } from '../domain/billing/calculate.ts';
import type { Ledger } from '../domain/billing/ledger.ts';
import { payingSpans } from '../domain/billing/payer.ts';
import { profilesOf } from '../domain/billing/policy.ts';
import { supposedPolicy, supposedTimeline } from '../domain/billing/supposition.ts';
import type { Taxation } from '../domain/billing/tax-rules.ts';
import { readTimeline } from '../domain/billing/timeline.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import {
  type Subscriber,
  type SubscriberEvent,
  subscriberAggregate,
} from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadPolicy } from './billing-policy.ts';
import { everyOne } from './every-one.ts';
import { loadTaxation } from './tax-rules.ts';

/** What the charges of one account derive from. */
export interface Histories {
  /** How whoever pays is billed. */
  readonly terms: BillingTerms;
  /** Every service that the account pays for or ever paid for, and the state in which it is now. */
  readonly services: readonly Stored<Service>[];
  readonly billed: readonly BilledService[];
  /** What their taxes are found by, where the profile alone does not say it. */
  readonly taxation: Taxation | undefined;
}

/**
 * Reads the histories behind an account: of its own services, of those of its children for whom it pays or has paid, and
 * of all that its ledger remembers. A service's days are those of its subscriber, its terms those of whoever pays. What
 * is supposed stands in the place of what holds; what a service is supposed to have lived besides comes after its history.
 */
export async function readHistories(
  store: Store,
  subscriberId: string,
  ledger: Ledger,
  supposition: Supposition = {},
  lived: ReadonlyMap<string, readonly EventEnvelope[]> = new Map(),
): Promise<Histories> {
  const [history, own, children, inForce] = await Promise.all([
    store.history('subscriber', subscriberId),
    everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId }),
    everyOne(store, subscriberAggregate, { by: 'owner', owner: subscriberId }),
    loadPolicy(store),
  ]);
  const policy = supposedPolicy(inForce, supposition);
  const terms = readBillingTerms(history);
  const taxation = await loadTaxation(store, terms.buyer, supposition.taxRules);
  const others = await othersPaidFor(store, children, new Set(own.map(({ id }) => id)), ledger);
  const groups = [{ subscriberId, history, services: own }, ...others];
  const billed = await Promise.all(
    groups.flatMap((group) => {
      const spans = payingSpans(group.history, group.subscriberId, subscriberId);
      if (spans.length === 0) return [];
      const isOwn = group.subscriberId === subscriberId;
      const dayOf = isOwn ? terms.dayOf : readBillingTerms(group.history).dayOf;
      return group.services.map(async ({ id }): Promise<BilledService[]> => {
        const history = await store.history('service', id);
        const known = readTimeline([...history, ...(lived.get(id) ?? [])], dayOf);
        if (known === undefined) return [];
        const timeline = supposedTimeline(known, supposition);
        const always = spans.length === 1 && spans[0]?.from === Number.NEGATIVE_INFINITY && isOwn;
        return [
          {
            timeline,
            profiles: profilesOf(terms, policy, timeline),
            taxation,
            ...(always && spans[0]?.to === Number.POSITIVE_INFINITY ? {} : { spans }),
            ...(isOwn
              ? {}
              : { owner: { subscriberId: group.subscriberId, subscriberName: nameIn(group.history) } }),
          },
        ];
      });
    }),
  );
  return { terms, services: groups.flatMap(({ services }) => services), billed: billed.flat(), taxation };
}

/** How a subscriber is called now. */
function nameIn(history: readonly EventEnvelope[]): string {
  const events = history as unknown as readonly (SubscriberEvent & { readonly at: Instant })[];
  const subscriber = events.reduce<Subscriber | undefined>(
    (state, event) => subscriberAggregate.evolve(state, event, event.at),
    undefined,
  );
  if (subscriber === undefined) throw new Error('a subscriber without a beginning');
  return subscriber.details.name;
}

interface Group {
  readonly subscriberId: string;
  readonly history: readonly EventEnvelope[];
  readonly services: readonly Stored<Service>[];
}

/** Subscribers other than the payer with services for which the account pays or paid. */
async function othersPaidFor(
  store: Store,
  children: readonly { readonly id: string }[],
  own: ReadonlySet<string>,
  ledger: Ledger,
): Promise<readonly Group[]> {
  const remembered = await Promise.all(
    Object.keys(ledger)
      .filter((serviceId) => !own.has(serviceId))
      .map((serviceId) => store.load(serviceAggregate, serviceId)),
  );
  const ids = new Set([
    ...children.map(({ id }) => id),
    ...remembered.flatMap((service) => service?.state.subscriberId ?? []),
  ]);
  return Promise.all(
    [...ids].map(async (subscriberId) => {
      const [history, services] = await Promise.all([
        store.history('subscriber', subscriberId),
        everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId }),
      ]);
      return { subscriberId, history, services };
    }),
  );
}
