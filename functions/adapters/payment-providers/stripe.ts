import * as z from 'zod';
import { done } from '../../domain/result.ts';
import type {
  ChargeWish,
  PageWish,
  ProviderNotice,
  RefundWish,
  SavingPageWish,
} from '../../ports/payment-provider.ts';
import { noticesOf } from '../payment-messages/message.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, isTimely, signatureExpired, signatureInvalid } from '../payment-messages/signature.ts';
import { chargeMethod } from './stripe/charges.ts';
import { read } from './stripe/messages.ts';
import { forget, withDescription } from './stripe/methods.ts';
import { openSession } from './stripe/pages.ts';
import { refund } from './stripe/refunds.ts';

/** `t=<seconds>` and any number of `v1=<signature>`, of which one must hold: a rotated secret signs twice. */
function refusedSignature(raw: Uint8Array, header: string | undefined, secret: string, now: string) {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const values = (scheme: string) =>
    parts.flatMap((part) => (part.startsWith(`${scheme}=`) ? [part.slice(scheme.length + 1)] : []));
  const [signedAt = ''] = values('t');
  const holds = values('v1').map((given) => isHmac(given, 'sha256', secret, [`${signedAt}.`, raw], 'hex'));
  if (!holds.includes(true)) return signatureInvalid();
  return isTimely(signedAt, now) ? undefined : signatureExpired();
}

/**
 * Stripe. `webhookSecret` is that of the webhook endpoint (`whsec_…`), `apiKey` a secret or restricted key with which
 * pages are made, saved methods charged and payments refunded. Signature: https://docs.stripe.com/webhooks/signature,
 * `t=<seconds>,v1=<HMAC-SHA256 of t.body>`.
 */
export const kind = definePaymentProvider({
  title: 'Stripe',
  about:
    'Cards and wallets on Stripe’s own page; saves methods, charges them for autopay and refunds. Without an API key it only takes messages.',
  settings: z.strictObject({ apiAddress: apiAddress('https://api.stripe.com') }),
  secrets: z.strictObject({
    webhookSecret: secretText.meta({ description: 'Of the endpoint in the dashboard: whsec_…' }),
    apiKey: secretText.optional().meta({ description: 'A restricted key: rk_…' }),
  }),
  make({ settings, secrets: { webhookSecret, apiKey } }) {
    const api = apiKey === undefined ? undefined : { address: settings.apiAddress, apiKey };
    return {
      name: 'stripe',
      async read(raw, headers, now) {
        const refused = refusedSignature(raw, headers['stripe-signature'], webhookSecret, now);
        if (refused !== undefined) return refused;
        const told = noticesOf(raw, read);
        if (!told.ok || api === undefined) return told;
        const notices: ProviderNotice[] = [];
        for (const notice of told.value) {
          const whole = await withDescription(api, notice);
          if (!whole.ok) return whole;
          notices.push(whole.value);
        }
        return done(notices);
      },
      ...(api === undefined
        ? {}
        : {
            openPage: (wish: PageWish) => openSession(api, wish),
            openSavingPage: (wish: SavingPageWish) => openSession(api, wish),
            charge: (wish: ChargeWish, now: string) => chargeMethod(api, wish, now),
            refund: (wish: RefundWish, now: string) => refund(api, wish, now),
            forget: (method: { readonly token: string }) => forget(api, method),
          }),
    };
  },
});
