import { describe, expect, it } from 'vitest';
import { type AccessRequest, accessRequest } from '../../functions/contracts/access.ts';
import { simAggregate } from '../../functions/domain/sim/sim.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { changeSim } from '../../functions/use-cases/change-sim.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createSim } from '../../functions/use-cases/create-sim.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { rollBackOrder } from '../../functions/use-cases/roll-back-order.ts';
import { aWorldOfDevices, fail, keys, sell, sim, world } from './binding-case.ts';
import { code, deliver, lastDesired, today, value } from './service-world.ts';

aWorldOfDevices();

describe('a binding that names a SIM', () => {
  it('keeps the keys of a SIM sealed, and sends them with the desired state alone', async () => {
    const { ki: _, opc: __, ...keyless } = sim(20) as Extract<AccessRequest, { technology: 'lte' }>;
    expect(code(await sell(keyless))).toBe('service.sim-keys-missing');
    expect(accessRequest.safeParse({ ...keyless, ki: keys.ki }).success).toBe(false);
    const { service } = value(await sell(sim(20)));
    await world.fulfil(service.id, { kind: 'activate' });
    expect(lastDesired(world.recorded)).toMatchObject({ keys });
    const history = await world.ports.store.history('service', service.id);
    expect(JSON.stringify([history, await world.service(service.id)])).not.toContain(keys.opc);
    await world.fulfil(service.id, { kind: 'terminate' });
    expect(lastDesired(world.recorded)).not.toHaveProperty('keys');
    expect(await world.ports.store.secret('service', service.id, 'sim-keys')).toBeUndefined();
  });

  it('takes new keys with a new SIM, and goes back to the old ones when the change fails', async () => {
    const { service } = value(await sell(sim(30)));
    await world.fulfil(service.id, { kind: 'activate' });
    const next = { ki: '1'.repeat(32), opc: '2'.repeat(32) };
    const wish = (access: AccessRequest) =>
      changeService(world.ports, service.id, { access }, world.at(today));
    const { ki: _, opc: __, ...keyless } = sim(31) as Extract<AccessRequest, { technology: 'lte' }>;
    expect(code(await wish(keyless))).toBe('service.sim-keys-missing');

    const failing = { serviceId: service.id, orderId: value(await wish(sim(31, next))).orderId };
    await world.execute(service.id, failing.orderId, { outcome: 'refused' });
    expect(lastDesired(world.recorded).keys).toEqual(next);
    const back = await rollBackOrder(
      world.ports,
      failing,
      { error: 'Edge.Refused', cause: 'no' },
      world.at(today),
    );
    await deliver(world.ports, world.recorded, back);
    expect(lastDesired(world.recorded).keys).toEqual(keys);
    await failOrder(
      world.ports,
      { step: 'fail', ...failing, error: 'Edge.Refused', cause: 'no', compensated: true },
      world.at(today),
    );

    const { orderId } = value(await wish(sim(31, next)));
    const observed = await world.execute(service.id, orderId);
    await completeOrder(world.ports, { serviceId: service.id, orderId }, observed, world.at(today));
    expect(JSON.parse((await world.ports.store.secret('service', service.id, 'sim-keys')) ?? '')).toEqual(
      next,
    );
  });
});

describe('a SIM of the stock', () => {
  const stored = async (id: string) => (await world.ports.store.load(simAggregate, id))?.state;

  it('brings its keys and its number, and goes with its service until it is back in the stock', async () => {
    const wished = sim(40) as Extract<AccessRequest, { technology: 'lte' }>;
    const { ki: _, opc: __, ...keyless } = wished;
    const card = { iccid: '8949000000000000018', imsi: wished.imsi, msisdn: '491700000001' };
    const { id } = value(
      await createSim(world.ports, { ...card, ki: 'c'.repeat(32), opc: 'd'.repeat(32) }, world.at(today)),
    );
    const { service } = value(await sell(keyless));
    expect(service.state.access).toMatchObject({ core: { msisdn: card.msisdn } });
    expect(await stored(id)).toMatchObject({ status: 'assigned', serviceId: service.id });
    await world.fulfil(service.id, { kind: 'activate' });
    expect(lastDesired(world.recorded).keys).toEqual({ ki: 'c'.repeat(32), opc: 'd'.repeat(32) });
    expect(await stored(id)).toMatchObject({ status: 'activated' });
    await world.fulfil(service.id, { kind: 'suspend', reason: 'requested' });
    expect(await stored(id)).toMatchObject({ status: 'suspended' });
    await world.fulfil(service.id, { kind: 'resume' });
    expect(await stored(id)).toMatchObject({ status: 'activated' });

    const access = sim(41);
    const swap = async () => {
      const ordered = await changeService(world.ports, service.id, { access }, world.at(today));
      return { serviceId: service.id, orderId: value(ordered).orderId };
    };
    const failing = await swap();
    await world.execute(service.id, failing.orderId, { outcome: 'refused' });
    await fail(failing);
    expect(await stored(id)).toMatchObject({ status: 'activated' });
    const order = await swap();
    const observed = await world.execute(service.id, order.orderId);
    await completeOrder(world.ports, order, observed, world.at(today));
    expect(await stored(id)).toMatchObject({ status: 'stock' });
    const again = value(await sell(keyless));
    await world.ordered(again.service.id, { kind: 'terminate' });
    expect(await stored(id)).toMatchObject({ status: 'stock' });
    value(await changeSim(world.ports, id, { status: 'retired' }, world.at(today)));
    const retired = await sell({ ...keyless, ...keys });
    expect(retired).toMatchObject({ refusal: { code: 'sim.retired', pointer: '/access/imsi' } });
  });
});
