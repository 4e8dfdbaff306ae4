import * as z from 'zod';
import { messageFields, readFields } from '../payment-messages/fields.ts';
import { noticesOf } from '../payment-messages/message.ts';
import { definePaymentProvider } from '../payment-messages/provider-kind.ts';
import { isHmac, isTimely, signatureExpired, signatureInvalid } from '../payment-messages/signature.ts';

/**
 * Any sender that keeps to Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, symmetric
 * signatures): `webhook-signature` lists `v1,<Base64>` by spaces, each an HMAC-SHA256 of `<id>.<seconds>.<body>` under
 * the Base64 key of the secret (`whsec_…`), and counts for 300 seconds. Settings say where in the message things are.
 * It makes no pages.
 */
export const kind = definePaymentProvider({
  title: 'Any sender with Standard Webhooks',
  about: 'For a provider that is not listed and signs as Standard Webhooks has it. It makes no pages.',
  settings: z.strictObject(messageFields),
  secrets: z.strictObject({
    signingSecret: z
      .string()
      .regex(
        /^(whsec_)?[A-Za-z0-9+/]{32,100}={0,2}$/,
        'must be whsec_ and a key in Base64 of 24 bytes or more',
      ),
  }),
  make: ({ settings, secrets: { signingSecret } }) => {
    const key = Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64');
    return {
      name: 'standard-webhooks',
      async read(raw, headers, now) {
        const id = headers['webhook-id'] ?? '';
        const signedAt = headers['webhook-timestamp'] ?? '';
        const given = (headers['webhook-signature'] ?? '').split(' ').slice(0, 20);
        // The parts are joined by dots: an id with one could be read in two ways.
        if (id === '' || id.includes('.')) return signatureInvalid();
        const holds = given.map(
          (one) =>
            one.startsWith('v1,') &&
            isHmac(one.slice(3), 'sha256', key, [`${id}.${signedAt}.`, raw], 'base64'),
        );
        if (!holds.includes(true)) return signatureInvalid();
        if (!isTimely(signedAt, now)) return signatureExpired();
        return noticesOf(raw, (message) => readFields(settings, message, id, now));
      },
    };
  },
});
