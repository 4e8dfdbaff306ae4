import { bulkActionPermissions } from '../contracts/permissions.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { retryBulkAction as decide } from '../domain/bulk-action/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseUnpermitted } from './refuse-unpermitted.ts';
import { steerBulkAction } from './steer-bulk-action.ts';

/** Tries anew with whom a bulk action failed. */
export function retryBulkAction(
  { store }: Pick<Ports, 'store'>,
  bulkActionId: string,
  context: Context,
): Promise<Result<Stored<BulkAction>>> {
  return steerBulkAction(
    store,
    bulkActionId,
    context,
    (bulk) => refuseUnpermitted(context, bulkActionPermissions[bulk.wish.action]) ?? decide(bulk),
  );
}
