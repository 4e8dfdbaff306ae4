import { expect, it } from 'vitest';
import type { AlarmView } from '../../functions/contracts/http/alarms.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import { ended, firstInvoice, order } from '../lifecycle.ts';
import {
  advance,
  agentPid,
  api,
  carriedOut,
  endpoints,
  invoicesOf,
  nas,
  password,
  sell,
  serviceOf,
  today,
} from './running-stack.ts';
import { announceSession, endSession } from './stray-session.ts';

export function unwillingSite(): void {
  it('refuses an activation: it fails in the words of the device, and can be tried again', async () => {
    const { serviceId } = await sell('Stray session', 'stray@whole');
    const control = endpoints.sites[0]?.nas?.control ?? '';
    const mode = (coa: string) => fetch(`${control}/mode`, { method: 'POST', body: JSON.stringify({ coa }) });
    // A session of the service that nobody granted, on a NAS that will not cut it.
    await announceSession(endpoints.sites[0]!, { serviceId, username: 'stray@whole' });
    await mode('refuse');
    const refused = await ended(api, await order(api, serviceId, 'activate'));
    await mode('obey');
    expect(refused).toMatchObject({ state: 'failed', reason: expect.stringMatching(/refused.*prohibited/i) });
    expect(refused.compensation).toMatchObject({ confirmed: false });
    expect(await serviceOf(serviceId)).toMatchObject({
      state: 'failed',
      failure: { orderId: refused.id, reason: refused.reason },
    });
    expect((await nas.dial({ username: 'stray@whole', password })).accepted).toBe(false);
    await carriedOut(serviceId, 'activate');
    expect((await nas.dial({ username: 'stray@whole', password })).accepted).toBe(true);
  });

  it('keeps a suspended subscriber online: an alarm for operations, until the site obeys', async () => {
    const { serviceId } = await sell('Outlives', 'outlives@whole');
    await carriedOut(serviceId, 'activate');
    await carriedOut(serviceId, 'suspend');
    const control = endpoints.sites[0]?.nas?.control ?? '';
    const mode = (coa: string) => fetch(`${control}/mode`, { method: 'POST', body: JSON.stringify({ coa }) });
    await mode('refuse');
    const session = { serviceId, username: 'outlives@whole' };
    await announceSession(endpoints.sites[0]!, session);
    const alarms = (state: string) => `/alarms?state=${state}`;
    const about = ({ items }: { items: AlarmView[] }) =>
      items.find(({ subject }) => subject.id === serviceId);
    const raised = await api.until<{ items: AlarmView[] }>(
      alarms('raised'),
      (page) => about(page) !== undefined,
    );
    expect(about(raised)).toMatchObject({ kind: 'session-outlives', severity: 'major' });
    expect((await serviceOf(serviceId)).network).toMatchObject({
      status: 'drifted',
      outliving: { attempts: 3, words: expect.stringMatching(/prohibited/i) },
    });
    await mode('obey');
    const cleared = await api.until<{ items: AlarmView[] }>(
      alarms('cleared'),
      (page) => about(page) !== undefined,
    );
    expect(about(cleared)).toMatchObject({ id: about(raised)?.id, state: 'cleared' });
    await endSession(endpoints.sites[0]!, session);
    const { network } = await serviceOf(serviceId);
    expect(network).toMatchObject({ status: 'in-sync' });
    expect(network).not.toHaveProperty('outliving');
    const events = await api.get<{ items: { data: { subject?: { id: string } }; type: string }[] }>(
      '/events?types=alarm.raised,alarm.cleared&limit=200',
    );
    const told = events.items.filter(({ data }) => data.subject?.id === serviceId).map(({ type }) => type);
    expect(told).toEqual(['alarm.raised', 'alarm.cleared']);
  });

  it('is silent: the order fails in time and is taken back when the site speaks again', async () => {
    const { subscriberId, serviceId } = await sell('Silent site', 'silent@whole');
    const pid = agentPid();
    process.kill(pid, 'SIGSTOP');
    const orderId = await order(api, serviceId, 'activate');
    const path = `/orders/${orderId}`;
    try {
      let seen = await api.until<OrderView>(path, ({ revision }) => revision === 1);
      for (let tries = 0; seen.compensation === undefined && tries < 5; tries++) {
        await advance('PT31S');
        seen = await api.get<OrderView>(path);
      }
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const failed = await ended(api, orderId);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('did not answer in time'),
      compensation: { confirmed: true },
    });
    expect(await serviceOf(serviceId)).toMatchObject({
      state: 'failed',
      failure: { reason: failed.reason },
      network: { status: 'in-sync', revision: 2, observedRevision: 2 },
    });
    expect((await nas.dial({ username: 'silent@whole', password })).accepted).toBe(false);
    expect(await invoicesOf(subscriberId)).toEqual([]);
    await carriedOut(serviceId, 'activate');
    expect((await nas.dial({ username: 'silent@whole', password })).accepted).toBe(true);
    expect(await firstInvoice(api, subscriberId)).toMatchObject({ issuedOn: await today() });
  });
}
