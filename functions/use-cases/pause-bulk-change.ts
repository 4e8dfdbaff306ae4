import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { pauseBulkChange as decide } from '../domain/bulk-change/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerBulkChange } from './steer-bulk-change.ts';

/** Holds a bulk change up. */
export function pauseBulkChange(
  { store }: Pick<Ports, 'store'>,
  bulkChangeId: string,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  return steerBulkChange(store, bulkChangeId, context, decide);
}
