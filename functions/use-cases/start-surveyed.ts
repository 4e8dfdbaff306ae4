import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { bulkChangeAggregate } from '../domain/bulk-change/bulk-change.ts';
import { startBulkChange as decide } from '../domain/bulk-change/decide.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseEnd } from './suspend-service.ts';
import { changeOne } from './write-one.ts';

/** Carries out a bulk change that was surveyed. */
export function startSurveyed(
  { store }: Pick<Ports, 'store'>,
  bulkChangeId: string,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  return changeOne(store, bulkChangeAggregate, bulkChangeId, context, ({ state }) => {
    const decided = decide(state);
    if (!decided.ok) return decided;
    const unending = refuseEnd(state.wish.suspension?.until, context.now.slice(0, 10));
    return decided.value.length > 0 && unending !== undefined ? unending : done({ events: decided.value });
  });
}
