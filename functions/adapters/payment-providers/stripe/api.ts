import * as z from 'zod';
import { callProvider } from '../../payment-messages/provider-call.ts';

const trouble = z.object({ error: z.object({ message: z.string() }) });
export const wordsOf = (body: unknown) => trouble.safeParse(body).data?.error.message;

/** Stripe's API, opened by a key. */
export interface Api {
  readonly address: string;
  readonly apiKey: string;
}

export function call(
  { address, apiKey }: Api,
  path: string,
  form?: Readonly<Record<string, string>>,
  key?: string,
) {
  return callProvider({
    provider: 'stripe',
    method: form === undefined ? 'GET' : 'POST',
    url: `${address}/v1/${path}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(form === undefined ? {} : { form }),
  });
}

export function metadata(
  references: { readonly subscriberId: string; readonly invoiceId?: string | undefined },
  within = '',
): Readonly<Record<string, string>> {
  const { subscriberId, invoiceId } = references;
  const prefix = within === '' ? 'metadata' : `${within}[metadata]`;
  return {
    [`${prefix}[subscriberId]`]: subscriberId,
    ...(invoiceId === undefined ? {} : { [`${prefix}[invoiceId]`]: invoiceId }),
  };
}
