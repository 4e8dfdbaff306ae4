import {
  type BulkAction,
  type BulkActionEvent,
  bulkActionAggregate,
} from '../domain/bulk-action/bulk-action.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a wish of staff about a bulk action that is on record. */
export function steerBulkAction(
  store: Store,
  bulkActionId: string,
  context: Context,
  decide: (bulk: BulkAction) => Result<readonly BulkActionEvent[]>,
): Promise<Result<Stored<BulkAction>>> {
  return changeOne(store, bulkActionAggregate, bulkActionId, context, ({ state }) => {
    const decided = decide(state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
