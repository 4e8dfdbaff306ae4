import { expect, it } from 'vitest';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { FoundSessionView, OnlineView } from '../../functions/contracts/http/sessions.ts';
import type { AccessNodeView } from '../../functions/contracts/http/sites.ts';
import { type Created, firstInvoice, homeAddress, selectService } from '../lifecycle.ts';
import { payerOf } from './payer.ts';
import {
  api,
  carriedOut,
  invoicesOf,
  nas,
  password,
  plan,
  serviceOf,
  siteId,
  today,
  username,
} from './running-stack.ts';

export function life(): void {
  let subscriber: Created & { number: string };
  let service: ServiceView;

  it('begins as a lead and is on the network when it was proven', async () => {
    const lead = await api.post<Created>('/leads', {
      name: 'Household at the harbour',
      email: 'harbour12@example.net',
      address: homeAddress,
      wantedPlanId: plan.id,
    });
    for (const status of ['contacted', 'qualified']) await api.patch(`/leads/${lead.id}`, { status });
    await api.patch(`/leads/${lead.id}`, { status: 'quoted', quote: { planId: plan.id } });
    subscriber = await api.post(`/leads/${lead.id}/convert`);
    service = await selectService(api, subscriber.id, plan.id, { siteId, username, password });
    expect(service.state).toBe('selected');
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    await carriedOut(service.id, 'activate');
    expect(await serviceOf(service.id)).toMatchObject({
      state: 'active',
      network: { status: 'in-sync', revision: 1, observedRevision: 1 },
    });
    const login = await nas.dial({ username, password, method: 'mschapv2' });
    expect(login).toMatchObject({
      accepted: true,
      attributes: { 'Mikrotik-Rate-Limit': expect.stringContaining('20M/100M') },
    });
    expect((await nas.dial({ username, password: 'not the password' })).accepted).toBe(false);
    const online = await api.until<{ items: FoundSessionView[] }>(
      `/sessions?siteId=${siteId}&q=${username}`,
      ({ items }) => items.length > 0,
    );
    expect(online.items).toMatchObject([
      { sessionId: login.session!.sessionId, serviceId: service.id, subscriberId: subscriber.id },
    ]);
    expect((await api.get<OnlineView>(`/sites/${siteId}/online`)).online).toBeGreaterThanOrEqual(1);
    await nas.use(login.session!.sessionId, 5_000_000_000, 70_000_000_000);
    const { session } = await api.until<ServiceView>(
      `/services/${service.id}`,
      (seen) => (seen.session?.downloadOctets ?? 0) > 0,
    );
    expect(session).toMatchObject({ uploadOctets: 5_000_000_000, downloadOctets: 70_000_000_000 });
    const { network } = await api.until<ServiceView>(
      `/services/${service.id}`,
      (seen) => seen.network.refusedLogin !== undefined,
    );
    expect(network.refusedLogin).toMatchObject({ reason: 'wrong-password', username, count: 1 });
    const nodes = await api.until<{ items: AccessNodeView[] }>(
      `/access-nodes?siteId=${siteId}`,
      ({ items }) => items.some(({ health }) => health?.reachable === true),
    );
    expect(nodes.items.map(({ health }) => health?.state)).not.toContain('unusable');
  });

  it('is billed from that day on, once, and paid by a webhook that comes twice', async () => {
    const invoice = await firstInvoice(api, subscriber.id);
    expect(invoice).toMatchObject({
      state: 'issued',
      total: { amount: '49.90', currency: 'USD' },
      issuedOn: await today(),
      lines: [{ kind: 'recurring', serviceId: service.id, from: await today() }],
    });
    const pay = await payerOf(invoice);
    expect(await pay({ eventId: 'evt_first', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await pay({ eventId: 'evt_first', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await pay({ eventId: 'evt_other', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await api.get(`/invoices/${invoice.id}`)).toMatchObject({
      state: 'paid',
      paid: { amount: '49.90' },
    });
    expect(await api.get(`/subscribers/${subscriber.id}/balance`)).toMatchObject({
      balance: { amount: '0.00' },
      credit: { amount: '0.00' },
    });
    expect(await invoicesOf(subscriber.id)).toHaveLength(1);
  });

  it('knows suspension and return, and ends with the username free', async () => {
    await carriedOut(service.id, 'suspend');
    expect((await nas.sessions()).filter((session) => session.username === username)).toEqual([]);
    const methods = ['pap', 'chap', 'mschapv2'] as const;
    const refusals = await Promise.all(methods.map((method) => nas.dial({ username, password, method })));
    expect(refusals).toMatchObject(methods.map(() => ({ accepted: false, silent: false })));
    const again = await api.request('POST', `/services/${service.id}/suspend`, {});
    expect([again.status, again.body['code']]).toEqual([409, 'service.already-suspended']);
    await carriedOut(service.id, 'resume');
    expect((await nas.dial({ username, password, method: 'chap' })).accepted).toBe(true);

    const taken = await api.request('POST', `/subscribers/${subscriber.id}/services`, {
      planId: plan.id,
      access: { technology: 'pppoe', siteId, username, password },
    });
    expect([taken.status, taken.body['code']]).toEqual([409, 'store.claim-taken']);
    await carriedOut(service.id, 'terminate');
    expect((await nas.sessions()).filter((session) => session.username === username)).toEqual([]);
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    expect(await serviceOf(service.id)).toMatchObject({ state: 'terminated', entitlement: 'blocked' });
    const revived = await api.request('POST', `/services/${service.id}/activate`);
    expect([revived.status, revived.body['code']]).toEqual([409, 'service.terminated']);
  });
}
