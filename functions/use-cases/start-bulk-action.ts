import { bulkActionPermissions } from '../contracts/permissions.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { startBulkAction as decide } from '../domain/bulk-action/decide.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseUnpermitted } from './refuse-unpermitted.ts';
import { steerBulkAction } from './steer-bulk-action.ts';
import { refuseEnd } from './suspend-service.ts';

/** Carries out a bulk action that was surveyed. */
export function startBulkAction(
  { store }: Pick<Ports, 'store'>,
  bulkActionId: string,
  context: Context,
): Promise<Result<Stored<BulkAction>>> {
  return steerBulkAction(store, bulkActionId, context, (bulk) => {
    const unpermitted = refuseUnpermitted(context, bulkActionPermissions[bulk.wish.action]);
    if (unpermitted !== undefined) return unpermitted;
    const decided = decide(bulk);
    if (!decided.ok || decided.value.length === 0) return decided;
    return refuseEnd(bulk.wish.suspension?.until, context.now.slice(0, 10)) ?? decided;
  });
}
