import * as z from 'zod';
import { hmacOf, isHmac } from '../../payment-messages/signature.ts';
import type { Account } from './daraja.ts';

/** An amount in an address. */
export const minorText = z.string().regex(/^[1-9]\d{0,11}$/);

/** An address of its own, which nobody else can make. */
export function addressOf(
  { notificationUrl, callbackSecret }: Account,
  given: Readonly<Record<string, string>>,
  marked: string,
): string {
  const mark = hmacOf('sha256', callbackSecret, [marked], 'hex');
  return `${notificationUrl}?${new URLSearchParams({ ...given, mark })}`;
}

/** What was asked for, where the address is one that this house gave away. */
export function givenIn<T>(
  query: URLSearchParams | undefined,
  { callbackSecret }: Account,
  shape: z.ZodType<T>,
  marked: (given: T) => string,
): T | undefined {
  const given = shape.safeParse(Object.fromEntries(query ?? []));
  if (!given.success) return undefined;
  const mark = query?.get('mark') ?? undefined;
  return isHmac(mark, 'sha256', callbackSecret, [marked(given.data)], 'hex') ? given.data : undefined;
}
