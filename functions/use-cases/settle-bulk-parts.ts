import type { BulkActionAdvanced } from '../contracts/events/bulk-action-advanced.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import type { Ports } from '../ports/ports.ts';

type Settled = Pick<BulkActionAdvanced['data'], 'done' | 'failed' | 'silentSites'>;

/** What has come of the orders that are under way, as far as they have ended. */
export async function settleParts(
  { store }: Pick<Ports, 'store'>,
  { underWay }: BulkAction,
): Promise<Settled> {
  const settled: Settled = { done: [], failed: [], silentSites: [] };
  const loaded = await store.loadAll(
    serviceOrderAggregate,
    underWay.map(({ orderId }) => orderId),
  );
  const orders = new Map(loaded.map(({ id, state }) => [id, state]));
  for (const part of underWay) {
    const order = orders.get(part.orderId);
    if (order === undefined) throw new Error(`the order ${part.orderId} of a bulk action is gone`);
    if (order.state === 'succeeded') {
      const { changed, cut } = order.sessions ?? { changed: 0, cut: 0 };
      settled.done.push({ ...part, ratesChanged: changed, sessionsCut: cut });
    } else if (order.state === 'failed') {
      const { code = 'platform.fault', reason, siteId } = order;
      settled.failed.push({ ...part, code, message: reason.slice(0, 500) });
      if (code === 'site.silent') settled.silentSites.push(siteId);
    }
  }
  return settled;
}
