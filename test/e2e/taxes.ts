import { expect, it } from 'vitest';
import { startTaxService } from '../lab/tax-service.ts';
import { firstInvoice } from '../lifecycle.ts';
import { api, carriedOut, sell } from './running-stack.ts';

/** Taxes that an external service says: asked before an invoice, told after it. */
export function taxes(): void {
  it('an external service says them, and is told of the invoice and that it was voided', async () => {
    const peer = await startTaxService();
    try {
      await api.put('/settings/tax-rates/service', { url: peer.url, token: peer.token });
      const { subscriberId, serviceId } = await sell('Taxed elsewhere', 'taxed@whole');
      await carriedOut(serviceId, 'activate');
      const invoice = await firstInvoice(api, subscriberId);
      const taxed = invoice.lines.flatMap(({ tax, amount }) =>
        tax === undefined ? [] : [[tax.name, amount]],
      );
      expect(taxed).toEqual([
        ['Sales tax', { amount: '3.99', currency: 'USD' }],
        ['Emergency call fee', { amount: '0.25', currency: 'USD' }],
      ]);
      await peer.until((documents) => documents.has(invoice.id));
      await api.post(`/invoices/${invoice.id}/void`, { reason: 'to be charged by the rules' });
      await peer.until((documents) => documents.get(invoice.id)?.voided !== undefined);
      expect(peer.documents.get(invoice.id)?.document).toMatchObject({
        number: invoice.number,
        quoteId: 'quote-1',
      });
    } finally {
      await api.request('DELETE', '/settings/tax-rates/service');
      await peer.stop();
    }
  });
}
