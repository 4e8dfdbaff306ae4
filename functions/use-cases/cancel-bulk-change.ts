import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { cancelBulkChange as decide } from '../domain/bulk-change/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerBulkChange } from './steer-bulk-change.ts';

/** Ends a bulk change before its time. */
export function cancelBulkChange(
  { store }: Pick<Ports, 'store'>,
  bulkChangeId: string,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  return steerBulkChange(store, bulkChangeId, context, decide);
}
