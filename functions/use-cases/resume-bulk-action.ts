import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { resumeBulkAction as decide } from '../domain/bulk-action/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerBulkAction } from './steer-bulk-action.ts';

/** Goes on with a bulk action that was held up or broke off. */
export function resumeBulkAction(
  { store }: Pick<Ports, 'store'>,
  bulkActionId: string,
  context: Context,
): Promise<Result<Stored<BulkAction>>> {
  return steerBulkAction(store, bulkActionId, context, decide);
}
