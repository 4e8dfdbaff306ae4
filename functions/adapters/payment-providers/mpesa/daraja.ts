import * as z from 'zod';
import { type Result, refuse } from '../../../domain/result.ts';
import type { PaymentNotice } from '../../../ports/payment-provider.ts';
import { majorMoney } from '../../payment-messages/message.ts';
import { answered, callProvider } from '../../payment-messages/provider-call.ts';

export const currency = 'KES';

/** Results are told as numbers or as text. */
export const resultCode = z.union([z.int(), z.string().max(20)]).transform(String);
export const receipt = z.string().regex(/^[A-Z0-9]{6,20}$/);
const token = z.object({ access_token: z.string().min(1).max(4000) });
export const taken = z.object({
  ResponseCode: z.literal('0'),
  ResponseDescription: z.string().max(300).optional(),
});
const trouble = z.object({ errorMessage: z.string().nullish(), ResponseDescription: z.string().nullish() });

function wordsOf(body: unknown): string | undefined {
  const told = trouble.safeParse(body).data;
  return told?.errorMessage ?? told?.ResponseDescription ?? undefined;
}

/** A pay bill number of Safaricom, and an app that speaks for it. */
export interface Account {
  readonly address: string;
  readonly shortCode: string;
  readonly notificationUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly passKey: string;
  readonly callbackSecret: string;
  readonly unknownAccounts: 'accept' | 'refuse';
  /** Who may reverse payments and ask about them, where somebody may. */
  readonly initiator: { readonly name: string; readonly credential: string } | undefined;
}

export async function ask<S extends z.ZodType>(
  account: Account,
  path: string,
  json: object,
  shape: S,
  answersBy?: RegExp,
): Promise<Result<z.infer<S>>> {
  const { address, consumerKey, consumerSecret } = account;
  const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
  const opened = await callProvider({
    provider: 'mpesa',
    method: 'GET',
    url: `${address}/oauth/v1/generate?grant_type=client_credentials`,
    headers: { authorization: `Basic ${basic}` },
  });
  if (!opened.ok) return opened;
  const read = answered('mpesa', opened.value, token, wordsOf);
  if (!read.ok) return read;
  const answer = await callProvider({
    provider: 'mpesa',
    method: 'POST',
    url: `${address}${path}`,
    headers: { authorization: `Bearer ${read.value.access_token}` },
    json,
    ...(answersBy === undefined ? {} : { answersBy }),
  });
  return answer.ok ? answered('mpesa', answer.value, shape, wordsOf) : answer;
}

export function moneyOf(value: unknown): PaymentNotice['money'] | undefined {
  return majorMoney.safeParse({ amount: value, currency }).data;
}

export function noInitiator() {
  return refuse(
    'payment-provider.settings-unfit',
    'M-Pesa signs nothing, so it is asked about each payment by an API user: set initiatorName, with the role Transaction Status query ORG API, and securityCredential.',
    '/settings/initiatorName',
  );
}
