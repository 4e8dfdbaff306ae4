import type { Deed } from '../payment-peers.ts';

export const fields = {
  paymentIdPath: 'data.id',
  statusPath: 'status',
  amountPath: 'data.amount',
  currencyPath: 'data.currency',
  invoiceIdPath: 'data.invoice',
  occurredAtPath: 'at',
  refundIdPath: 'data.refund',
};
/** A message of no particular make: amounts as decimals or as minor units, each refund for itself. */
export const plainMessage = (
  { kind, paymentId, minor, currency, refundId, reference, at }: Deed,
  amount: number | string,
) =>
  JSON.stringify({
    status: kind === 'paid' ? 'PAID' : kind,
    at,
    data: { id: paymentId, amount, minor, currency, refund: refundId, invoice: reference?.['invoiceId'] },
  });
