import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { retryBulkChange as decide } from '../domain/bulk-change/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerBulkChange } from './steer-bulk-change.ts';

/** Orders those services of a bulk change anew that failed. */
export function retryBulkChange(
  { store }: Pick<Ports, 'store'>,
  bulkChangeId: string,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  return steerBulkChange(store, bulkChangeId, context, decide);
}
