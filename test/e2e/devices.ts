import { expect, it } from 'vitest';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { askHuawei, askRouter } from '../demo/ask-devices.ts';
import { gearOf, tell } from '../demo/gear.ts';
import { createSubscriber, ended, order } from '../lifecycle.ts';
import { api, carriedOut, endpoints, nas, password, plan, serviceOf, siteId } from './running-stack.ts';

export const deviceUsername = 'devices@whole';
export const onuSerial = 'HWTC0DE71CE5';

/** A service over an OLT and a router; the devices are asked past platform and agent. */
export function devices(): void {
  let serviceId: string;
  const site = () => endpoints.sites[0]!;
  const olt = () => gearOf(site(), 'huawei-ma5800');
  const router = () => gearOf(site(), 'mikrotik-routeros-api');
  const secrets = () => askRouter(router(), '/ppp/secret', 'name', deviceUsername);

  it('are refused by one of them in its words, and what the other had taken on is taken back', async () => {
    await tell(olt(), 'plug-in', { serial: onuSerial, at: { slot: 2, port: 5 } });
    const subscriber = await createSubscriber(api, 'Over devices');
    const { nodeId } = olt();
    const service = await api.post<ServiceView>(`/subscribers/${subscriber.id}/services`, {
      planId: plan.id,
      access: {
        technology: 'gpon',
        siteId,
        username: deviceUsername,
        password,
        onuSerial,
        olt: { nodeId, lineProfile: 'home', serviceProfile: 'router', serviceVlan: 77, userVlan: 777 },
        router: { nodeId: router().nodeId },
      },
    });
    serviceId = service.id;
    await tell(router(), 'fault', { does: 'refuse', on: '/ppp/secret/add', words: 'failure: no room left' });
    const refused = await ended(api, await order(api, serviceId, 'activate'));
    await tell(router(), 'heal');
    expect(refused).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('no room left'),
      compensation: { confirmed: true },
    });
    expect(await serviceOf(serviceId)).toMatchObject({ state: 'failed', failure: { orderId: refused.id } });
    expect([await askHuawei(olt(), onuSerial), await secrets()]).toEqual([undefined, []]);
    expect((await nas.dial({ username: deviceUsername, password })).accepted).toBe(false);
  });

  it('hold the service when it is tried again, and show it', async () => {
    const done = await carriedOut(serviceId, 'activate');
    expect(done.steps.filter(({ answer }) => answer.includes('77')).length).toBeGreaterThan(0);
    expect(await askHuawei(olt(), onuSerial)).toMatchObject({
      controlActive: 1,
      runStatus: 1,
      servicePorts: ['77 ↔ 777'],
    });
    expect(await secrets()).toMatchObject([
      { disabled: 'false', profile: expect.stringContaining('20000k') },
    ]);
    expect(await tell(router(), 'dial', { kind: 'ppp', name: deviceUsername, password })).toMatchObject({
      accepted: true,
    });
  });

  it('that stall or break the line have done it all the same', async () => {
    await tell(router(), 'fault', { does: 'cut-after', on: '/ppp/secret/set', times: 1 });
    await tell(olt(), 'fault', { does: 'lose-answer', on: 'set' });
    await carriedOut(serviceId, 'suspend');
    expect(await askHuawei(olt(), onuSerial)).toMatchObject({ controlActive: 2, runStatus: 2 });
    expect(await secrets()).toMatchObject([{ disabled: 'true' }]);
    expect(await askRouter(router(), '/ppp/active', 'name', deviceUsername)).toEqual([]);
    await carriedOut(serviceId, 'resume');
    expect(await askHuawei(olt(), onuSerial)).toMatchObject({ controlActive: 1 });
  });
}
