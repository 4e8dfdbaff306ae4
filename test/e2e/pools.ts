import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AddressHolder, AddressPoolView } from '../../functions/contracts/http/address-pools.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { gearOf, tell } from '../demo/gear.ts';
import { createSubscriber } from '../lifecycle.ts';
import { api, carriedOut, endpoints, plan, serviceOf, siteId } from './running-stack.ts';

/** Addresses, prefixes and numbers from pools, on the simulated OLT of the site and in what AAA answers. */
export function pools(): void {
  const serial = `HWTC${randomBytes(4).toString('hex').toUpperCase()}`;
  let service: ServiceView;
  let made: Record<'homes' | 'vlans' | 'ids', AddressPoolView>;

  it('are given to a site and its OLT, and a fibre is sold by its serial alone', async () => {
    const olt = gearOf(endpoints.sites[0]!, 'huawei-ma5800');
    const make = (details: object) => api.post<AddressPoolView>('/address-pools', { siteId, ...details });
    const { nodeId } = olt;
    const mark = randomBytes(2).readUInt16BE();
    made = {
      homes: await make({
        name: 'Homes',
        kind: 'ipv6-prefix',
        cidr: `2001:db8:${mark.toString(16)}::/48`,
        prefixLength: 56,
      }),
      vlans: await make({
        name: 'VLANs',
        kind: 'vlan',
        nodeId,
        serviceVlans: [{ first: 700, last: 709 }],
        userVlans: [{ first: 1000, last: 1999 }],
      }),
      ids: await make({
        name: 'ONU ids',
        kind: 'onu-id',
        nodeId,
        ports: ['0/3/7'],
        ids: [{ first: 40, last: 49 }],
      }),
    };
    await tell(olt, 'plug-in', { serial, at: { slot: 3, port: 7 } });
    const seen = await api.get<{ items: { serial: string; port: string }[] }>(
      `/access-nodes/${nodeId}/onus?state=unconfigured`,
    );
    expect(seen.items).toContainEqual(expect.objectContaining({ serial, port: '0/3/7' }));

    const { id } = await createSubscriber(api, `Pool ${serial}`);
    service = await api.post<ServiceView>(`/subscribers/${id}/services`, {
      planId: plan.id,
      access: {
        technology: 'gpon',
        siteId,
        username: `${serial.toLowerCase()}@fibre`,
        onuSerial: serial,
        delegatedIpv6PoolId: made.homes.id,
        olt: { nodeId, lineProfile: 'home', serviceProfile: 'router' },
      },
    });
    const { delegatedIpv6Prefix } = service.access;
    expect(delegatedIpv6Prefix).toMatch(/::\/56$/);
    expect(service.access).toMatchObject({
      olt: { serviceVlan: 700, userVlan: 1000, port: '0/3/7', onuId: 40 },
    });
  });

  it('are what devices hold and AAA gives out', async () => {
    const { steps } = await carriedOut(service.id, 'activate');
    const told = steps.map(({ answer }) => answer).join('\n');
    expect(told).toContain(`Delegated-IPv6-Prefix ${service.access.delegatedIpv6Prefix}`);
    expect(told).toContain(`${serial} at 0/3/7:40`);
    const active = await serviceOf(service.id);
    expect(active.line).toMatchObject({ port: '0/3/7', onuId: 40, servicePort: expect.any(Number) });
    const line = await api.get(`/services/${service.id}/line`);
    expect(line).toMatchObject({
      devices: [{ device: 'onu', outcome: 'as-desired', onu: { serial, state: 'online', onuId: 40 } }],
    });
  });

  it('tell who has an address, and who had it after it was given back', async () => {
    const within = service.access.delegatedIpv6Prefix!.replace('::/56', '::42');
    const holders = (at = '') =>
      api.get<{ items: AddressHolder[] }>(
        `/address-pools/${made.homes.id}/holders?address=${encodeURIComponent(within)}${at}`,
      );
    expect(await holders()).toMatchObject({ items: [{ serviceId: service.id }] });
    const { now } = await api.get<{ now: string }>('/clock');
    const listed = await api.get<{ items: AddressHolder[] }>(`/address-pools/${made.ids.id}/addresses`);
    expect(listed.items).toMatchObject([{ address: '0/3/7:40', serviceId: service.id }]);
    await carriedOut(service.id, 'terminate');
    expect(await holders()).toEqual({ items: [] });
    expect(await holders(`&at=${now}`)).toMatchObject({
      items: [{ serviceId: service.id, until: expect.any(String) }],
    });
    for (const pool of Object.values(made)) {
      const { utilisation } = await api.get<AddressPoolView>(`/address-pools/${pool.id}`);
      expect(utilisation.allocated).toBe(0);
      expect((await api.request('DELETE', `/address-pools/${pool.id}`)).status).toBe(204);
    }
    await tell(gearOf(endpoints.sites[0]!, 'huawei-ma5800'), 'unplug', { serial });
  });
}
