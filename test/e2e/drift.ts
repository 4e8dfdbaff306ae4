import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DriftedService } from '../../functions/contracts/http/network.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { AccessNodeView, SiteView } from '../../functions/contracts/http/sites.ts';
import { type RouterLab, startRouterLab } from '../lab/routeros.ts';
import { createSubscriber } from '../lifecycle.ts';
import { advance, api, carriedOut, password, plan, serviceOf, siteId } from './running-stack.ts';

const credentials = { username: 'throughline', password: 'let-me-in' };

export function drift(): void {
  let router: RouterLab;
  let nodeId: string;
  let subscriberId: string;
  let serviceId: string;

  const site = () => api.get<SiteView>(`/sites/${siteId}`);
  const queue = () => router.state.items('/queue/simple')[0]!;
  const raiseRate = () => router.state.set('/queue/simple', queue()['.id']!, { 'max-limit': '1G/1G' });
  const inSync = () =>
    api.until<ServiceView>(`/services/${serviceId}`, ({ network }) => network.status === 'in-sync');

  /** Until it is over at both depths: one of devices begins with one of the replica, which may be noted after it. */
  async function compareDevices(): Promise<void> {
    const { comparisonId } = await api.post<{ comparisonId: string }>(`/sites/${siteId}/compare`, {
      depth: 'devices',
    });
    await api.until<SiteView>(
      `/sites/${siteId}`,
      ({ comparisons: { devices, replica } }) =>
        devices?.last?.comparisonId === comparisonId && replica?.last?.comparisonId === comparisonId,
    );
  }

  /** After the one that is known. */
  const compared = (known: string | undefined) =>
    api.until<SiteView>(
      `/sites/${siteId}`,
      ({ comparisons }) => comparisons.replica?.last?.comparisonId !== known,
    );

  beforeAll(async () => {
    router = await startRouterLab({ ...credentials, host: '127.0.0.73' });
    const node = await api.post<AccessNodeView>('/access-nodes', {
      siteId,
      kind: 'nas',
      driver: 'mikrotik-routeros-api',
      name: 'Router on the hill',
      address: router.host,
      port: router.port,
      settings: { tls: false },
      credentials,
    });
    nodeId = node.id;
    // An order that overtakes the site's new configuration is refused for a node that the site does not know yet.
    await api.until<AccessNodeView>(`/access-nodes/${nodeId}`, ({ health }) => health?.state === 'usable');
    subscriberId = (await createSubscriber(api, 'Hand on the router')).id;
    const access = { technology: 'pppoe', siteId, username: 'hand@whole', framedIp: '10.73.0.7' };
    const service = await api.post<ServiceView>(`/subscribers/${subscriberId}/services`, {
      planId: plan.id,
      access: { ...access, password, router: { nodeId } },
    });
    serviceId = service.id;
    await carriedOut(serviceId, 'activate');
  });
  afterAll(() => router.close());

  it('is found, told with both sides, and mended', async () => {
    const before = queue()['max-limit'];
    raiseRate();
    await compareDevices();
    await api.until<{ items: { words: string }[] }>(`/subscribers/${subscriberId}/timeline`, ({ items }) =>
      items.some(({ words }) => /by hand and was overwritten: queue of hand@whole: max-limit/.test(words)),
    );
    expect(queue()['max-limit']).toBe(before);
    expect((await serviceOf(serviceId)).network.status).toBe('in-sync');
    expect((await site()).comparisons.devices?.last).toMatchObject({ differences: 1 });
  });

  it('is held where the node says so, until staff have it mended', async () => {
    const before = queue()['max-limit'];
    const known = (await site()).comparisons.replica?.last?.comparisonId;
    await api.patch(`/access-nodes/${nodeId}`, { driftPolicy: 'hold' });
    // The agent compares itself by itself when the configuration is in use.
    await compared(known);
    raiseRate();
    await compareDevices();
    const held = await api.until<ServiceView>(
      `/services/${serviceId}`,
      ({ network }) => network.status === 'drifted',
    );
    expect(held.network).toMatchObject({
      held: true,
      differences: [{ nodeId, what: 'queue of hand@whole: max-limit', observed: '1000000000/1000000000' }],
    });
    const listed = await api.get<{ items: DriftedService[] }>(`/network/drift?nodeId=${nodeId}`);
    expect(listed.items).toMatchObject([{ id: serviceId, policy: 'hold', network: { held: true } }]);
    await api.post(`/services/${serviceId}/mend`, {});
    await inSync();
    expect(queue()['max-limit']).toBe(before);
    expect((await api.get<{ items: unknown[] }>(`/network/drift?nodeId=${nodeId}`)).items).toEqual([]);
  });

  it('never keeps a suspended subscriber online', async () => {
    await carriedOut(serviceId, 'suspend', { reason: 'requested' });
    const [secret] = router.state.items('/ppp/secret');
    router.state.set('/ppp/secret', secret!['.id']!, { disabled: 'no' });
    await compareDevices();
    await inSync();
    expect(router.state.items('/ppp/secret')[0]).toMatchObject({ disabled: 'true' });
    await carriedOut(serviceId, 'terminate');
  });

  it('is looked for every hour without anybody asking', async () => {
    const known = (await site()).comparisons.replica?.last?.comparisonId;
    // Whoever compared less than half an hour ago is not due yet.
    await advance('PT2H');
    const { comparisons } = await compared(known);
    expect(comparisons.replica?.last).toMatchObject({ differences: 0, unknown: [] });
  });
}
