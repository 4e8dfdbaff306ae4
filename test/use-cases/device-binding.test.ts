import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { removeAccessNode } from '../../functions/use-cases/remove-access-node.ts';
import { aWorldOfDevices, core, node, olt, router, sell, sim, world } from './binding-case.ts';
import { code, today, value } from './service-world.ts';

aWorldOfDevices();

function fibre(n: number, more: Partial<Extract<AccessRequest, { technology: 'gpon' }>> = {}): AccessRequest {
  return {
    technology: 'gpon',
    siteId: world.siteId,
    username: `fibre-${n}`,
    onuSerial: `HWTC${n.toString(16).toUpperCase().padStart(8, '0')}`,
    olt: { nodeId: olt, lineProfile: 'home', serviceProfile: 'internet', serviceVlan: 100, userVlan: n },
    ...more,
  };
}

describe('a binding that names devices', () => {
  it('is sold with an OLT and a router, and its VLANs at the OLT are its own', async () => {
    const sold = value(await sell(fibre(1, { router: { nodeId: router } })));
    expect(sold.service.state.access).toMatchObject({
      olt: { nodeId: olt, userVlan: 1 },
      router: { nodeId: router },
    });
    const rival = fibre(2, {
      olt: { nodeId: olt, lineProfile: 'x', serviceProfile: 'y', serviceVlan: 100, userVlan: 1 },
    });
    expect(code(await sell(rival))).toBe('store.claim-taken');
    await world.ordered(sold.service.id, { kind: 'terminate' });
    expect(code(await sell(rival))).toBe('done');
  });

  it('keeps its nodes from being removed until it is moved or terminated', async () => {
    const [first, second] = [await node('olt', '10.9.0.11'), await node('olt', '10.9.0.12')];
    const on = (nodeId: string) =>
      fibre(900, {
        olt: { nodeId, lineProfile: 'a', serviceProfile: 'b', serviceVlan: 90, userVlan: 90 },
      });
    const remove = (id: string) => removeAccessNode(world.ports, id, world.at(today));
    const { service } = value(await sell(on(first)));
    expect(await remove(first)).toMatchObject({
      refusal: { code: 'access-node.in-use', message: expect.stringMatching(/^1 service is bound/) },
    });
    await world.fulfil(service.id, { kind: 'activate' });
    const { orderId } = value(
      await changeService(world.ports, service.id, { access: on(second) }, world.at(today)),
    );
    // The change may fail, and then the first is needed again.
    expect([code(await remove(first)), code(await remove(second))]).toEqual([
      'access-node.in-use',
      'access-node.in-use',
    ]);
    const observed = await world.execute(service.id, orderId);
    await completeOrder(world.ports, { serviceId: service.id, orderId }, observed, world.at(today));
    expect(code(await remove(first))).toBe('done');
    await world.fulfil(service.id, { kind: 'terminate' });
    expect(code(await remove(second))).toBe('done');
  });

  it('names nodes of its site and of the right kind', async () => {
    const elsewhere = value(
      await createSite(world.ports, { name: 'Dale', timeZone: 'UTC' }, world.at(today)),
    );
    const foreign = await node('olt', '10.9.0.1', elsewhere.id);
    const gone = await node('nas', '10.9.0.4');
    value(await removeAccessNode(world.ports, gone, world.at(today)));
    const at = (nodeId: string) =>
      sell(
        fibre(10, { olt: { nodeId, lineProfile: 'a', serviceProfile: 'b', serviceVlan: 2, userVlan: 2 } }),
      );
    const refusals = [
      await at(foreign),
      await at(`nod_${'0'.repeat(26)}`),
      await at(core),
      await sell(fibre(10, { router: { nodeId: gone } })),
      await sell(fibre(10, { router: { nodeId: olt } })),
      await sell(sim(10, { core: { nodeId: router, apn: 'internet' } })),
    ];
    expect(
      refusals.map((result) => (result.ok ? 'done' : [result.refusal.code, result.refusal.pointer])),
    ).toEqual([
      ['reference.access-node-unknown', '/access/olt/nodeId'],
      ['reference.access-node-unknown', '/access/olt/nodeId'],
      ['access-node.wrong-kind', '/access/olt/nodeId'],
      ['reference.access-node-unknown', '/access/router/nodeId'],
      ['access-node.wrong-kind', '/access/router/nodeId'],
      ['access-node.wrong-kind', '/access/core/nodeId'],
    ]);
  });
});
