import type { PaymentNotice } from '../../../ports/payment-provider.ts';

/** What the clocks of Nairobi show (UTC+3, all year). */
export function inNairobi(at: string): string {
  return new Date(Date.parse(at) + 3 * 3_600_000).toISOString();
}

/** An instant as M-Pesa writes it, in the time of Nairobi. */
export function instantIn(value: unknown): string | undefined {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(value));
  if (digits === null) return undefined;
  const [, year, month, day, hour, minute, second] = digits;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The statement of the pay bill number names a payment by its receipt, on the day of Nairobi. */
export function bookedAs(reference: string, at: string): NonNullable<PaymentNotice['booked']> {
  return { reference, on: inNairobi(at).slice(0, 10) };
}
