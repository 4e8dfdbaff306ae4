import { expect, it } from 'vitest';
import { dayNumber } from '../../../functions/domain/billing/days.ts';
import { history, plan, timelineOf } from './service-history.ts';

it('another network profile alone leaves price, period and contract where they began', () => {
  const sold = plan('Home', { minor: 4_990 });
  const faster = {
    ...sold,
    networkVersion: 2,
    terms: { ...sold.terms, network: { ...sold.terms.network, downKbps: 100_000 } },
  };
  const activated = { on: '2026-03-01', type: 'activated' } as const;
  const moved = { on: '2026-05-10', type: 'changed', plan: faster } as const;
  const [before, after] = timelineOf(history({ plan: sold }, [activated, moved])).standings;
  expect(after?.plan).toEqual(faster);
  expect([after?.planEvent, after?.planFrom]).toEqual([before?.planEvent, dayNumber('2026-03-01')]);

  // The same version ordered anew, or another one, begins anew.
  const dearer = { ...faster, terms: { ...faster.terms, version: 2 } };
  for (const other of [sold, dearer]) {
    const changed = { ...moved, plan: other };
    const [, last] = timelineOf(history({ plan: sold }, [activated, changed])).standings;
    expect(last?.planFrom).toBe(dayNumber('2026-05-10'));
  }
});
