import type { AggregateType } from '../contracts/event.ts';
import type { Store, Stored } from '../ports/store.ts';

/**
 * A store that reads the state of each aggregate once, by itself or in a list: what is decided on one event is decided on
 * one state of things. What it wrote is as it wrote it; after a refusal it forgets everything and asks again: the decision
 * is made on what is stored then. What else is asked of it, it asks of the store behind it.
 */
export function readingOnce(store: Store): Store {
  const known = new Map<string, Promise<Stored<unknown> | undefined>>();
  const nameOf = (type: AggregateType, id: string) => `${type}#${id}`;

  const load: Store['load'] = <S>(aggregate: Parameters<Store['load']>[0], id: string) => {
    const name = nameOf(aggregate.type, id);
    let stored = known.get(name);
    if (stored === undefined) {
      stored = store.load(aggregate, id);
      known.set(name, stored);
      // Who asked hears of the fault; who asks next tries anew.
      stored.catch(() => known.delete(name));
    }
    return stored as Promise<Stored<S> | undefined>;
  };

  return {
    ...store,
    load,

    async loadAll(aggregate, ids) {
      const stored = await Promise.all(ids.map((id) => load(aggregate, id)));
      return stored.filter((one) => one !== undefined);
    },

    async list(aggregate, where, page) {
      const listed = await store.list(aggregate, where, page);
      for (const stored of listed.items) {
        const name = nameOf(aggregate.type, stored.id);
        if (!known.has(name)) known.set(name, Promise.resolve(stored));
      }
      return listed;
    },

    async commit(changes, context, answer) {
      let isDone = false;
      try {
        const committed = await store.commit(changes, context, answer);
        isDone = committed.ok;
        return committed;
      } finally {
        if (!isDone) known.clear();
        for (const { type, id, expectedVersion, state, events } of isDone ? changes : []) {
          const version = expectedVersion + events.length;
          known.set(nameOf(type, id), Promise.resolve({ id, version, state, updatedAt: context.now }));
        }
      }
    },
  };
}
