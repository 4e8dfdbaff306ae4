import type { AggregateType, EventEnvelope } from '../contracts/event.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { billingPolicyAggregate, billingPolicyId } from '../domain/billing/policy.ts';
import { taxRulesAggregate, taxRulesId } from '../domain/billing/tax-rules.ts';
import { taxServiceAggregate, taxServiceId } from '../domain/billing/tax-service.ts';
import { operatorAggregate, operatorId } from '../domain/document/operator.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';

/**
 * A store that has read what billing some subscribers asks for, all of it in a few reads, and answers from that. What
 * it wrote is as it wrote it; after a refusal it forgets everything and asks again: the decision is made on what is
 * stored then. What else is asked of it, it asks of the store behind it.
 */
export async function readAhead(store: Store, subscriberIds: readonly string[]): Promise<Store> {
  const [subscribers, accounts, owned, policy, taxRules, taxService, operator] = await Promise.all([
    store.loadAll(subscriberAggregate, subscriberIds),
    store.loadAll(billingAccountAggregate, subscriberIds.map(accountIdOf)),
    store.ownedBy(serviceAggregate, subscriberIds),
    store.load(billingPolicyAggregate, billingPolicyId),
    store.load(taxRulesAggregate, taxRulesId),
    store.load(taxServiceAggregate, taxServiceId),
    store.load(operatorAggregate, operatorId),
  ]);
  const own = new Set(owned.flat().map(({ id }) => id));
  const paidForOthers = await store.loadAll(serviceAggregate, [
    ...new Set(accounts.flatMap(({ state }) => state.services ?? []).filter((id) => !own.has(id))),
  ]);
  const services = [...owned.flat(), ...paidForOthers];
  const ids = new Set(subscriberIds);
  const others = await store.loadAll(subscriberAggregate, [
    ...new Set(paidForOthers.map(({ state }) => state.subscriberId).filter((id) => !ids.has(id))),
  ]);
  const told = [
    ...[...subscribers, ...others].map(({ id, version }) => ({ type: 'subscriber' as const, id, version })),
    ...services.map(({ id, version }) => ({ type: 'service' as const, id, version })),
  ];
  const read = await store.histories(told);

  const key = (type: AggregateType, id: string) => `${type}#${id}`;
  const states = new Map<string, Stored<unknown> | undefined>([
    ...[...subscribers, ...others].map((one) => [key('subscriber', one.id), one] as const),
    ...subscriberIds.map(accountIdOf).map((id) => [key('billing-account', id), undefined] as const),
    ...accounts.map((one) => [key('billing-account', one.id), one] as const),
    ...services.map((one) => [key('service', one.id), one] as const),
    [key('billing-policy', billingPolicyId), policy],
    [key('tax-rules', taxRulesId), taxRules],
    [key('tax-service', taxServiceId), taxService],
    [key('operator', operatorId), operator],
  ]);
  const histories = new Map<string, readonly EventEnvelope[]>(
    told.map(({ type, id }, i) => [key(type, id), read[i] ?? []]),
  );
  // Whom an account pays for besides its own subscriber it knows as of when it was last looked at.
  const serviceOf = new Map(services.map((service) => [service.id, service]));
  const lists = new Map<string, readonly Stored<unknown>[]>([
    ...[...Map.groupBy(paidForOthers, ({ state }) => state.subscriberId)].map(
      ([owner, list]) => [key('service', owner), inOrder(list)] as const,
    ),
    ...subscriberIds.map((owner, i) => [key('service', owner), owned[i] ?? []] as const),
  ]);
  for (const { state } of accounts) {
    if (state.services === undefined) continue;
    const owners = new Set(state.services.map((id) => serviceOf.get(id)?.state.subscriberId));
    const children = [...subscribers, ...others].filter(
      ({ id }) => id !== state.subscriberId && owners.has(id),
    );
    lists.set(key('subscriber', state.subscriberId), inOrder(children));
  }
  const series = new Map<string, number>();

  return {
    ...store,

    async load<S>(aggregate: { readonly type: AggregateType }, id: string) {
      const name = key(aggregate.type, id);
      return states.has(name)
        ? (states.get(name) as Stored<S> | undefined)
        : store.load<S, never>(aggregate as never, id);
    },

    async history(type, id, afterVersion = 0) {
      const known = histories.get(key(type, id));
      return known === undefined
        ? store.history(type, id, afterVersion)
        : known.filter(({ version }) => version > afterVersion);
    },

    async list(aggregate, where, page) {
      const known =
        where.by === 'owner' && page.cursor === undefined
          ? lists.get(key(aggregate.type, where.owner))
          : undefined;
      return known === undefined || known.length > page.limit
        ? store.list(aggregate, where, page)
        : { items: known as readonly Stored<never>[] };
    },

    async currentInSeries(name) {
      return series.get(name) ?? store.currentInSeries(name);
    },

    async commit(changes, context, answer) {
      const committed = await store.commit(changes, context, answer);
      if (!committed.ok) {
        states.clear();
        histories.clear();
        lists.clear();
        series.clear();
        return committed;
      }
      for (const { type, id, expectedVersion, state, events, series: taken } of changes) {
        const version = expectedVersion + events.length;
        if (states.has(key(type, id))) {
          states.set(key(type, id), { id, version, state, updatedAt: context.now });
        }
        if (taken !== undefined) {
          series.set(taken.name, Math.max(taken.number, series.get(taken.name) ?? 0));
        }
      }
      return committed;
    },
  };
}

function inOrder<S>(stored: readonly Stored<S>[]): readonly Stored<S>[] {
  return stored.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
