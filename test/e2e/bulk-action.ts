import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkActionView } from '../../functions/contracts/http/bulk-actions.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type CrowdMember, comeOnline, enterNas, settle } from '../crowd.ts';
import type { Nas } from '../lab/nas.ts';
import { type Created, createPlan } from '../lifecycle.ts';
import { api, invoicesOf } from './running-stack.ts';

/** A crowd takes its time on a busy machine. */
const patienceMs = 200_000;
const onLiving = 120;
const onOld = 30;

export function bulkAction(): void {
  let plan: Created;
  /** Changes rates while sessions go on. */
  let living: Nas;
  /** Can only cut. */
  let old: Nas;
  let quick: CrowdMember[];
  let slow: CrowdMember[];

  const ended = (id: string) =>
    api.until<BulkActionView>(`/bulk-actions/${id}`, ({ state }) => state === 'completed', patienceMs);

  beforeAll(async () => {
    plan = await createPlan(api, 'Crowd 50', { downKbps: 50_000, upKbps: 10_000 });
    living = await enterNas(api, '127.0.0.71', 'accel-ppp', { coaPerSecond: 1000 });
    old = await enterNas(api, '127.0.0.72', 'radius-nas', { coaPerSecond: 1000 });
    const names = (count: number, name: string) =>
      Array.from({ length: count }, (_, n) => `${name}${n}@crowd`);
    [quick, slow] = await Promise.all([
      settle(api, plan.id, names(onLiving, 'quick')),
      settle(api, plan.id, names(onOld, 'slow')),
    ]);
    await comeOnline(living, quick);
    await comeOnline(old, slow);
    await api.until<ServiceView>(
      `/services/${slow.at(-1)?.serviceId}`,
      ({ session }) => session !== undefined,
    );
    await api.until<ServiceView>(
      `/services/${quick.at(-1)?.serviceId}`,
      ({ session }) => session !== undefined,
    );
    await api.post(`/plans/${plan.id}/versions`, {
      price: { amount: '54.90', currency: 'USD' },
      period: 'month',
      charge: 'in-advance',
      network: { downKbps: 80_000, upKbps: 20_000, addressPool: 'subscribers', interimSeconds: 300 },
    });
  }, 400_000);

  afterAll(async () => {
    await living.close();
    await old.close();
  });

  it(
    'is foreseen by a survey: who is touched, what they will pay, and which sessions must be cut',
    async () => {
      const { id } = await api.post<Created>('/bulk-actions', {
        action: 'plan',
        planId: plan.id,
        toVersion: 2,
      });
      const seen = await api.until<BulkActionView>(
        `/bulk-actions/${id}`,
        ({ state }) => state === 'surveyed',
      );
      expect(seen.survey).toMatchObject({
        found: onLiving + onOld,
        sessions: { none: 0, kept: onLiving, cut: onOld },
        prices: [
          {
            services: onLiving + onOld,
            price: { amount: '49.90', currency: 'USD' },
            newPrice: { amount: '54.90', currency: 'USD' },
          },
        ],
      });
      expect(seen.counts).toMatchObject({ done: 0, underWay: 0, toDo: onLiving + onOld });
    },
    patienceMs,
  );

  it(
    'gives live sessions the new rate without a cut, where their NAS can; elsewhere it cuts, and counts',
    async () => {
      const before = living.sessions().map(({ sessionId }) => sessionId);
      const { id } = await api.post<Created>('/bulk-actions', {
        planId: plan.id,
        toVersion: 2,
        action: 'network-profile',
        starts: 'at-once',
      });
      const done = await ended(id);
      expect(done.counts).toEqual({
        toDo: 0,
        underWay: 0,
        done: onLiving + onOld,
        failed: 0,
        leftOut: {},
        ratesChanged: onLiving,
        sessionsCut: onOld,
        email: 0,
        sms: 0,
        waiting: 0,
      });
      const after = living.sessions();
      expect(after.map(({ sessionId }) => sessionId).toSorted()).toEqual(before.toSorted());
      expect(new Set(after.map(({ rateLimit }) => rateLimit))).toEqual(new Set(['20M/80M']));
      expect(old.sessions()).toEqual([]);
      await comeOnline(old, slow);
      expect(new Set(old.sessions().map(({ rateLimit }) => rateLimit))).toEqual(new Set(['20M/80M']));
      const [member] = quick;
      expect(await api.get(`/services/${member?.serviceId}`)).toMatchObject({
        state: 'active',
        plan: { networkVersion: 2, terms: { version: 1, price: { amount: '49.90' } } },
      });
      expect(await invoicesOf(member?.subscriberId ?? '')).toHaveLength(1);
    },
    patienceMs,
  );

  it(
    'charges the new price from the proof on when the whole plan moves, and cuts nobody for it',
    async () => {
      const { id } = await api.post<Created>('/bulk-actions', {
        action: 'plan',
        planId: plan.id,
        toVersion: 2,
        starts: 'at-once',
        serviceIds: quick.slice(0, 20).map(({ serviceId }) => serviceId),
      });
      const done = await ended(id);
      expect(done.counts).toMatchObject({ done: 20, failed: 0, ratesChanged: 0, sessionsCut: 0 });
      const [first] = quick;
      const service = await api.get<ServiceView>(`/services/${first?.serviceId}`);
      expect(service.plan.terms).toMatchObject({ version: 2, price: { amount: '54.90' } });
      await api.until<{ items: { total: { amount: string } }[] }>(
        `/invoices?subscriberId=${first?.subscriberId}`,
        ({ items }) => items.length > 1,
      );
      // Moved on the day of its activation, that day's period is charged once, at the new price.
      const invoices = await invoicesOf(first?.subscriberId ?? '');
      const total = invoices.reduce(
        (sum, { total: { amount } }) => sum + Math.round(Number(amount) * 100),
        0,
      );
      expect(total).toBe(5490);
      expect(living.sessions()).toHaveLength(onLiving);
    },
    patienceMs,
  );
}
