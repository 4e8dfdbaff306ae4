import { expect, it } from 'vitest';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type Created, createSubscriber, selectService } from '../lifecycle.ts';
import { advance, api, carriedOut, nas, password, serviceOf, siteId } from './running-stack.ts';

const login = { username: 'quota@whole', password };

const inForce = (serviceId: string, revision: number) =>
  api.until<ServiceView>(
    `/services/${serviceId}`,
    ({ network }) => network.status === 'in-sync' && network.revision === revision,
  );

const rateAtLogin = async () => (await nas.dial(login)).attributes?.['Mikrotik-Rate-Limit'];

export function quota(): void {
  it('throttles with the record that crosses, then leads to the garden, and staff override it for a while', async () => {
    const plan = await api.post<Created>('/plans', {
      name: 'Whole fair use',
      technologies: ['pppoe'],
      price: { amount: '20.00', currency: 'USD' },
      network: { downKbps: 100_000, upKbps: 20_000, interimSeconds: 300 },
      quota: {
        per: 'month',
        steps: [
          { gigabytes: 1, becomes: { downKbps: 2_000, upKbps: 1_000 } },
          { gigabytes: 3, becomes: 'exhausted' },
        ],
      },
    });
    const subscriber = await createSubscriber(api, 'Quota Whole');
    const { id } = await selectService(api, subscriber.id, plan.id, { siteId, ...login });
    await carriedOut(id, 'activate');
    const { session } = await nas.dial(login);
    await nas.use(session!.sessionId, 100_000_000, 899_999_999);
    const usage = () =>
      api.until<{ items: { uploadOctets: number; downloadOctets: number }[] }>(
        `/services/${id}/usage?by=month`,
        ({ items }) => items.some(({ downloadOctets }) => downloadOctets > 0),
      );
    expect((await usage()).items).toMatchObject([{ uploadOctets: 100_000_000, downloadOctets: 899_999_999 }]);
    expect(await serviceOf(id)).toMatchObject({ entitlement: 'full', network: { revision: 1 } });

    await nas.use(session!.sessionId, 100_000_000, 900_000_000);
    expect(await inForce(id, 2)).toMatchObject({ entitlement: 'throttled' });
    expect(await rateAtLogin()).toContain('1M/2M');

    const until = new Date(Date.parse((await advance('PT1S')).now) + 600_000).toISOString();
    await api.post(`/services/${id}/access-override`, { entitlement: 'full', until });
    expect(await inForce(id, 3)).toMatchObject({ entitlement: 'full', override: { until } });
    expect(await rateAtLogin()).toContain('20M/100M');
    await advance('PT10M1S');
    const reverted = await inForce(id, 4);
    expect(reverted.entitlement).toBe('throttled');
    expect(reverted.override).toBeUndefined();

    const { session: next } = await nas.dial(login);
    await nas.use(next!.sessionId, 0, 2_500_000_000);
    expect(await inForce(id, 5)).toMatchObject({ entitlement: 'exhausted' });
    const { items } = await api.get<{ items: { type: string; at: string; words: string }[] }>(
      `/subscribers/${subscriber.id}/timeline`,
    );
    expect(items.map(({ words }) => words).join('\n')).toContain('80 % of 3 GB, 100 % of 3 GB');
    const over = items.find(({ type }) => type === 'service.access-override-ended');
    expect(Date.parse(over?.at ?? '') - Date.parse(until)).toBeLessThan(60_000);
  });
}
