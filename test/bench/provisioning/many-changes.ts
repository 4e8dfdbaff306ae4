import type { BulkActionView } from '../../../functions/contracts/http/bulk-actions.ts';
import { comeOnline, enterNas, settle } from '../../crowd.ts';
import type { Nas } from '../../lab/nas.ts';
import { type Created, createPlan } from '../../lifecycle.ts';
import { startStack } from '../../stack.ts';
import type { BenchRow } from '../rows.ts';

const devices = 20;

/** Activates so many services on a stack of its own, on twenty NAS, and moves all of them to a faster version. */
export async function manyChanges(services: number): Promise<BenchRow[]> {
  const stack = await startStack();
  const gear: Nas[] = [];
  try {
    const { api } = stack;
    const plan = await createPlan(api, 'Crowd 50', { downKbps: 50_000, upKbps: 10_000 });
    const names = Array.from({ length: services }, (_, n) => `many${n}@bench`);
    const from = performance.now();
    const members = await settle(api, plan.id, names);
    const activatedS = (performance.now() - from) / 1000;
    for (let n = 0; n < devices; n++) {
      const nas = await enterNas(api, `127.0.1.${n + 1}`, 'accel-ppp');
      gear.push(nas);
      await comeOnline(
        nas,
        members.filter((_, i) => i % devices === n),
      );
    }
    await api.post(`/plans/${plan.id}/versions`, {
      price: { amount: '49.90', currency: 'USD' },
      period: 'month',
      charge: 'in-advance',
      network: { downKbps: 80_000, upKbps: 20_000, addressPool: 'subscribers', interimSeconds: 300 },
    });
    const { id } = await api.post<Created>('/bulk-actions', {
      planId: plan.id,
      toVersion: 2,
      action: 'network-profile',
      starts: 'at-once',
    });
    const bulk = await api.until<BulkActionView>(
      `/bulk-actions/${id}`,
      ({ state }) => state === 'completed',
      3_600_000,
    );
    const { counts, failuresByCode } = bulk;
    if (counts.done !== services)
      throw new Error(`not everybody was changed: ${JSON.stringify(failuresByCode)}`);
    const seconds = (Date.parse(bulk.endedAt ?? '') - Date.parse(bulk.requestedAt)) / 1000;
    const row = (metric: string, value: number, unit: string): BenchRow => ({
      bench: 'provisioning',
      metric,
      value,
      unit,
      peer: 'none',
    });
    return [
      row('sold_and_activated_services_per_s', services / activatedS, '1/s'),
      row('bulk_services', services, 'services'),
      row('bulk_seconds', seconds, 's'),
      row('bulk_services_per_s', services / seconds, '1/s'),
      row('bulk_rates_changed', counts.ratesChanged, 'sessions'),
      row('bulk_sessions_cut', counts.sessionsCut, 'sessions'),
    ];
  } finally {
    await Promise.all(gear.map((nas) => nas.close()));
    await stack.stop();
  }
}
