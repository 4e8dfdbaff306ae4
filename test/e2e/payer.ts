import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import { deliverStripePayment, type StripePayment, webhookSecret } from '../lifecycle.ts';
import { api } from './running-stack.ts';

/** Delivers Stripe's notices about payments of the invoice, by default of all that is due on it. */
export async function payerOf(invoice: InvoiceView) {
  const secret = await webhookSecret(api);
  return async (
    notice: Pick<StripePayment, 'eventId' | 'paymentId'> & Partial<StripePayment>,
    key = secret,
  ) => {
    const answer = await deliverStripePayment(api, key, {
      minor: Math.round(Number(invoice.amountDue.amount) * 100),
      currency: invoice.currency,
      invoiceId: invoice.id,
      subscriberId: invoice.subscriberId,
      ...notice,
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string } };
  };
}
