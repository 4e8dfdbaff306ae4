import { describe, expect, it } from 'vitest';
import type { BulkActionWish } from '../../functions/contracts/bulk-action.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { removeAccessNode } from '../../functions/use-cases/remove-access-node.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { startBulkAction } from '../../functions/use-cases/start-bulk-action.ts';
import { aBulkWorld, advance, answer, requestedOf, view, world } from './bulk-case.ts';
import { code, createFibrePlan, today, value } from './service-world.ts';

aBulkWorld();

describe('a bulk action from one node to another', () => {
  it('moves services from one node to another by change orders, and leaves out who is bound to none', async () => {
    const { siteId } = world;
    const node = async (address: string, kind: 'olt' | 'nas' = 'olt') => {
      const device =
        kind === 'olt'
          ? { driver: 'vsol-v1600g', credentials: { community: 'of the lab' } }
          : { driver: 'radius-nas', credentials: { secret: 'of the lab' } };
      const wanted = { siteId, kind, ...device, address, settings: {} };
      return value(await createAccessNode(world.ports, wanted, world.at(today))).id;
    };
    const [old, next, router] = [
      await node('10.9.0.1'),
      await node('10.9.0.2'),
      await node('10.9.0.3', 'nas'),
    ];
    const planId = await createFibrePlan(world);
    const fibre = async (n: number, nodeId: string, userVlan = n) => {
      const olt = {
        nodeId,
        lineProfile: 'home',
        serviceProfile: 'internet',
        serviceVlan: 100,
        userVlan,
        port: '0/1',
      };
      const access = {
        technology: 'gpon' as const,
        siteId,
        username: `fibre-${n}`,
        onuSerial: `HWTC0000000${n}`,
        olt,
        router: { nodeId: router },
      };
      const { id } = value(await world.select({ planId, access })).service;
      await world.fulfil(id, { kind: 'activate' });
      return id;
    };
    const [first, second] = [await fibre(1, old), await fibre(2, old)];
    await fibre(3, next, 2);
    const held = await fibre(4, old);
    await world.fulfil(held, { kind: 'suspend', reason: 'overdue' });
    const left = (await world.service(held)).state.desired?.entitlement;
    await world.active('by-radius');
    const move = { toNodeId: next, serviceProfile: 'internet-2' };
    const bulk = await requestedOf({ action: 'move', siteId, move, starts: 'when-told' });
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({
      state: 'surveyed',
      survey: {
        found: 2,
        recurring: [{ before: { amount: '20.00' }, after: { amount: '20.00' } }],
        leftOut: { 'bulk-action.already-so': 1, 'service.not-bound-to-node': 1, 'store.claim-taken': 1 },
      },
    });
    const started = value(await startBulkAction(world.ports, bulk.id, world.at(today)));
    await advance(started);
    await answer(bulk);
    await advance(started);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 2, failed: 0 } });
    expect((await world.service(first)).state).toMatchObject({
      access: { olt: { nodeId: next, serviceVlan: 100, userVlan: 1, serviceProfile: 'internet-2' } },
      desired: { access: { olt: { nodeId: next } } },
    });
    expect((await world.service(first)).state.access).not.toHaveProperty('olt.port');
    expect((await world.service(second)).state.access).toMatchObject({ olt: { nodeId: old } });
    expect((await world.service(held)).state).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'overdue' },
      access: { olt: { nodeId: next } },
      desired: { present: true, entitlement: left, access: { olt: { nodeId: next } } },
    });
    expect(left).not.toBe('full');
    await world.fulfil(held, { kind: 'resume' });
    expect((await world.service(held)).state).toMatchObject({
      state: 'active',
      desired: { entitlement: 'full', access: { olt: { nodeId: next } } },
    });

    const spare = await node('10.9.0.4', 'nas');
    const again = await requestedOf({ action: 'move', nodeId: router, move: { toNodeId: spare } });
    await advance(again);
    value(await removeAccessNode(world.ports, spare, world.at(today)));
    await advance(again);
    expect(await view(again)).toMatchObject({
      state: 'completed',
      failuresByCode: { 'reference.access-node-unknown': 4 },
    });
    const refusal = async (more: Partial<BulkActionWish>) =>
      code(
        await requestBulkAction(
          world.ports,
          { action: 'move', siteId, starts: 'when-told', ...more },
          world.at(today),
        ),
      );
    expect(await refusal({})).toBe('bulk-action.move-missing');
    expect(await refusal({ move: { toNodeId: spare } })).toBe('reference.access-node-unknown');
    expect(await refusal({ move: { toNodeId: router, lineProfile: 'x' } })).toBe(
      'bulk-action.not-for-action',
    );
  });
});
