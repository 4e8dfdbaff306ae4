import * as z from 'zod';
import { currencyCode, type Money } from '../../contracts/scalars.ts';
import { exponentOf } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { PaymentNotice } from '../../ports/payment-provider.ts';

export const messageText = z.string().min(1).max(500);
export const minorUnits = z.int().min(0);
export const currencyText = z
  .string()
  .transform((text) => text.toUpperCase())
  .pipe(currencyCode);

/** An instant as RFC 3339, with any precision and offset. */
export const instantText = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
/** Seconds since 1970. */
export const unixSeconds = z
  .number()
  .min(0)
  .max(1e11)
  .transform((seconds) => new Date(seconds * 1000).toISOString());

export function malformed() {
  return refuse('webhook.malformed', 'The signed body is no message of the provider that can be read.');
}

/** Reads the notices of a message whose signature holds; what cannot be read is malformed. */
export function noticesOf(
  raw: Uint8Array,
  read: (message: unknown) => readonly PaymentNotice[],
): Result<readonly PaymentNotice[]> {
  try {
    return done(read(JSON.parse(Buffer.from(raw).toString('utf8'))));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError) {
      return malformed();
    }
    throw error;
  }
}

/** References as this house gives them to a provider, as far as they come back readable. */
export const referenceMetadata = z
  .object({
    invoiceId: messageText.max(200).optional().catch(undefined),
    subscriberId: messageText.max(200).optional().catch(undefined),
  })
  .nullish()
  .catch(undefined)
  .transform((metadata): PaymentNotice['reference'] => {
    const { invoiceId, subscriberId } = metadata ?? {};
    return {
      ...(invoiceId === undefined ? {} : { invoiceId }),
      ...(subscriberId === undefined ? {} : { subscriberId }),
    };
  });

/** Money of a provider that counts in units of `10^-decimals`, in the currency's own minor unit. */
export function moneyIn(amount: number, code: string, decimals: number): Money {
  const currency = code.toUpperCase();
  return { minor: Math.round(amount * 10 ** (exponentOf(currency) - decimals)), currency };
}

/** The amount as a provider counts it that has `decimals` places for the currency. */
export function amountIn({ minor, currency }: Money, decimals: number): number {
  return Math.round(minor * 10 ** (decimals - exponentOf(currency)));
}
