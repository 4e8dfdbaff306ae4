import { expect, it } from 'vitest';
import type { BalanceView } from '../../functions/contracts/http/balance.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { PaymentView } from '../../functions/contracts/http/payments.ts';
import { type Created, firstInvoice } from '../lifecycle.ts';
import { payerOf } from './payer.ts';
import {
  advance,
  api,
  carriedOut,
  invoicesOf,
  nas,
  password,
  sell,
  today,
  username,
} from './running-stack.ts';

export function money(): void {
  let subscriberId: string;

  it('counts only when it is signed, fresh and of the right currency; a part is a part, too much is credit', async () => {
    // The username is the one that the former subscriber gave up.
    const sold = await sell('Second at the harbour', username);
    ({ subscriberId } = sold);
    await carriedOut(sold.serviceId, 'activate');
    expect((await nas.dial({ username, password })).accepted).toBe(true);
    const invoice = await firstInvoice(api, subscriberId);
    const pay = await payerOf(invoice);
    const state = async () => {
      const { state, amountDue } = await api.get<InvoiceView>(`/invoices/${invoice.id}`);
      const { credit } = await api.get<BalanceView>(`/subscribers/${subscriberId}/balance`);
      return `${state}, due ${amountDue.amount}, credit ${credit.amount}`;
    };
    const untouched = await state();

    expect(await pay({ eventId: 'evt_a', paymentId: 'pi_a' }, 'a forged secret')).toMatchObject({
      status: 400,
      body: { code: 'webhook.signature-invalid' },
    });
    for (const signedAgo of [301, 86_400, -301]) {
      expect(await pay({ eventId: 'evt_b', paymentId: 'pi_b', signedAgo })).toMatchObject({
        status: 400,
        body: { code: 'webhook.signature-expired' },
      });
    }
    expect(await pay({ eventId: 'evt_c', paymentId: 'pi_c', currency: 'EUR' })).toMatchObject({
      status: 200,
    });
    expect(await state()).toBe(untouched);
    const { items } = await api.get<{ items: PaymentView[] }>('/payments?state=unmatched');
    expect(items).toMatchObject([
      {
        providerPaymentId: 'pi_c',
        unmatched: { reason: 'wrong-currency', detail: expect.stringMatching(/\w/) },
      },
    ]);

    await pay({ eventId: 'evt_d', paymentId: 'pi_d', minor: 2_000 });
    expect(await state()).toBe('partially-paid, due 29.90, credit 0.00');
    await pay({ eventId: 'evt_e', paymentId: 'pi_e', minor: 4_000 });
    expect(await state()).toBe('paid, due 0.00, credit 10.10');
    await pay({ eventId: 'evt_d', paymentId: 'pi_d', minor: 2_000 });
    expect(await state()).toBe('paid, due 0.00, credit 10.10');
  });

  it('of which what was too much settles the next month, which the daily schedule bills exactly once', async () => {
    await advance('P1M');
    const on = await today();
    const invoices = await invoicesOf(subscriberId);
    expect(invoices).toHaveLength(2);
    expect(invoices[1]).toMatchObject({
      state: 'partially-paid',
      issuedOn: on,
      total: { amount: '49.90' },
      creditApplied: { amount: '10.10' },
      amountDue: { amount: '39.80' },
      lines: [{ from: on }],
    });
    expect(invoices[1]?.lines[0]?.from).toBe(invoices[0]?.lines[0]?.to);
    const run = await api.post<Created>('/billing-runs', { on, dryRun: false });
    await api.until<{ state: string }>(`/billing-runs/${run.id}`, ({ state }) => state === 'completed');
    await advance('PT1H');
    expect(await invoicesOf(subscriberId)).toHaveLength(2);
  });
}
