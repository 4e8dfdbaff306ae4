import { expect, it } from 'vitest';
import type { LedgerProofView, RevenueAssuranceView } from '../../functions/contracts/http/ledger-proofs.ts';
import type { Created } from '../lifecycle.ts';
import { advance, api } from './running-stack.ts';

export function proof(): void {
  it('finds, after all that happened here, that ledger, documents, payments and histories agree', async () => {
    const { id } = await api.post<Created>('/ledger/proofs', {});
    // When everything is quiet, whoever something seemed to be wrong with waits to be looked at again.
    await advance('PT1S');
    await advance('PT2M');
    const found = await api.until<LedgerProofView>(
      `/ledger/proofs/${id}`,
      ({ state }) => state !== 'running',
      120_000,
    );
    const { items } = await api.get<{ items: object[] }>(`/ledger/proofs/${id}/differences`);
    expect(items).toEqual([]);
    expect(found).toMatchObject({ state: 'completed', scope: 'everybody', differences: 0 });
    expect(found.subscribers).toBeGreaterThan(3);
    expect(await api.get<RevenueAssuranceView>('/reports/revenue-assurance')).toMatchObject({ items: [] });
  }, 180_000);
}
