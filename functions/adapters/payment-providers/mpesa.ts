import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { RefundWish } from '../../ports/payment-provider.ts';
import { messageOf } from '../payment-messages/message.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { signatureInvalid } from '../payment-messages/signature.ts';
import { type Account, currency } from './mpesa/daraja.ts';
import { inquire, questionIn, statusOf } from './mpesa/inquiries.ts';
import { accepted, heard, hearingAddresses, hearingIn, register } from './mpesa/pay-bill.ts';
import { askedIn, callback, confirm, prompt } from './mpesa/prompts.ts';
import { endOf, reversalIn, reverse } from './mpesa/reversals.ts';

/**
 * M-Pesa of Safaricom (Daraja): a prompt on the payer's phone. Its callbacks bear no signature. So each prompt is given
 * an address of its own, `notificationUrl` with what was asked for and an HMAC of that by `callbackSecret`, and whether it
 * was paid is asked for before anything counts: of what the callback says only the prompt's id is read, and the receipt
 * number, which M-Pesa tells nowhere else and by which it reverses a payment.
 */
export const kind = definePaymentProvider({
  title: 'M-Pesa',
  about:
    'Asks on the payer’s phone, and hears of what is paid to the pay bill number. Its callbacks are not signed, so M-Pesa is asked again before a payment counts. Payments to the number are heard of, and refunds made by reversal, where an initiator is set.',
  webhookName: 'paybill',
  isRegistered: true,
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.safaricom.co.ke'),
    shortCode: z.string().regex(/^\d{5,7}$/, 'must be the pay bill number, five to seven digits'),
    consumerKey: z.string().regex(/^\w{8,200}$/, 'must be the consumer key of the app'),
    notificationUrl: z
      .url({ protocol: /^https$/ })
      .max(300)
      .meta({ description: 'The public address of this webhook, as it is shown here.' }),
    initiatorName: z
      .string()
      .regex(/^[\w.-]{1,60}$/, 'must be the name of the API user')
      .optional()
      .meta({
        description:
          'Of the API user by which M-Pesa is asked about payments (role Transaction Status query ORG API) and refunds them (Org Reversals Initiator).',
      }),
    unknownAccounts: z.enum(['accept', 'refuse']).default('accept').meta({
      description:
        'Whether M-Pesa takes what is paid for an account that is unknown here. It waits for staff; where M-Pesa has external validation switched on for the number, it can be refused instead.',
    }),
  }),
  secrets: z.strictObject({
    consumerSecret: secretText,
    passKey: secretText,
    callbackSecret: secretText
      .min(32)
      .meta({ description: 'At least 32 characters of chance, made up here.' }),
    securityCredential: secretText.optional().meta({
      description:
        'The password of the API user, encrypted with M-Pesa’s certificate as the portal of Daraja does.',
    }),
  }),
  make({ settings: { apiAddress: address, initiatorName: name, ...settings }, secrets }) {
    const { securityCredential: credential, ...keys } = secrets;
    const initiator = name === undefined || credential === undefined ? undefined : { name, credential };
    const account: Account = { address, ...settings, ...keys, initiator };
    return {
      name: 'mpesa',
      thanks: accepted,
      transfers: { number: account.shortCode, currency },
      registering: {
        key: createHash('sha256')
          .update(JSON.stringify(hearingAddresses(account)))
          .digest('hex'),
        ask: () => register(account),
      },
      confirm: (announced) => inquire(account, announced),
      async read(raw, _headers, now, query) {
        const told = hearingIn(query, account);
        if (told !== undefined) return heard(raw, told, account, now);
        const questioned = questionIn(query, account);
        if (questioned !== undefined) return statusOf(raw, questioned, account);
        const sentBack = reversalIn(query, account);
        if (sentBack !== undefined) return endOf(raw, sentBack, now);
        const given = askedIn(query, account);
        if (given === undefined) return signatureInvalid();
        const message = messageOf(raw, callback);
        return message.ok ? confirm(account, message.value.Body.stkCallback, given, now) : message;
      },
      openPage: (wish, now) => prompt(account, wish, now),
      ...(initiator === undefined
        ? {}
        : { refund: (wish: RefundWish, now: string) => reverse({ ...account, initiator }, wish, now) }),
    };
  },
});
