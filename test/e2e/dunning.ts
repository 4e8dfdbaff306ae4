import { expect, it } from 'vitest';
import type { DunningView, ForeseenDunning } from '../../functions/contracts/http/dunning.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { firstInvoice } from '../lifecycle.ts';
import { payerOf } from './payer.ts';
import { advance, api, carriedOut, nas, password, sell } from './running-stack.ts';

interface DunningPreviewView {
  readonly items: readonly ForeseenDunning[];
}

/** Who does not pay is reminded and cut by the hourly run, with proof, and a payment brings it all back. */
export function dunning(): void {
  const login = 'dunned@whole';
  let subscriberId: string;
  let serviceId: string;
  let invoice: InvoiceView;
  const dunningOf = (ready: (seen: DunningView) => boolean) =>
    api.until<DunningView>(`/subscribers/${subscriberId}/dunning`, ready);
  const dayAfter = (days: number) =>
    new Date(Date.parse(invoice.dueOn) + days * 86_400_000).toISOString().slice(0, 10);

  it('an unpaid invoice is watched, and what will happen is foreseen with its reason', async () => {
    // Of a category of its own, so that the others of this stack are left alone.
    const category = 'dunned';
    await api.put('/settings/dunning-policy', {
      rules: [
        {
          category,
          steps: [
            { stepId: 'late', kind: 'reminder', day: 1 },
            { stepId: 'slow', kind: 'throttle', day: 2, rate: { downKbps: 2_000, upKbps: 1_000 } },
            { stepId: 'garden', kind: 'walled-garden', day: 3 },
            { stepId: 'cut', kind: 'suspension', day: 4, blocks: true },
          ],
        },
      ],
    });
    ({ subscriberId, serviceId } = await sell('Dunned on the quay', login));
    await api.patch(`/subscribers/${subscriberId}`, { category });
    await carriedOut(serviceId, 'activate');
    expect((await nas.dial({ username: login, password })).accepted).toBe(true);
    invoice = await firstInvoice(api, subscriberId);
    await dunningOf(({ openSince }) => openSince !== undefined);
    const { items } = await api.get<DunningPreviewView>(`/dunning/preview?on=${dayAfter(1)}&limit=200`);
    expect(items.find((item) => item.subscriberId === subscriberId)).toMatchObject({
      action: 'reminder',
      invoiceId: invoice.id,
      owed: { amount: '49.90', currency: 'USD' },
      why: expect.stringContaining(invoice.number),
    });
  });

  it('the hourly run reminds on the day of the policy', async () => {
    // Noon of the day, so that the hourly run has had it.
    await api.put('/clock', { now: `${dayAfter(1)}T12:00:00Z` });
    await dunningOf(({ taken }) => taken.some(({ stepId }) => stepId === 'late'));
    expect(await api.get(`/services/${serviceId}`)).toMatchObject({ state: 'active' });
  });

  it('slows down, then leaves only the page on which to pay: both on the network, without an order', async () => {
    const provenAs = (entitlement: string) =>
      api.until<ServiceView>(
        `/services/${serviceId}`,
        (seen) => seen.entitlement === entitlement && seen.network.status === 'in-sync',
      );
    await advance('P1D');
    expect(await provenAs('throttled')).toMatchObject({
      state: 'active',
      restriction: { entitlement: 'throttled', rate: { downKbps: 2_000 } },
    });
    expect(await nas.dial({ username: login, password })).toMatchObject({
      accepted: true,
      attributes: { 'Mikrotik-Rate-Limit': expect.stringContaining('1M/2M') },
    });
    await advance('P1D');
    expect(await provenAs('walled-garden')).toMatchObject({ state: 'active' });
    expect((await dunningOf(({ taken }) => taken.length === 3)).cut).toEqual([serviceId]);
  });

  it('and suspends, which the network proves: the session is gone, and a log-in is refused', async () => {
    await advance('P1D');
    await dunningOf(({ taken }) => taken.some(({ stepId }) => stepId === 'cut'));
    const suspended = await api.until<ServiceView>(
      `/services/${serviceId}`,
      ({ state }) => state === 'suspended',
    );
    expect(suspended).toMatchObject({
      suspension: { reason: 'overdue' },
      entitlement: 'blocked',
      network: { status: 'in-sync' },
    });
    expect((await nas.dial({ username: login, password })).accepted).toBe(false);
    const cut = await lastOrder(serviceId, 'suspend');
    expect(cut.steps.length).toBeGreaterThan(0);
    expect(cut.steps.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('a payment by webhook restores it, which the network proves', async () => {
    const pay = await payerOf(invoice);
    expect(await pay({ eventId: 'evt_dunned', paymentId: 'pi_dunned' })).toMatchObject({ status: 200 });
    const restored = await api.until<ServiceView>(
      `/services/${serviceId}`,
      ({ state }) => state === 'active',
    );
    expect(restored).toMatchObject({ entitlement: 'full', network: { status: 'in-sync' } });
    const resumed = await lastOrder(serviceId, 'resume');
    expect(resumed.steps.length).toBeGreaterThan(0);
    await dunningOf((seen) => seen.cut.length === 0);
    const back = await nas.dial({ username: login, password });
    expect(back).toMatchObject({
      accepted: true,
      attributes: { 'Mikrotik-Rate-Limit': expect.stringContaining('20M/100M') },
    });
    // Who comes later on this stack is left alone.
    await api.put('/settings/dunning-policy', { rules: [] });
    await carriedOut(serviceId, 'terminate');
  });
}

async function lastOrder(serviceId: string, kind: string): Promise<OrderView> {
  const { items } = await api.get<{ items: OrderView[] }>(`/orders?serviceId=${serviceId}`);
  const found = items.findLast((order) => order.kind === kind);
  if (found === undefined) throw new Error(`no order ${kind} on ${serviceId}`);
  return found;
}
