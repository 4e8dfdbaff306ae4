import { afterEach, beforeEach } from 'vitest';
import type { BulkActionWish } from '../../functions/contracts/bulk-action.ts';
import { type BulkAction, bulkActionAggregate } from '../../functions/domain/bulk-action/bulk-action.ts';
import { hasEnded } from '../../functions/domain/service-order/service-order.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { makeWorld, today, value, type World } from './service-world.ts';

export let world: World;

/** Before each test there is a world with a site that is connected. */
export function aBulkWorld(): void {
  beforeEach(async () => {
    world = await makeWorld();
    await online('online');
  });
  afterEach(() => world.stop());
}

export async function online(state: 'online' | 'offline'): Promise<void> {
  const { siteId, ports, at } = world;
  await recordSiteStatus(ports, { siteId, state, agentVersion: '1', at: today }, at(today));
}

export async function services(count: number, name = 'u'): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await world.active(`${name}${n}`));
  return ids;
}

export const wish = (more: Partial<BulkActionWish> = {}): BulkActionWish => ({
  planId: world.planId,
  toVersion: 2,
  action: 'plan',
  starts: 'at-once',
  ...more,
});

export const requestedOf = async (more: Omit<BulkActionWish, 'starts'> & Partial<BulkActionWish>) =>
  value(await requestBulkAction(world.ports, { starts: 'at-once', ...more }, world.at(today)));

export const requested = async (more: Partial<BulkActionWish> = {}) =>
  value(await requestBulkAction(world.ports, wish(more), world.at(today)));

/** One step as the state machine asks for it, by ports that may break off. */
export async function advance(
  { id, state: { run } }: Stored<BulkAction>,
  now = today,
  ports: Ports = world.ports,
  attempt = 0,
) {
  const context = world.at(now, { actor: { kind: 'system', id } });
  return advanceBulkAction(ports, { step: 'advance', bulkActionId: id, run, turn: 0, attempt }, context);
}

export async function read({ id }: Stored<BulkAction>): Promise<Stored<BulkAction>> {
  const stored = await world.ports.store.load(bulkActionAggregate, id);
  if (stored === undefined) throw new Error('gone');
  return stored;
}

/** The sites answer everything that is under way. */
export async function answer(bulk: Stored<BulkAction>, refuse: readonly string[] = []): Promise<void> {
  for (const { serviceId, orderId } of (await read(bulk)).state.underWay) {
    const execution = { orderId, serviceId };
    if (hasEnded(await world.order(orderId))) continue;
    if (refuse.includes(serviceId)) {
      await world.execute(serviceId, orderId, { outcome: 'refused', reason: 'no' });
      const failure = { error: 'Edge.Refused', cause: 'no', compensated: true };
      await failOrder(world.ports, { step: 'fail', ...execution, ...failure }, world.at(today));
      continue;
    }
    const observed = await world.execute(serviceId, orderId, { sessions: { changed: 1, cut: 0 } });
    await completeOrder(world.ports, execution, observed, world.at(today));
  }
}

/** The site keeps silent until the orders give up. */
export async function silence(bulk: Stored<BulkAction>): Promise<void> {
  for (const part of (await read(bulk)).state.underWay) {
    const failure = { error: 'States.Timeout', cause: '', compensated: false };
    await failOrder(world.ports, { step: 'fail', ...part, ...failure }, world.at(today));
  }
}

export const view = async (bulk: Stored<BulkAction>) => showBulkAction(await read(bulk));
