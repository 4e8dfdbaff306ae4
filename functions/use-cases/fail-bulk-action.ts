import { bulkActionAggregate } from '../domain/bulk-action/bulk-action.ts';
import { failBulkAction as decide } from '../domain/bulk-action/decide.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/** Notes that the platform cannot go on by itself, and why. */
export async function failBulkAction(
  { store }: Pick<Ports, 'store'>,
  bulkActionId: string,
  { error, cause }: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<void> {
  const failed = await changeOne(store, bulkActionAggregate, bulkActionId, context, ({ state }) =>
    done({ events: decide(state, `${error}: ${cause}`.slice(0, 1000)) }),
  );
  if (!failed.ok)
    throw new Error(`the bulk action ${bulkActionId} cannot be ended: ${failed.refusal.message}`);
}
