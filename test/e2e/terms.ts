import { expect, it } from 'vitest';
import type { ChargeExplanation } from '../../functions/contracts/http/service-billing.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type Created, firstInvoice } from '../lifecycle.ts';
import { advance, api, carriedOut, invoicesOf, sell, serviceOf, today } from './running-stack.ts';

/** What is agreed about a service besides its price: what waits for a day, coupons, outages, and why a day cost what it did. */
export function terms(): void {
  let subscriberId: string;
  let serviceId: string;

  it('a change waits for the next period, a coupon and an outage count at once', async () => {
    ({ subscriberId, serviceId } = await sell('Terms on the hill', 'terms@whole'));
    await carriedOut(serviceId, 'activate');
    const invoice = await firstInvoice(api, subscriberId);
    const cheap = await api.post<Created>('/plans', {
      name: 'Hill 20',
      technologies: ['pppoe'],
      price: { amount: '20.00', currency: 'USD' },
      network: { downKbps: 20_000, upKbps: 5_000 },
    });
    const { scheduled } = await api.post<{ scheduled: { actionId: string; on: string } }>(
      `/services/${serviceId}/change`,
      { planId: cheap.id, when: 'next-period' },
    );
    expect(scheduled.on).toBe(invoice.lines[0]?.to);
    expect((await serviceOf(serviceId)).pending).toMatchObject([
      { actionId: scheduled.actionId, kind: 'change', change: { plan: { name: 'Hill 20' } } },
    ]);
    const again = await api.request('POST', `/services/${serviceId}/change`, {
      planId: cheap.id,
      when: 'next-period',
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'service.action-pending' } });

    const code = `HILL-${serviceId.slice(-8).toUpperCase()}`;
    await api.post('/coupons', { code, name: 'Welcome', off: { percent: 50 }, lasts: { periods: 1 } });
    const { discounts } = await api.post<ServiceView>(`/services/${serviceId}/coupons`, {
      coupon: code,
      from: 'next-period',
    });
    expect(discounts).toMatchObject([{ name: 'Welcome', off: { percent: 50 }, from: scheduled.on }]);
    const { now } = await api.get<{ now: string }>('/clock');
    // All of the morning; a minute would be less than a cent.
    const startedAt = `${now.slice(0, 10)}T00:00:00Z`;
    await api.post(`/services/${serviceId}/outages`, { startedAt, endedAt: now });
    await api.until<{ items: readonly unknown[] }>(
      `/invoices?subscriberId=${subscriberId}`,
      ({ items }) => items.length === 2,
    );
  });

  it('the change is placed on its day before the run, and the run charges the new plan with the coupon', async () => {
    await advance('P1M');
    const on = await today();
    await api.until<ServiceView>(`/services/${serviceId}`, ({ plan }) => plan.name === 'Hill 20');
    const { pending } = await serviceOf(serviceId);
    expect(pending).toEqual([]);
    await api.until<{ items: readonly unknown[] }>(
      `/invoices?subscriberId=${subscriberId}`,
      ({ items }) => items.length === 3,
    );
    const [, , invoice] = await invoicesOf(subscriberId);
    expect(invoice).toMatchObject({
      issuedOn: on,
      lines: [
        {
          item: 'Hill 20',
          price: { amount: '20.00' },
          amount: { amount: '10.00' },
          discounts: [{ name: 'Welcome', amount: { amount: '-10.00' } }],
        },
      ],
    });
    const told = await api.get<ChargeExplanation>(`/services/${serviceId}/charge-explanation?on=${on}`);
    expect(told).toMatchObject({
      state: 'active',
      items: [{ item: 'Hill 20', charged: true, lines: [{ number: invoice?.number }] }],
    });
    expect(told.items[0]?.events.some(({ proof }) => proof?.answers.some(({ ok }) => ok))).toBe(true);
  });

  it('an end with the period waits, is cancelled, and a policy for hybrids is kept by its days', async () => {
    const { scheduled } = await api.post<{ scheduled: { actionId: string } }>(
      `/services/${serviceId}/terminate`,
      { when: 'end-of-period' },
    );
    const cancelled = await api.request(
      'DELETE',
      `/services/${serviceId}/pending/${scheduled.actionId}`,
      undefined,
    );
    expect(cancelled).toMatchObject({ status: 200, body: { pending: [] } });
    const rules = [{ match: { region: 'Connacht' }, terms: { model: 'pro-rata', cycleDay: 5 } }];
    const set = await api.put<{ versions: { rules: unknown }[] }>('/settings/billing-policy', { rules });
    expect(set.versions.at(-1)).toMatchObject({ rules });
    await api.put('/settings/billing-policy', { rules: [] });
    await carriedOut(serviceId, 'terminate');
  });
}
