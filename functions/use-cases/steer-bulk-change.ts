import {
  type BulkChange,
  type BulkChangeEvent,
  bulkChangeAggregate,
} from '../domain/bulk-change/bulk-change.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a wish of staff about a bulk change that is on record. */
export function steerBulkChange(
  store: Store,
  bulkChangeId: string,
  context: Context,
  decide: (bulk: BulkChange) => Result<readonly BulkChangeEvent[]>,
): Promise<Result<Stored<BulkChange>>> {
  return changeOne(store, bulkChangeAggregate, bulkChangeId, context, ({ state }) => {
    const decided = decide(state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
