import { bulkChangeAggregate } from '../domain/bulk-change/bulk-change.ts';
import { failBulkChange as decide } from '../domain/bulk-change/decide.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/** Notes that the platform cannot go on by itself, and why. */
export async function failBulkChange(
  { store }: Pick<Ports, 'store'>,
  bulkChangeId: string,
  { error, cause }: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<void> {
  const failed = await changeOne(store, bulkChangeAggregate, bulkChangeId, context, ({ state }) =>
    done({ events: decide(state, `${error}: ${cause}`.slice(0, 1000)) }),
  );
  if (!failed.ok)
    throw new Error(`the bulk change ${bulkChangeId} cannot be ended: ${failed.refusal.message}`);
}
