import * as z from 'zod';
import { currencyCode, type Money } from '../../contracts/scalars.ts';
import { exponentOf, parseMoney } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { PaymentNotice, ProviderNotice } from '../../ports/payment-provider.ts';

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

/** The signed bytes as a message of that shape. */
export function messageOf<S extends z.ZodType>(raw: Uint8Array, shape: S): Result<z.infer<S>> {
  try {
    const parsed = shape.safeParse(JSON.parse(Buffer.from(raw).toString('utf8')));
    return parsed.success ? done(parsed.data) : malformed();
  } catch (error) {
    if (error instanceof SyntaxError) return malformed();
    throw error;
  }
}

/** Reads the notices of a message whose signature holds; what cannot be read is malformed. */
export function noticesOf(
  raw: Uint8Array,
  read: (message: unknown) => readonly ProviderNotice[],
): Result<readonly ProviderNotice[]> {
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

/** The ids that `referenceWords` wrote, wherever in a text they stand. */
export function referenceIn(words: string | null | undefined): PaymentNotice['reference'] {
  const named = (prefix: string) =>
    new RegExp(`\\b${prefix}_[0-9a-hjkmnp-tv-z]{26}\\b`).exec(words?.slice(0, 500) ?? '')?.[0];
  const invoiceId = named('inv');
  const subscriberId = named('sub');
  return {
    ...(invoiceId === undefined ? {} : { invoiceId }),
    ...(subscriberId === undefined ? {} : { subscriberId }),
  };
}

/** References in one field of a provider that keeps no named ones. */
export function referenceWords(reference: {
  readonly subscriberId: string;
  readonly invoiceId?: string | undefined;
}) {
  return [reference.subscriberId, reference.invoiceId].filter((named) => named !== undefined).join(' ');
}

/** Money as decimals of its currency, as number or as text. */
export const majorMoney = z
  .object({
    amount: z
      .union([z.number(), z.string()])
      .transform(String)
      .pipe(z.string().regex(/^\d{1,15}(\.\d{1,4})?$/)),
    currency: currencyText,
  })
  .transform((wire, context): Money => {
    const parsed = parseMoney(wire);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.refusal.message });
    return z.NEVER;
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
