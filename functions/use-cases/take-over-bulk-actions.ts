import type { SweptPage } from '../contracts/service-sweep.ts';
import {
  type BulkAction,
  type BulkActionEvent,
  bulkActionAggregate,
} from '../domain/bulk-action/bulk-action.ts';
import { earlierAggregates } from '../domain/bulk-action/taken-over.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

const perPage = 50;

/**
 * Takes over what an earlier release held as bulk changes and rounds, each under its id and once: what ran goes on from
 * where it stood, what waited to be started still can be, and what has ended is still seen. Its state machine went with that
 * release, so that nothing but this brings it on. The youngest comes last: once that is taken over, one look is all it takes.
 */
export async function takeOverBulkActions(
  { store }: Pick<Ports, 'store'>,
  context: Context,
): Promise<SweptPage['failures']> {
  const failures: SweptPage['failures'] = [];
  for (const { type, aggregate } of earlierAggregates) {
    const [youngest] = (await store.list(aggregate, { by: 'type' }, { limit: 1, order: 'newest' })).items;
    if (youngest === undefined || (await store.load(bulkActionAggregate, youngest.id)) !== undefined)
      continue;
    let cursor: string | undefined;
    do {
      const page = await store.list(
        aggregate,
        { by: 'type' },
        { limit: perPage, ...(cursor === undefined ? {} : { cursor }) },
      );
      const ids = page.items.map(({ id }) => id);
      const known = new Set((await store.loadAll(bulkActionAggregate, ids)).map(({ id }) => id));
      for (const earlier of page.items.filter(({ id }) => !known.has(id))) {
        const reason = await takeOver(store, type, earlier, context);
        if (reason !== undefined) failures.push({ id: earlier.id, reason });
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return failures;
}

/** Takes one over, or says why it was not. */
async function takeOver(
  store: Ports['store'],
  type: (typeof earlierAggregates)[number]['type'],
  { id, version, state }: Stored<object>,
  context: Context,
): Promise<string | undefined> {
  const earlier = state as Record<string, unknown> & Pick<BulkAction, 'run'>;
  const event: BulkActionEvent = {
    type: 'bulk-action.taken-over',
    data: { run: earlier.run + 1, from: { type, version }, earlier },
  };
  const made = change(bulkActionAggregate, id, undefined, [event], context.now);
  const committed = await store.commit([made], context);
  // Who was first has taken it over just as well.
  return committed.ok || committed.refusal.code === 'store.version-conflict'
    ? undefined
    : committed.refusal.message;
}
