import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ApiClient } from '../client.ts';
import { deliverStripePayment, webhookSecret } from '../lifecycle.ts';
import { prove } from './telling.ts';

/** Pays what is due by a signed webhook, delivered twice; a forged one is refused. */
export async function payByWebhook(api: ApiClient, invoice: InvoiceView, mark: string): Promise<void> {
  const secret = await webhookSecret(api);
  const payment = {
    paymentId: `pi_demo${mark}`,
    minor: Math.round(Number(invoice.amountDue.amount) * 100),
    currency: invoice.total.currency,
    invoiceId: invoice.id,
    subscriberId: invoice.subscriberId,
  };
  for (const eventId of [`evt_demo${mark}`, `evt_demo${mark}`]) {
    const answer = await deliverStripePayment(api, secret, { ...payment, eventId });
    prove(answer.ok, `the webhook was answered ${answer.status}: ${await answer.text()}`);
  }
  const forged = await deliverStripePayment(api, `${secret}x`, { ...payment, eventId: 'evt_forged' });
  prove(forged.status === 400, `a forged webhook was answered ${forged.status}`);
}
