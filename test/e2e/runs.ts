import { expect, it } from 'vitest';
import type { BillingRunView } from '../../functions/contracts/http/billing-runs.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import { type Created, firstInvoice } from '../lifecycle.ts';
import { api, carriedOut, invoicesOf, plan, sell, today } from './running-stack.ts';

interface Found {
  readonly subscriberId: string;
  readonly change: string;
  readonly total: { readonly amount: string };
  readonly before?: { readonly amount: string };
  readonly invoices: readonly Pick<InvoiceView, 'lines' | 'total'>[];
}

async function ran(wish: object, path = '/billing-runs'): Promise<BillingRunView> {
  const { id } = await api.post<Created>(path, wish);
  const run = await api.until<BillingRunView>(
    `/billing-runs/${id}`,
    ({ state }) => state === 'completed' || state === 'failed',
  );
  expect(run).toMatchObject({ state: 'completed', failures: [] });
  return run;
}

async function foundBy(run: BillingRunView, subscriberId: string): Promise<Found | undefined> {
  for (let cursor = ''; ; ) {
    const page = await api.get<{ items: Found[]; nextCursor?: string }>(
      `/billing-runs/${run.id}/invoices${cursor}`,
    );
    const found = page.items.find((item) => item.subscriberId === subscriberId);
    if (found !== undefined || page.nextCursor === undefined) return found;
    cursor = `?cursor=${page.nextCursor}`;
  }
}

export function runs(): void {
  let subscriberId: string;

  it('shows what it would issue and how that differs, and issues exactly that', async () => {
    const sold = await sell('Previewed', 'previewed@whole');
    ({ subscriberId } = sold);
    await carriedOut(sold.serviceId, 'activate');
    const first = await firstInvoice(api, subscriberId);
    await api.post(`/invoices/${first.id}/void`, { reason: 'to be looked at before it is issued' });
    const on = await today();
    const dry = await ran({ on, dryRun: true });
    const found = await foundBy(dry, subscriberId);
    expect(found).toMatchObject({ change: 'new', total: first.total });
    expect(dry.differences?.new).toBeGreaterThan(0);
    expect(await invoicesOf(subscriberId)).toHaveLength(1);
    const issued = await ran({}, `/billing-runs/${dry.id}/issue`);
    expect(issued).toMatchObject({ previewId: dry.id, counts: { failed: 0 } });
    const [, second] = await invoicesOf(subscriberId);
    const bare = (lines: InvoiceView['lines'] = []) => lines.map(({ lineId: _, ...line }) => line);
    expect(bare(second?.lines)).toEqual(bare(found?.invoices[0]?.lines));
  });

  it('finds what another price would come to, over all that falls due until a day to come, and changes nothing', async () => {
    const on = new Date(Date.parse(await today()) + 32 * 86_400_000).toISOString().slice(0, 10);
    const before = await invoicesOf(subscriberId);
    const prices = [{ itemId: plan.id, price: { amount: '99.80', currency: 'USD' } }];
    const run = await ran({ on, dryRun: true, whatIf: { prices } });
    const found = await foundBy(run, subscriberId);
    expect(found).toMatchObject({
      change: 'changed',
      before: { amount: '49.90' },
      total: { amount: '99.80' },
      percent: 100,
    });
    const sum = (amounts: readonly { amount: string }[] = []) =>
      amounts.reduce((total, { amount }) => total + Number(amount), 0);
    expect(sum(run.totals)).toBeGreaterThan(sum(run.whatIf?.presentTotals));
    expect(await invoicesOf(subscriberId)).toEqual(before);
  });
}
